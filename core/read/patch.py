"""The one way from ink to network input, for training and for use: aspect kept, stroke width evened, 32 x 32.

Two ways in, a region of a sheet and a drawing, meet in `patches`: each crop is shrunk or enlarged to a common size
and then its strokes are brought to a common width, so that a marker and a hard pencil, a large hand and a small one
look alike to the network.

Evening the width: let a straight stroke of width w be blurred by a Gaussian of sigma s. At distance d from its axis
the blurred value is P(d; w) = F((w/2 + d)/s) + F((w/2 - d)/s) - 1, with F the normal distribution function. The level
set at P(d*; w) is therefore a stroke of width 2 d*, whatever w was: one threshold per glyph thins or thickens it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIZE = 32  # rows and columns of a patch
CONTENT = 26  # longest side of the ink inside it
STROKE = 2.6  # width, in patch pixels, that strokes are brought to
_SIGMA = 1.0
_MOST_THINNED = 1.0  # patch pixels taken off either side of a stroke at most: more would cut it
_INK_PERCENTILE = 80  # this share of a glyph's own ink counts as full ink: pencil becomes as black as a pen

Crop = NDArray[np.uint8]
Patches = NDArray[np.uint8]


def patches(crops: Sequence[Crop]) -> Patches:
    """Network input for glyphs.

    crops: uint8 (h, w) each, ink 255 on 0, any size; what does not belong to the glyph is already 0. Empty rows and
    columns around the ink are dropped. Returns uint8 (N, 32, 32), ink 255 on 0.
    """
    if not crops:
        return np.zeros((0, SIZE, SIZE), np.uint8)
    placed = np.stack([_place(crop) for crop in crops])  # (N, 32, 32)
    return _even_width(placed.astype(np.float32) / 255.0)


def _place(crop: Crop) -> NDArray[np.uint8]:
    """The ink of one crop, longest side CONTENT, centred in an empty patch, full ink at 255."""
    canvas = np.zeros((SIZE, SIZE), np.uint8)
    crop = _tight(crop)
    if crop.size == 0:
        return canvas
    height, width = crop.shape
    scale = CONTENT / max(height, width)
    rows, columns = max(1, round(height * scale)), max(1, round(width * scale))
    small = np.asarray(Image.fromarray(crop).resize((columns, rows), Image.Resampling.BILINEAR))
    top, left = (SIZE - rows) // 2, (SIZE - columns) // 2
    canvas[top : top + rows, left : left + columns] = _full_ink(small)
    return canvas


def _tight(crop: Crop) -> Crop:
    """The crop without the rows and columns that hold next to no ink."""
    if crop.size == 0:
        return crop
    least = max(24, int(crop.max()) // 4)
    ink = crop >= least
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if len(rows) == 0:
        return crop[:0]
    return np.asarray(crop[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def _full_ink(small: NDArray[np.uint8]) -> NDArray[np.uint8]:
    inked = small[small > int(small.max()) // 3]
    if len(inked) == 0:
        return small
    full = max(float(np.percentile(inked, _INK_PERCENTILE)), 1.0)
    return np.asarray(np.minimum(small * (255.0 / full), 255.0), dtype=np.uint8)


def _even_width(values: NDArray[np.float32]) -> Patches:
    """values: (N, 32, 32) in 0..1. Level set of the blurred picture at which strokes are STROKE wide."""
    return np.asarray(even_width(values, STROKE, sigma=_SIGMA) * 255.0, dtype=np.uint8)


def even_width(values: NDArray[np.float32], stroke: float, *, sigma: float) -> NDArray[np.float32]:
    """Pictures (N, H, W) in 0..1 with their strokes brought to this width in pixels (see the module's head).

    sigma: of the blur, pixels; strokes that are wider by more than two of it are thinned by no more than that.
    """
    width = stroke_width(values)
    half = np.maximum(stroke / 2, width / 2 - _MOST_THINNED * sigma)
    level = _profile(half, width, sigma)
    slope = np.maximum(_profile(half - 0.5, width, sigma) - _profile(half + 0.5, width, sigma), 0.02)  # over one pixel
    shown = (_blur(values, sigma) - level[:, None, None]) / slope[:, None, None] + 0.5
    return np.asarray(np.clip(shown, 0.0, 1.0), dtype=np.float32)


def stroke_width(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean stroke width in pixels of pictures (N, H, W) in 0..1: twice the ink's area over the length of its edge."""
    padded = np.pad(values, ((0, 0), (1, 1), (1, 1)))
    down = padded[:, 1:, :-1] - padded[:, :-1, :-1]
    across = padded[:, :-1, 1:] - padded[:, :-1, :-1]
    edge = np.sqrt(down**2 + across**2).sum(axis=(1, 2))  # total variation: edge length times height of the step
    area = values.sum(axis=(1, 2))
    return np.asarray(np.clip(2.0 * area / np.maximum(edge, 1e-6), 0.3, SIZE), dtype=np.float32)


_ERF = np.vectorize(erf, otypes=[np.float32])


def _normal(z: NDArray[np.floating]) -> NDArray[np.float32]:
    return np.asarray(0.5 * (1.0 + _ERF(z / sqrt(2.0))), dtype=np.float32)


def _profile(distance: NDArray[np.floating], width: NDArray[np.floating], sigma: float) -> NDArray[np.float32]:
    """Blurred value at this distance from the axis of a straight stroke of this width (see the module's head)."""
    inner = _normal((width / 2 - distance) / sigma) + _normal((width / 2 + distance) / sigma)
    return np.asarray(inner - 1.0, dtype=np.float32)


def _blur(values: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """Gaussian blur of pictures (N, H, W), zero outside."""
    reach = int(np.ceil(3 * sigma))
    taps = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    taps = (taps / taps.sum()).astype(np.float32)
    height, width = values.shape[1:]
    padded = np.pad(values, ((0, 0), (reach, reach), (0, 0)))
    rows = sum(tap * padded[:, place : place + height] for place, tap in enumerate(taps))
    padded = np.pad(np.asarray(rows), ((0, 0), (0, 0), (reach, reach)))
    both = sum(tap * padded[:, :, place : place + width] for place, tap in enumerate(taps))
    return np.asarray(both, dtype=np.float32)
