"""Looking inside: questions about networks, runs and mistakes, answered with arrays. answer.py is the way in."""
