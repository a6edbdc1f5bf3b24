"""Darkness to ink or paper: one threshold for the page, above the paper's own grain, low enough for faint strokes."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

FAINTEST: Final = 0.14  # a flattened ratio of 0.86: left fewest false pieces on real pages (methods.md, section 2)
_GRAIN: Final = 5.0  # this many standard deviations of the paper's grain are not ink


def grain(dark: NDArray[np.float32]) -> float:
    """Standard deviation of the paper's darkness, from the median of absolute deviations (most is paper)."""
    sample = dark[::3, ::3]
    middle = float(np.median(sample))
    return 1.4826 * float(np.median(np.abs(sample - middle)))


def threshold(dark: NDArray[np.float32]) -> float:
    """Pixels at least this dark are ink. dark: float32 (h, w), 0..1."""
    return min(max(FAINTEST, _GRAIN * grain(dark)), 0.5)
