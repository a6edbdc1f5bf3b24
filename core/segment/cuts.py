"""Where a component may be cut: seams from top to bottom along which touching characters could part.

A seam is a minimum-cost path (as in seam carving, Avidan and Shamir 2007): paper is almost free, ink costs, so that it
winds between interlocking letters and crosses the ink where it is thin. Seams propose; the lattice decides.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

_THIN = 3.2  # stroke widths of ink that a seam may cross
_MARGIN = 0.12  # letter heights: no seam this near to a side
_APART = 0.1  # letter heights between two seams
_DENSITY = 4.0  # seams per letter height of width, at most
_NARROWEST = 0.45  # letter heights: what is narrower is not cut
_PAPER = 0.04  # cost of a pixel of paper, where a pixel of ink costs 1
_SIDEWAYS = 0.08  # cost of a step to the next column


def cut_seams(piece: NDArray[np.bool_], *, height: float, stroke: float) -> NDArray[np.intp]:
    """Seams along which a piece may be cut, left to right: int64 (seams, h), each row's first column right of the seam.

    piece: bool (h, w), one component. height: of a usual letter; stroke: usual stroke width, both in pixels.
    """
    rows, width = piece.shape
    margin = max(2, round(_MARGIN * height))
    if width < 2 * margin + 2 or width < _NARROWEST * height:
        return np.zeros((0, rows), np.intp)
    cost = np.where(piece, 1.0, _PAPER)
    middle = rows // 2
    above, up = _cheapest(cost[: middle + 1])
    below, down = _cheapest(cost[middle:][::-1])
    total = above + below - cost[middle]  # of the cheapest seam through each column of the middle row
    total[:margin] = total[width - margin :] = np.inf
    columns = _lows(total, apart=max(1, round(_APART * height)), most=_THIN * stroke + _PAPER * rows)
    few = sorted(columns[: max(1, int(_DENSITY * width / height))])
    seams = [np.concatenate([_trace(up, column)[::-1], _trace(down, column)[1:]]) for column in few]
    return np.maximum.accumulate(np.array(seams, dtype=np.intp).reshape(-1, rows), axis=0)


def _cheapest(cost: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """For every column of the last row, the cost of the cheapest path from the first row, and the steps back.

    Steps: int8 (h, w), by how many columns the path came from the right (1), above (0) or left (-1) in the row before.
    """
    steps = np.zeros(cost.shape, np.int8)
    best = cost[0].copy()
    for row in range(1, len(cost)):
        left, right = np.full_like(best, np.inf), np.full_like(best, np.inf)
        left[1:], right[:-1] = best[:-1] + _SIDEWAYS, best[1:] + _SIDEWAYS
        steps[row] = np.where(right < np.minimum(best, left), 1, np.where(left < best, -1, 0))
        best = np.minimum(best, np.minimum(left, right)) + cost[row]
    return best, steps


def _trace(steps: NDArray[np.int8], column: int) -> NDArray[np.intp]:
    """The path's column in each row, from the last row back to the first."""
    path = [column]
    for row in range(len(steps) - 1, 0, -1):
        path.append(path[-1] + int(steps[row, path[-1]]))
    return np.array(path, dtype=np.intp)


def _lows(total: NDArray[np.float64], *, apart: int, most: float) -> list[int]:
    """Columns of local minima that cost no more than most, cheapest first, no two nearer than apart."""
    lowest = ndimage.minimum_filter1d(total, 2 * apart + 1, mode="nearest")
    low = (total <= lowest + 1e-9) & (total <= most)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], low, [False]]).astype(np.int8)))
    middles = [int(start + end) // 2 for start, end in zip(edges[::2], edges[1::2], strict=True)]
    chosen: list[int] = []
    for column in sorted(middles, key=lambda column: float(total[column])):
        if all(abs(column - other) >= apart for other in chosen):
            chosen.append(column)
    return chosen
