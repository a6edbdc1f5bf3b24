"""Where a component may be cut: columns at which touching characters could meet. Cuts propose, the lattice decides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

_THIN = 1.8  # stroke widths: a column with no more ink than this may be a joint
_MARGIN = 0.12  # letter heights: no cut this near to a side
_APART = 0.16  # letter heights between two cuts
_DENSITY = 3.2  # cuts per letter height of width, at most


def cut_columns(piece: NDArray[np.bool_], *, height: float, stroke: float) -> list[int]:
    """Columns before which a piece may be cut, left to right.

    piece: bool (h, w), one component. height: of a usual letter; stroke: usual stroke width, both in pixels.
    A candidate is a local minimum of the ink's vertical projection that a joint of one or two strokes could leave.
    """
    ink = piece.sum(axis=0).astype(np.float64)
    width = len(ink)
    margin = max(2, round(_MARGIN * height))
    if width < 2 * margin + 2 or width < 0.45 * height:
        return []
    smooth = ndimage.uniform_filter1d(ink, max(1, round(stroke / 2)), mode="nearest")
    lowest = ndimage.minimum_filter1d(smooth, 2 * max(1, round(_APART * height / 2)) + 1, mode="nearest")
    low = (smooth <= lowest) & (smooth <= _THIN * stroke)
    low[:margin] = low[width - margin :] = False
    columns = _middles(low)
    most = max(1, int(_DENSITY * width / height))
    strongest = sorted(columns, key=lambda column: smooth[column])[:most]
    return sorted(strongest)


def _middles(flags: NDArray[np.bool_]) -> list[int]:
    """Middle of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [int(start + end) // 2 for start, end in zip(edges[::2], edges[1::2], strict=True)]
