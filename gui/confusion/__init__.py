"""The Confusion workspace: matrix and gallery of mistakes."""
