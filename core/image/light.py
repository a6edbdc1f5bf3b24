"""Uneven light made even: how dark each pixel is against the paper around it. Grey in, darkness out."""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy.ndimage as ndi
from numpy.typing import NDArray
from PIL import Image

_COARSE: Final = 8  # the paper's brightness is estimated on every 8th pixel
_DESK: Final = 0.5  # darker than this share of the paper is no paper, if its edge is sharp
_SHARP: Final = 0.2  # at a sharp edge the logarithm of brightness falls by this much in two coarse pixels
_STROKE: Final = 7  # coarse pixels: darker things narrower than this are ink, wider ones are paper in shadow


def paper_brightness(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Brightness of the paper under the ink. grey: uint8 (h, w) -> float32 (ceil(h/8), ceil(w/8)), 1..255.

    Source: means of 8 x 8 pixels, closed (maximum, then minimum) so that strokes vanish, smoothed by a box.
    """
    coarse = np.asarray(Image.fromarray(grey).reduce(_COARSE))
    size = min(_STROKE, 2 * (min(coarse.shape) // 2) + 1)
    closed = ndi.grey_closing(coarse, size=(size, size), mode="nearest")
    smooth = ndi.uniform_filter(closed.astype(np.float32), size=5, mode="nearest")
    return np.asarray(np.maximum(smooth, 1.0), dtype=np.float32)


def darkness(grey: NDArray[np.uint8], paper: NDArray[np.float32]) -> NDArray[np.uint8]:
    """1 - grey / paper: the share of the light that ink takes away, uint8 (h, w), 0 none .. 255 all.

    paper: as paper_brightness gives it.
    """
    height, width = grey.shape
    fine = fit(paper, (height, width), _COARSE)
    dark = grey * (-255.0 / fine)
    dark += 255.5
    np.maximum(dark, 0.0, out=dark)
    return dark.astype(np.uint8)


def fit(coarse: NDArray[np.float32], shape: tuple[int, int], factor: int) -> NDArray[np.float32]:
    """A coarse picture (ceil(h/factor), ceil(w/factor)) made smooth and fine: (h, w) = shape."""
    height, width = shape
    # The coarse picture may overhang the fine one by a part of a pixel: the box says what is asked for.
    box = (0.0, 0.0, width / factor, height / factor)
    return np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BILINEAR, box=box))


def enlarge(coarse: NDArray[np.bool_], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """A coarse mask of every 8th pixel to the fine shape (h, w), each coarse pixel as a square."""
    fine = np.repeat(np.repeat(coarse, _COARSE, axis=0), _COARSE, axis=1)
    return fine[: shape[0], : shape[1]]


def beside_paper(paper: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Where a dark desk, frame or hand lies beside the paper. paper: float32 (r, c) -> bool (r, c).

    Two brightnesses are told apart by Otsu's threshold on the logarithm; the dark one is no paper if it is much darker
    and the edge between them is sharp.
    """
    nothing = np.zeros(paper.shape, dtype=np.bool_)
    level = np.log(paper)
    if float(np.ptp(level)) < -np.log(_DESK):
        return nothing
    dark = level <= _otsu(level)
    share = float(np.median(paper[dark]) / np.median(paper[~dark]))
    if share > _DESK:
        return nothing
    edge = dark & ~ndi.binary_erosion(dark, border_value=1)
    fall = ndi.maximum_filter(level, size=3) - ndi.minimum_filter(level, size=3)
    if float(np.median(fall[edge])) < _SHARP:
        return nothing
    return np.asarray(ndi.binary_dilation(dark, iterations=2))


def _otsu(values: NDArray[np.float32]) -> float:
    """The value that parts these into two groups with the least variance within (Otsu 1979)."""
    counts, edges = np.histogram(values, bins=64)
    centres = (edges[:-1] + edges[1:]) / 2
    below, above = np.cumsum(counts)[:-1], np.cumsum(counts[::-1])[::-1][1:]
    sums = np.cumsum(counts * centres)
    mean_below = sums[:-1] / np.maximum(below, 1)
    mean_above = (sums[-1] - sums[:-1]) / np.maximum(above, 1)
    best = int(np.argmax(below * above * (mean_below - mean_above) ** 2))
    return float(edges[best + 1])


def is_light_on_dark(grey: NDArray[np.uint8]) -> bool:
    """Whether the page is dark and its strokes light. grey: uint8 (h, w), about a megapixel.

    Two signs must agree: hardly any bright area is left once thin bright things are taken away, and where there are
    strokes most of the small windows around them are dark. A dark desk around white paper has a bright area; a dark
    frame has no strokes.
    """
    coarse = np.asarray(Image.fromarray(grey).reduce(_COARSE))
    if min(coarse.shape) < 3:
        return False
    bright = ndi.grey_opening(coarse, size=_STROKE, mode="nearest")
    top, bottom = np.percentile(grey[::2, ::2], (99.9, 5.0))
    if (bright > bottom + 0.5 * (top - bottom)).mean() > 0.2 or top - bottom < 30:
        return False
    size = 4 * _COARSE
    rows, columns = grey.shape[0] // size, grey.shape[1] // size
    if not rows * columns:
        return bool(np.median(grey) < bottom + 0.5 * (top - bottom))
    windows = grey[: rows * size, : columns * size].reshape(rows, size, columns, size)
    high, low = windows.max(axis=(1, 3)).astype(np.float32), windows.min(axis=(1, 3)).astype(np.float32)
    share = (windows > ((high + low) / 2)[:, None, :, None]).mean(axis=(1, 3))
    strokes = high - low > 0.35 * (top - bottom)
    return int((strokes & (share < 0.35)).sum()) > 1.5 * int((strokes & (share > 0.65)).sum())
