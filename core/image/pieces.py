"""Connected pieces of a mask, as a table; which of them can be writing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.ndimage as ndi
from numpy.typing import NDArray

_EIGHT = np.ones((3, 3), dtype=np.bool_)


@dataclass(frozen=True, eq=False, slots=True)
class Pieces:
    """Pieces 0..n-1 of a mask. Each array is (n,), but for `labels` and `pixels`.

    pixels: intp (p,), flat positions of all ink pixels; labels: intp (p,), the piece of each.
    top, left, bottom, right: bounds, the last two exclusive. area: pixels.
    peak: darkness (0..1) that a twentieth of its pixels reach at least.
    """

    pixels: NDArray[np.intp]
    labels: NDArray[np.intp]
    top: NDArray[np.intp]
    left: NDArray[np.intp]
    bottom: NDArray[np.intp]
    right: NDArray[np.intp]
    area: NDArray[np.intp]
    peak: NDArray[np.float64]

    @property
    def height(self) -> NDArray[np.intp]:
        return self.bottom - self.top

    @property
    def width(self) -> NDArray[np.intp]:
        return self.right - self.left


def find_pieces(mask: NDArray[np.bool_], dark: NDArray[np.float32]) -> Pieces:
    """The 8-connected pieces of a mask (h, w), with the darkness (h, w) of their pixels."""
    labelled, count = ndi.label(mask, structure=_EIGHT)
    pixels = np.flatnonzero(mask)
    labels = labelled.ravel()[pixels].astype(np.intp) - 1
    rows, columns = np.divmod(pixels, mask.shape[1])
    area = np.bincount(labels, minlength=count)
    starts = np.concatenate([[0], np.cumsum(area)[:-1]]).astype(np.intp)
    if count == 0:
        none = np.zeros(0, dtype=np.intp)
        return Pieces(pixels, labels, none, none, none, none, none, np.zeros(0))
    order = np.argsort(labels, kind="stable")
    top, bottom = np.minimum.reduceat(rows[order], starts), np.maximum.reduceat(rows[order], starts) + 1
    left, right = np.minimum.reduceat(columns[order], starts), np.maximum.reduceat(columns[order], starts) + 1
    by_dark = np.lexsort((dark.ravel()[pixels], labels))
    peak = dark.ravel()[pixels[by_dark[starts + (0.95 * (area - 1)).astype(np.intp)]]]
    return Pieces(pixels, labels, top, left, bottom, right, area, peak.astype(np.float64))


def keep(mask: NDArray[np.bool_], pieces: Pieces, kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The mask (h, w) with only the pieces where kept (n,) is True."""
    out = np.zeros_like(mask)
    out.ravel()[pieces.pixels[kept[pieces.labels]]] = True
    return out


def letter_height(pieces: Pieces) -> float:
    """Typical height of a letter in pixels: the median, each piece weighing its longer side; 0.0 without pieces."""
    size = np.maximum(pieces.height, pieces.width)
    if not size.size:
        return 0.0
    order = np.argsort(pieces.height)
    weight = np.cumsum(size[order])
    return float(pieces.height[order[int(np.searchsorted(weight, weight[-1] / 2))]])
