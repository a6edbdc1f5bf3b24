"""One glyph seen again through another pen, another slant, another camera. uint8 in, uint8 out, ink 255 on 0."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Crop = NDArray[np.uint8]

# Longest side in pixels that a glyph is photographed at: smallest and largest of any photograph, and of a usual one.
LETTERS = (13.0, 64.0, 34.0, 60.0)
SMALL_MARKS = (4.0, 26.0, 6.0, 20.0)


def rephotograph(
    crop: Crop,
    rng: np.random.Generator,
    *,
    strength: float = 1.0,
    sizes: tuple[float, float, float, float] = LETTERS,
) -> Crop:
    """A distorted copy of a glyph: slant, turn, aspect, size, pen, gaps, blur, grain, threshold.

    crop: uint8 (h, w). strength scales the geometric distortions, 0 none. Returns uint8 of another size.
    """
    image = _geometry(Image.fromarray(crop), rng, strength, _size(sizes, rng))
    image = _pen(image, rng)
    image = _camera(image, rng)
    return np.asarray(image)


def _size(sizes: tuple[float, float, float, float], rng: np.random.Generator) -> float:
    low, high, usual_low, usual_high = sizes
    if rng.random() < 0.45:
        return float(np.exp(rng.uniform(np.log(low), np.log(high))))
    return float(rng.uniform(usual_low, usual_high))


def _geometry(image: Image.Image, rng: np.random.Generator, strength: float, size: float) -> Image.Image:
    """Affine: rotation, shear and aspect about the centre, and the size it is seen at, in one resampling."""
    longest = max(image.size)
    zoom = size / longest
    aspect = np.exp(rng.normal(0.0, 0.13 * strength))
    turn, shear = np.deg2rad(rng.normal(0.0, 5.0 * strength)), rng.normal(0.0, 0.14 * strength)
    cosine, sine = np.cos(turn), np.sin(turn)
    forward = zoom * np.array([[cosine, -sine], [sine, cosine]]) @ np.array([[aspect, shear], [0.0, 1.0 / aspect]])
    corners = np.array(image.size)[:, None] / 2.0 * np.array([[-1, -1, 1, 1], [-1, 1, -1, 1]])
    reach = np.abs(forward @ corners).max(axis=1) + 2.0
    columns, rows = (int(np.ceil(2 * side)) for side in reach)
    if zoom < 0.7:  # AFFINE does not average: shrink first
        factor = zoom / 0.9
        small = (max(1, round(image.size[0] * factor)), max(1, round(image.size[1] * factor)))
        forward = forward @ np.diag([image.size[0] / small[0], image.size[1] / small[1]])
        image = image.resize(small, Image.Resampling.BOX)
    back = np.linalg.inv(forward)
    shift = np.array(image.size) / 2.0 - back @ (np.array([columns, rows]) / 2.0)
    matrix = (back[0, 0], back[0, 1], shift[0], back[1, 0], back[1, 1], shift[1])
    return image.transform((columns, rows), Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)


def _pen(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A thicker or thinner pen, and now and then a gap where it skipped."""
    if max(image.size) > 30 and rng.random() < 0.35:
        image = image.filter(ImageFilter.MaxFilter(3))
    if rng.random() < 0.08:
        image = _gap(image, rng)
    return image


def _gap(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    values = np.array(image)
    rows, columns = values.shape
    row, column = rng.integers(0, rows), rng.integers(0, columns)
    angle = rng.uniform(0, np.pi)
    down, across = np.mgrid[0:rows, 0:columns]
    away = np.abs((down - row) * np.cos(angle) + (across - column) * np.sin(angle))
    near = np.hypot(down - row, across - column) < 0.3 * max(rows, columns)
    values[(away < rng.uniform(0.6, 0.05 * max(rows, columns) + 0.8)) & near] = 0
    return Image.fromarray(values)


def _camera(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Blur, grain, faint ink, and in half of the cases a hard threshold, as scanners do."""
    if rng.random() < 0.5:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.02 * max(image.size) + 0.4)))
    values: NDArray[np.float64] = np.asarray(image).astype(np.float64)
    if rng.random() < 0.5:
        values = values + rng.normal(0.0, rng.uniform(2, 22), values.shape) * (values > 20)
    if rng.random() < 0.45:
        level = rng.uniform(0.25, 0.6) * max(float(values.max()), 1.0)
        values = np.where(values > level, 255.0, 0.0)
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
