"""From ink to character hypotheses in reading order."""
