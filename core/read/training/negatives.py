"""What is no character, made from characters: a piece of one, several together, no writing at all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

Crop = NDArray[np.uint8]


def part(crop: Crop, rng: np.random.Generator) -> Crop:
    """One side of a glyph cut by a random straight line, as a wrong cut would leave it."""
    rows, columns = crop.shape
    angle = rng.choice([0.0, np.pi / 2, rng.uniform(0, np.pi)], p=[0.45, 0.3, 0.25])
    down, across = np.mgrid[0:rows, 0:columns]
    offset = (down / rows - 0.5) * np.sin(angle) + (across / columns - 0.5) * np.cos(angle)
    kept = np.where(offset * rng.choice([-1, 1]) > rng.uniform(-0.18, 0.22), crop, 0).astype(np.uint8)
    return kept if rng.random() < 0.5 else _largest_piece(kept)


def _largest_piece(crop: Crop) -> Crop:
    labels, count = ndimage.label(crop > 60, np.ones((3, 3)))
    if count < 2:
        return crop
    sizes = np.bincount(labels.ravel())[1:]
    return np.where(labels == 1 + int(sizes.argmax()), crop, 0).astype(np.uint8)


def several(crops: list[Crop], rng: np.random.Generator) -> Crop:
    """Two or more glyphs side by side, as a missing cut would leave them; crops: tight, any size."""
    heights = [rng.uniform(0.75, 1.0) * 48 for _ in crops]
    small = [_to_height(crop, height) for crop, height in zip(crops, heights, strict=True)]
    gaps = [round(rng.uniform(-0.12, 0.22) * 48) for _ in crops]
    width = sum(crop.shape[1] for crop in small) + sum(max(gap, 0) for gap in gaps)
    canvas = np.zeros((64, width + 4), np.uint8)
    column = 0
    for crop, gap in zip(small, gaps, strict=True):
        top = 60 - crop.shape[0] - int(rng.integers(0, 6))
        column = max(0, column)
        view = canvas[max(top, 0) : max(top, 0) + crop.shape[0], column : column + crop.shape[1]]
        np.maximum(view, crop[: view.shape[0], : view.shape[1]], out=view)
        column += crop.shape[1] + gap
    return canvas


def _to_height(crop: Crop, height: float) -> Crop:
    scale = min(height / crop.shape[0], 60 / crop.shape[1])
    size = (max(2, round(crop.shape[1] * scale)), max(2, round(crop.shape[0] * scale)))
    return np.asarray(Image.fromarray(crop).resize(size, Image.Resampling.BILINEAR))


def noise(rng: np.random.Generator) -> Crop:
    """No writing: scribble, streak, frame corner, grain or blot."""
    kind = int(rng.integers(0, 5))
    image = Image.new("L", (64, 64))
    draw = ImageDraw.Draw(image)
    if kind == 0:
        points = [tuple(rng.integers(4, 60, 2).tolist()) for _ in range(int(rng.integers(5, 12)))]
        draw.line(points, fill=255, width=int(rng.integers(1, 5)))
    elif kind == 1:
        bands = rng.normal(size=(64, 64))
        field = ndimage.gaussian_filter(bands, (rng.uniform(0.5, 6), rng.uniform(0.5, 6)))
        return np.asarray((field > np.quantile(field, rng.uniform(0.5, 0.85))) * 255, dtype=np.uint8)
    elif kind == 2:
        for _ in range(int(rng.integers(2, 6))):
            row = int(rng.integers(4, 60))
            draw.line([(0, row), (63, row + int(rng.integers(-4, 5)))], fill=255, width=int(rng.integers(1, 4)))
    elif kind == 3:
        return np.asarray((rng.random((64, 64)) < rng.uniform(0.01, 0.12)) * 255, dtype=np.uint8)
    else:
        for _ in range(int(rng.integers(3, 9))):
            row, column = (int(side) for side in rng.integers(4, 60, 2))
            radius = int(rng.integers(1, 7))
            draw.ellipse([column - radius, row - radius, column + radius, row + radius], fill=255)
    return np.asarray(image)
