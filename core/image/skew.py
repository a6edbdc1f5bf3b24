"""How a page lies: its slight slant, and whether its lines run across or up and down."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.image.pieces import Pieces

MAX_SLANT: Final = 8.0  # degrees
_GAIN: Final = 1.06  # a slant must sharpen the profile by this factor before the page is turned
_CLEAR_GAIN: Final = 1.3
_MOST_POINTS: Final = 20_000
_FEWEST: Final = 4  # fewer letters do not tell which way lines run
_MOST_LETTERS: Final = 1000


def runs_upright(pieces: Pieces) -> bool:
    """Whether lines of writing run up and down, as on a page that lies on its side.

    Source: a letter's nearest neighbour stands in its line, since gaps between letters are smaller than those between
    lines (the docstrum, O'Gorman 1993). False where letters are few or the neighbours do not agree two to one.
    """
    size = np.maximum(pieces.height, pieces.width)
    if not size.size:
        return False
    usual = float(np.median(size[size >= 0.25 * np.percentile(size, 90)]))
    which = np.flatnonzero((size > 0.5 * usual) & (size < 3 * usual))
    which = which[:: -(-which.size // _MOST_LETTERS) or 1]
    if which.size < _FEWEST:
        return False
    top, left, bottom, right = (side[which] for side in (pieces.top, pieces.left, pieces.bottom, pieces.right))
    above, before = top[:, None] - bottom, left[:, None] - right  # (n, n) gaps, negative where boxes overlap
    gap = np.hypot(np.maximum(np.maximum(above, above.T), 0), np.maximum(np.maximum(before, before.T), 0))
    np.fill_diagonal(gap, np.inf)
    nearest = np.argmin(gap, axis=1)
    down = np.abs((top + bottom)[nearest] - (top + bottom))
    across = np.abs((left + right)[nearest] - (left + right))
    return int((down > 1.5 * across).sum()) > 2 * int((across > 1.5 * down).sum())


def slant(rows: NDArray[np.number], columns: NDArray[np.number], letter: float, *, gain: float = _GAIN) -> float:
    """Degrees (-8..8) by which lines of writing fall to the right; 0.0 where no slant stands out.

    rows, columns: (n,) positions of ink. letter: height of letters in pixels. gain: how many times sharper than on the
    page as it lies the profile must be.
    Source: the projection profile is sharpest (largest sum of squares) along the lines of text (Postl 1986).
    """
    angle, sharper = _best(rows, columns, letter)
    return angle if sharper > gain and abs(angle) >= 0.2 else 0.0


def clear_slant(rows: NDArray[np.number], columns: NDArray[np.number], letter: float) -> float:
    """Like slant(), of lines that run across or up and down, whichever stand out, but only if they clearly do."""
    across, sharper_across = _best(rows, columns, letter)
    upright, sharper_upright = _best(columns, rows, letter)
    if max(sharper_across, sharper_upright) < _CLEAR_GAIN:
        return 0.0
    return across if sharper_across >= sharper_upright else -upright


def _best(rows: NDArray[np.number], columns: NDArray[np.number], letter: float) -> tuple[float, float]:
    """The angle with the sharpest profile, and how many times sharper it is than at 0 degrees."""
    if rows.size < 50 or letter <= 0:
        return 0.0, 1.0
    step = -(-rows.size // _MOST_POINTS)
    down, across = rows[::step].astype(np.float64), columns[::step].astype(np.float64)
    across -= across.mean()
    bin_height = max(letter / 8.0, 1.0)
    level = _sharpness(down, across, 0.0, bin_height)
    best, _ = _sharpest(down, across, np.arange(-MAX_SLANT, MAX_SLANT + 0.1, 0.5), bin_height)
    best, sharpness = _sharpest(down, across, best + np.arange(-0.4, 0.45, 0.1), bin_height)
    return best, sharpness / level


def _sharpest(
    down: NDArray[np.float64], across: NDArray[np.float64], angles: NDArray[np.float64], bin_height: float
) -> tuple[float, float]:
    sharpness = [_sharpness(down, across, float(angle), bin_height) for angle in angles]
    best = int(np.argmax(sharpness))
    return float(angles[best]), sharpness[best]


def _sharpness(down: NDArray[np.float64], across: NDArray[np.float64], angle: float, bin_height: float) -> float:
    position = (down - across * np.tan(np.radians(angle))) / bin_height
    profile = np.bincount((position - position.min()).astype(np.intp)).astype(np.float64)
    # Neighbours are averaged, or the place of the bins' borders would count.
    smooth = profile[:-1] + profile[1:] if profile.size > 1 else profile
    return float((smooth**2).sum())
