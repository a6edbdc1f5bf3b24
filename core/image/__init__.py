"""From a photo or a drawing to an even sheet of ink."""
