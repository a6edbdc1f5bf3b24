"""The networks: from scratch in numpy, and their torch siblings."""
