"""Look: how the curves are looked at, and ranges of axes that hold still while values trickle in."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EPOCHS, STEPS = "epochs", "steps"
SPANS = (0, 10, 30, 100, 300, 1000)  # batches over which curves are smoothed; 0: not
_TRIMMED = 2.0  # per cent of values that robust scaling leaves outside on either side


@dataclass(frozen=True, slots=True)
class Look:
    """axis: EPOCHS or STEPS. span: one of SPANS. robust: outliers may lie outside of the plot."""

    axis: str = EPOCHS
    span: int = 30
    logarithmic: bool = False
    robust: bool = True
    envelope: bool = True


def steady_range(values: NDArray[np.float64], *, robust: bool, margin: float = 0.06) -> tuple[float, float] | None:
    """Low and high of a plot for these values, rounded outwards so that they seldom change; None for no values."""
    good = values[np.isfinite(values)]
    if not len(good):
        return None
    trim = _TRIMMED if robust and len(good) >= 20 else 0.0
    low, high = (float(value) for value in np.percentile(good, [trim, 100 - trim]))
    span = high - low if high > low else max(abs(high), 1e-9) * 0.1
    step = _nice(span / 10)
    return math.floor((low - margin * span) / step) * step, math.ceil((high + margin * span) / step) * step


def _nice(size: float) -> float:
    """The next of 1, 2, 5, 10, 20... from size upwards."""
    power = 10.0 ** math.floor(math.log10(size))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= size * (1 - 1e-9))
