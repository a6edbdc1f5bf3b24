"""How a page lies: its slight slant, and whether its lines run across or up and down."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

MAX_SLANT: Final = 8.0  # degrees
_GAIN: Final = 1.06  # a slant must sharpen the profile by this factor before the page is turned
_MOST_POINTS: Final = 20_000


def slant(rows: NDArray[np.intp], columns: NDArray[np.intp], letter: float) -> float:
    """Degrees (-8..8) by which lines of writing fall to the right; 0.0 where no slant stands out.

    rows, columns: (n,) positions of ink. letter: height of letters in pixels.
    Source: the projection profile is sharpest (largest sum of squares) along the lines of text (Postl 1986).
    """
    if rows.size < 50 or letter <= 0:
        return 0.0
    step = -(-rows.size // _MOST_POINTS)
    down, across = rows[::step].astype(np.float64), columns[::step].astype(np.float64)
    across -= across.mean()
    bin_height = max(letter / 8.0, 1.0)
    level = _sharpness(down, across, 0.0, bin_height)
    best, sharpness = _sharpest(down, across, np.arange(-MAX_SLANT, MAX_SLANT + 0.1, 0.5), bin_height)
    best, sharpness = _sharpest(down, across, best + np.arange(-0.4, 0.45, 0.1), bin_height)
    return best if sharpness > _GAIN * level and abs(best) >= 0.2 else 0.0


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
