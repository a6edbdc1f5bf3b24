"""Training: one generator, its records, its checkpoints, its runs."""
