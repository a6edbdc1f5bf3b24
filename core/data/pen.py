"""The pen of synthetic handwriting: paths with a width at each point become pictures; many samples at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_CHUNK = 512  # samples drawn at a time: bounds memory


def draw_paths(
    points: NDArray[np.float32], radii: NDArray[np.float32], shown: NDArray[np.bool_], size: int
) -> NDArray[np.uint8]:
    """Stamp a soft disc at every shown point: uint8 (N, size, size), ink 255 on 0, edges smooth over one pixel.

    points: (N, P, 2) row and column in pixels, pixel centres at whole numbers, neighbours closer than a radius.
    radii: (N, P) in pixels. shown: (N, P), False where the pen is off the paper. What lies outside is cut off.
    """
    images = np.zeros((len(points), size, size), dtype=np.uint8)
    order = np.argsort(radii.max(axis=1, initial=0.0))  # the discs of a chunk are about equally large
    for start in range(0, len(points), _CHUNK):
        part = order[start : start + _CHUNK]
        images[part] = _stamp(points[part], radii[part], shown[part], size)
    return images


def _stamp(
    points: NDArray[np.float32], radii: NDArray[np.float32], shown: NDArray[np.bool_], size: int
) -> NDArray[np.uint8]:
    """Pictures (n, size, size): the darkest of all discs that cover a pixel counts."""
    count = len(points)
    margin = int(np.ceil(float(radii.max(initial=0.0)) + 0.5))
    wide = size + 2 * margin
    canvas = np.zeros(count * wide * wide, dtype=np.float32)
    sample, place = np.nonzero(shown & _inside(points, margin, size))
    where = points[sample, place]  # (M, 2)
    radius = radii[sample, place] + np.float32(0.5)
    whole = np.rint(where).astype(np.int32)
    rest = where - whole
    base = sample.astype(np.int64) * (wide * wide) + (whole[:, 0] + margin) * wide + (whole[:, 1] + margin)
    for row in range(-margin, margin + 1):
        for column in range(-margin, margin + 1):
            if row * row + column * column <= (margin + 0.5) ** 2:
                distance = np.hypot(rest[:, 0] - row, rest[:, 1] - column)
                _darken(canvas, base + (row * wide + column), radius - distance)
    inner = canvas.reshape(count, wide, wide)[:, margin : margin + size, margin : margin + size]
    return np.rint(np.minimum(inner, 1.0) * 255.0).astype(np.uint8)


def _inside(points: NDArray[np.float32], margin: int, size: int) -> NDArray[np.bool_]:
    """Points whose disc stays on the widened canvas."""
    return np.asarray(((points > -0.5) & (points < size - 0.5)).all(axis=2))


def _darken(canvas: NDArray[np.float32], places: NDArray[np.int64], ink: NDArray[np.float32]) -> None:
    touched = ink > 0
    np.maximum.at(canvas, places[touched], ink[touched])
