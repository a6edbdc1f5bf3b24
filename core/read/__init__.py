"""From hypotheses to text."""
