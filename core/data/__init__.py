"""Datasets: formats, catalogue, synthetic handwriting, augmentation."""
