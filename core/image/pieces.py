"""Connected pieces of a mask, as a table; which of them can be writing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.ndimage as ndi
from numpy.typing import NDArray

_EIGHT = np.ones((3, 3), dtype=np.bool_)
_HEIGHT_STEP = 1.15  # heights are counted in classes that grow by this factor


@dataclass(frozen=True, eq=False, slots=True)
class Pieces:
    """Pieces 0..n-1 of a mask. Each array is (n,), but for `labels` and `pixels`.

    pixels: intp (p,), flat positions of all ink pixels; labels: intp (p,), the piece of each.
    top, left, bottom, right: bounds, the last two exclusive. area: pixels.
    peak: darkness (0..255) that a twentieth of its pixels reach at least.
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


def find_pieces(mask: NDArray[np.bool_], dark: NDArray[np.uint8]) -> Pieces:
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


def choose(pieces: Pieces, kept: NDArray[np.bool_]) -> Pieces:
    """Only the pieces where kept (n,) is True, numbered anew."""
    of_kept = kept[pieces.labels]
    number = np.cumsum(kept) - 1
    bounds = (pieces.top[kept], pieces.left[kept], pieces.bottom[kept], pieces.right[kept])
    return Pieces(pieces.pixels[of_kept], number[pieces.labels[of_kept]], *bounds, pieces.area[kept], pieces.peak[kept])


def letter_height(pieces: Pieces, shape: tuple[int, ...]) -> float:
    """The commonest height of pieces in pixels, each weighing its longer side; 0.0 without pieces. shape: of the mask.

    The mode, not the median: specks and edges of things have all heights, letters of one hand about one. Pieces at the
    border do not count, if there are others, nor do those much fainter than most of the ink.
    """
    if not pieces.area.size:
        return 0.0
    by_peak = np.argsort(pieces.peak)
    ink = np.cumsum(pieces.area[by_peak])
    usual = pieces.peak[by_peak[int(np.searchsorted(ink, 0.6 * ink[-1]))]]
    border = (pieces.top == 0) | (pieces.left == 0) | (pieces.bottom == shape[0]) | (pieces.right == shape[1])
    counted = (pieces.peak >= 0.6 * usual) & ~border
    if not counted.any():
        counted = border
    height = pieces.height[counted].astype(np.float64)
    weight = np.minimum(np.maximum(pieces.height, pieces.width)[counted], 4 * height)
    place = np.log(height) / np.log(_HEIGHT_STEP)
    votes = np.bincount(place.astype(np.intp) + 3, weight, minlength=8)
    smooth = np.convolve(votes, (1.0, 2.0, 3.0, 2.0, 1.0), mode="same")
    peak = int(np.argmax(smooth)) - 3 + 0.5
    around = np.abs(place - peak) <= 3.0
    return float(np.median(height[around])) if around.any() else float(_HEIGHT_STEP**peak)


def is_writing(
    pieces: Pieces, inside: NDArray[np.bool_], beside: NDArray[np.bool_], letter: float, stroke: float
) -> NDArray[np.bool_]:
    """Which pieces (n,) can be characters or parts of them.

    inside: bool (h, w), the picture without its outermost pixels. beside: bool (h, w), what lies beside the paper.
    letter: height of letters, stroke: width of strokes, in pixels. Left out are specks, faint pieces (show-through,
    shadows of folds), lines far longer than letters that are hardly bent (edges of paper, underlines, frames), what the
    picture's border cuts off, what reaches from beside the paper, and marks far from any letter.
    """
    size = np.maximum(pieces.height, pieces.width)
    speck = (pieces.area < max(4.0, 0.35 * stroke * stroke)) | (size < max(2.0, 0.06 * letter))
    letters = ~speck & (pieces.height > 0.4 * letter) & (size < 3 * letter)
    typical = float(np.median(pieces.peak[letters])) if letters.any() else 0.0
    faint = pieces.peak < 0.45 * typical
    diagonal = np.hypot(pieces.height, pieces.width)
    straight = pieces.area < 2.0 * stroke * diagonal
    upright = pieces.height > 2 * pieces.width  # the longest letters are f and j
    line = (diagonal > np.where(upright, 5.0, 4.0) * letter) & straight | (pieces.height > 6 * letter)
    kept = ~(speck | faint | line | _cut_off(pieces, inside, letter) | _within(pieces, beside))
    small = (size < 0.4 * letter) | straight & (pieces.height < 0.5 * pieces.width)
    anchors = kept & ~small & (pieces.height > 0.4 * letter)
    # A dot belongs to a letter. Farther off it must be as dark as writing, or it is a stain; alone it is dirt.
    gap = np.zeros(size.shape)
    gap[kept & small] = _gaps(pieces, kept & small, anchors)
    return kept & (gap <= np.where(pieces.peak > 0.65 * typical, 3.0, 0.8) * letter)


