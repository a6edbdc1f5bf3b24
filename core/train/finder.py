"""The learning-rate finder: a few steps with a rate that rises, and where the loss fell fastest (Smith 2017).

It trains a network of its own, so that nothing needs to be put back.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.errors import DataError, RunError
from core.train.config import TrainingConfig
from core.train.learner import Learner

_SMOOTHING = 0.8
_GIVE_UP = 3.0  # times the smallest loss


@dataclass(frozen=True, slots=True)
class Trial:
    """One step: the rate it was made with, the loss of its batch, and the smoothed loss (unbiased)."""

    learning_rate: float
    loss: float
    smooth: float


def try_rates(
    config: TrainingConfig, data: Dataset, *, low: float = 1e-5, high: float = 10.0, steps: int = 100
) -> Iterator[Trial]:
    """Train steps batches while the rate rises evenly in its logarithm from low to high.

    Ends early when the smoothed loss is three times its smallest or no number. Raises ValueError for bad bounds, and
    what training raises.
    """
    if not (0 < low < high and steps >= 2):
        raise ValueError("the finder needs 0 < low < high and two steps at least")
    wanted = config.changed(schedule="constant", epochs=1, ema=0.0, measure_every=0)
    learner = Learner(wanted, data)
    place = learner.position
    place.epoch, mean, smallest = 1, 0.0, math.inf
    for step in range(steps):
        if place.batch == learner.feed.batches:
            place.epoch, place.batch = place.epoch + 1, 0
        rate = float(low * (high / low) ** (step / (steps - 1)))
        learner.change({"learning_rate": rate})
        try:
            loss = learner.batch().loss
        except RunError:
            return
        mean = _SMOOTHING * mean + (1 - _SMOOTHING) * loss
        smooth = mean / (1 - _SMOOTHING ** (step + 1))
        yield Trial(rate, loss, smooth)
        smallest = min(smallest, smooth)
        if smooth > _GIVE_UP * smallest:
            return


def suggested_rate(trials: list[Trial]) -> float:
    """The rate at which the smoothed loss fell fastest by the rate's logarithm. Raises DataError if it never fell."""
    if len(trials) < 3:
        raise DataError("The learning-rate finder saw too few steps: start it from a smaller rate.")
    losses: NDArray[np.float64] = np.array([trial.smooth for trial in trials])
    logs = np.log([trial.learning_rate for trial in trials])
    slopes = np.gradient(losses, logs)
    if slopes.min() >= 0:
        raise DataError("The loss fell at no learning rate: look at the data, or try another optimizer.")
    return trials[int(slopes.argmin())].learning_rate
