"""The Read workspace: canvas, image pane, text."""
