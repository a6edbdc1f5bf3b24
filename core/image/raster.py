"""Drawn ink as a sheet: strokes become the same kind of even ink that a photograph gives."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from core.image.sheet import Sheet
from core.ink import Ink, Stroke

_LETTER = 48.0  # sheet pixels that a letter should be high
_MOST_PIXELS = 3_000_000
_SUPER = 3  # drawn this much larger and averaged: smooth edges
_MARGIN = 4


def rasterize(ink: Ink) -> Sheet:
    """A sheet of the drawing's strokes. Its picture coordinates are canvas units. Empty ink gives an empty sheet."""
    box = ink.box
    scale = _scale(ink)
    rows, columns = (max(1, round(side * scale)) + 2 * _MARGIN for side in (box.height, box.width))
    image = Image.new("L", (columns * _SUPER, rows * _SUPER))
    draw = ImageDraw.Draw(image)
    for stroke in ink.strokes:
        _draw(draw, stroke, origin=(box.top - _MARGIN / scale, box.left - _MARGIN / scale), scale=scale * _SUPER)
    small = np.asarray(image.reduce(_SUPER))
    matrix = np.array([[1 / scale, 0.0, box.top - _MARGIN / scale], [0.0, 1 / scale, box.left - _MARGIN / scale]])
    return Sheet(small, small > 96, matrix, max(box.bottom, 1), max(box.right, 1))


def _scale(ink: Ink) -> float:
    """Sheet pixels a canvas unit: brings the usual stroke's height to that of a letter, within a sheet's size."""
    heights = [stroke.box.height for stroke in ink.strokes] or [48]
    usual = float(np.quantile(heights, 0.7))
    scale = float(np.clip(_LETTER / max(usual, 4.0), 0.1, 4.0))
    area = max(1, ink.box.height * ink.box.width)
    return min(scale, float(np.sqrt(_MOST_PIXELS / area)))


def _draw(draw: ImageDraw.ImageDraw, stroke: Stroke, *, origin: tuple[float, float], scale: float) -> None:
    """Discs at the points and bars between them, as wide as pressure made the brush, never too thin to see."""
    points = (stroke.points[:, :2] - np.array([origin[1], origin[0]])) * scale  # column, row
    radii = np.maximum(stroke.width * scale / 2 * (0.35 + 0.65 * stroke.points[:, 2]), 0.75 * _SUPER)
    for (column, row), radius in zip(points, radii, strict=True):
        draw.ellipse([column - radius, row - radius, column + radius, row + radius], fill=255)
    for place in range(len(points) - 1):
        width = round(float(radii[place] + radii[place + 1]))
        draw.line([tuple(points[place]), tuple(points[place + 1])], fill=255, width=max(width, 1))


def stroke_width(mask: NDArray[np.bool_]) -> float:
    """Usual stroke width of a mask in pixels: twice its area over the length of its edge; at least 1."""
    across = int(np.count_nonzero(mask[:, 1:] != mask[:, :-1]))
    edge = int(np.count_nonzero(mask[1:] != mask[:-1])) + across
    return max(1.0, 2.4 * int(np.count_nonzero(mask)) / max(edge, 1))  # 1.2 x: a slanted edge counts its steps
