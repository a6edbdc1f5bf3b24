"""Drawn ink as a sheet: strokes become the same kind of even ink that a photograph gives."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from core.image.sheet import Sheet
from core.ink import Ink, Stroke

_LETTER = 48.0  # sheet pixels that a letter should be high
_MOST_PIXELS = 3_000_000
_SUPER = 3  # drawn this much larger and averaged: smooth edges
_MARGIN = 4
_GRID = 256  # canvas units that the sheet's corner lies on a multiple of
_STEPS = 3  # scales between one and its double


def rasterize(ink: Ink) -> Sheet:
    """A sheet of the drawing's strokes. Its picture coordinates are canvas units. Empty ink gives an empty sheet."""
    scale = _scale(ink)
    top, left = (_GRID * int(np.floor((side - _MARGIN / scale) / _GRID)) for side in (ink.box.top, ink.box.left))
    rows, columns = (
        max(1, round((side - start) * scale)) + _MARGIN
        for side, start in ((ink.box.bottom, top), (ink.box.right, left))
    )
    image = Image.new("L", (columns * _SUPER, rows * _SUPER))
    draw = ImageDraw.Draw(image)
    for stroke in ink.strokes:
        _draw(draw, stroke, origin=(top, left), scale=scale * _SUPER)
    small = np.asarray(image.reduce(_SUPER))
    matrix = np.array([[1 / scale, 0.0, top], [0.0, 1 / scale, left]])
    return Sheet(small, small > 96, matrix, max(ink.box.bottom, 1), max(ink.box.right, 1))


def _scale(ink: Ink) -> float:
    """Sheet pixels a canvas unit: brings the usual stroke's height to that of a letter, within a sheet's size.

    In coarse steps, as the sheet's corner is: what was drawn before must give the same pixels after each new stroke.
    """
    heights = [stroke.box.height for stroke in ink.strokes] or [48]
    usual = float(np.quantile(heights, 0.7))
    scale = float(np.clip(1.12 * _LETTER / max(usual, 4.0), 0.1, 4.0))  # 1.12: half of the step that is cut off below
    area = max(1, ink.box.height * ink.box.width)
    scale = min(scale, float(np.sqrt(_MOST_PIXELS / area)))
    return float(2.0 ** (np.floor(_STEPS * np.log2(scale)) / _STEPS))


def _draw(draw: ImageDraw.ImageDraw, stroke: Stroke, *, origin: tuple[float, float], scale: float) -> None:
    """Discs at the points and bars between them, as wide as pressure made the brush, never too thin to see."""
    points = (stroke.points[:, :2] - np.array([origin[1], origin[0]])) * scale  # column, row
    radii = np.maximum(stroke.width * scale / 2 * (0.35 + 0.65 * stroke.points[:, 2]), 0.75 * _SUPER)
    for (column, row), radius in zip(points, radii, strict=True):
        draw.ellipse([column - radius, row - radius, column + radius, row + radius], fill=255)
    for place in range(len(points) - 1):
        width = round(float(radii[place] + radii[place + 1]))
        draw.line([tuple(points[place]), tuple(points[place + 1])], fill=255, width=max(width, 1))