def _cut_off(pieces: Pieces, inside: NDArray[np.bool_], letter: float) -> NDArray[np.bool_]:
    """Pieces at the border that are no writing: low strips of other lines, frames, edges of tables and of shadows.

    A word in joined writing may be as long as an edge. But it meets the border in few places, where what runs along the
    border lies on it for much of its length, and it is no higher than letters are.
    """
    on_border = np.bincount(pieces.labels[~inside.ravel()[pieces.pixels]], minlength=pieces.area.size)
    touching = on_border > 0
    row, column = (pieces.top + pieces.bottom) / 2, (pieces.left + pieces.right) / 2
    height, width = inside.shape
    level = np.minimum(row, height - row) < np.minimum(column, width - column)
    far = (pieces.width > 6 * letter) & ((pieces.height > 3 * letter) | (on_border > 0.4 * pieces.width))
    strip = (pieces.height < 0.6 * letter) | far
    edge = (pieces.width < 0.25 * letter) | (pieces.height > 3 * letter)
    return np.asarray(touching & np.where(level, strip, edge))


def _within(pieces: Pieces, where: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which pieces (n,) have a pixel where this mask (h, w) is True."""
    hit = pieces.labels[where.ravel()[pieces.pixels]]
    return np.asarray(np.bincount(hit, minlength=pieces.area.size) > 0)


def _gaps(pieces: Pieces, which: NDArray[np.bool_], others: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Gap from each of `which` (n,) to the nearest of `others` (n,), box to box, the larger of two ways; may be inf."""
    marks, letters = np.flatnonzero(which), np.flatnonzero(others)
    gaps = np.full(marks.size, np.inf)
    for start in range(0, marks.size if letters.size else 0, 256):  # in parts, or many specks would need much memory
        part = marks[start : start + 256, None]
        above, below = pieces.top[part] - pieces.bottom[letters], pieces.top[letters] - pieces.bottom[part]
        right, left = pieces.left[part] - pieces.right[letters], pieces.left[letters] - pieces.right[part]
        gaps[start : start + 256] = np.maximum(np.maximum(above, below), np.maximum(left, right)).min(axis=1)
    return gaps


def stroke_width(mask: NDArray[np.bool_]) -> float:
    """Typical width of strokes in pixels: twice the area over the length of the edge; 1.0 without ink."""
    area = int(mask.sum())
    edges = int((mask[1:] != mask[:-1]).sum()) + int((mask[:, 1:] != mask[:, :-1]).sum())
    # A slanting edge of length n shows 4 n / pi steps on average over all directions.
    return max(1.0, 2.0 * area / (edges * np.pi / 4)) if edges else 1.0


def without_blobs(mask: NDArray[np.bool_], size: float) -> NDArray[np.bool_]:
    """The mask (h, w) without pieces that hold a full square of about `size` pixels: no pen writes so thick."""
    cell = max(2, round(size / 4))
    rows, columns = mask.shape[0] // cell, mask.shape[1] // cell
    full = mask[: rows * cell, : columns * cell].reshape(rows, cell, columns, cell).all(axis=(1, 3))
    seeds = ndi.binary_erosion(full, np.ones((3, 3)))
    if not seeds.any():
        return mask
    labelled, _ = ndi.label(mask, structure=_EIGHT)
    hit = np.zeros(int(labelled.max()) + 1, dtype=np.bool_)
    at = np.argwhere(seeds) * cell + cell // 2
    hit[labelled[at[:, 0], at[:, 1]]] = True
    return np.asarray(mask & ~hit[labelled])
