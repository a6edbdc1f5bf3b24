"""Learning-rate schedules: pure functions of how far training is, so that a resumed run needs no extra state."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from core.train.config import TrainingConfig

_WARM_SHARE, _START, _END = 0.3, 1 / 25, 1e-4


@dataclass(frozen=True, slots=True)
class Progress:
    """step: optimizer steps done; steps: of the whole run; epoch: passes done (whole number)."""

    step: int
    steps: int
    epoch: int

    @property
    def fraction(self) -> float:
        """0 before the first step, 1 at the last one."""
        return min(1.0, self.step / max(1, self.steps - 1))


def rate_factor(config: TrainingConfig, progress: Progress) -> float:
    """What the learning rate is multiplied by for the next step, 0..1."""
    return _FACTORS[config.schedule](config, progress)


def _constant(config: TrainingConfig, progress: Progress) -> float:
    return 1.0


def _step(config: TrainingConfig, progress: Progress) -> float:
    return float(config.step_factor ** (progress.epoch // config.step_every))


def _cosine(config: TrainingConfig, progress: Progress) -> float:
    return _between(1.0, 0.0, progress.fraction)


def _one_cycle(config: TrainingConfig, progress: Progress) -> float:
    """Up over the first 30 % of the steps, down to nearly nothing over the rest (Smith and Topin 2018), cosine both."""
    if progress.fraction < _WARM_SHARE:
        return _between(_START, 1.0, progress.fraction / _WARM_SHARE)
    return _between(1.0, _END, (progress.fraction - _WARM_SHARE) / (1 - _WARM_SHARE))


def _between(start: float, end: float, fraction: float) -> float:
    """Half a cosine wave from start (fraction 0) to end (fraction 1)."""
    return end + (start - end) * 0.5 * (1 + math.cos(math.pi * fraction))


_FACTORS: dict[str, Callable[[TrainingConfig, Progress], float]] = {
    "constant": _constant,
    "step": _step,
    "cosine": _cosine,
    "one-cycle": _one_cycle,
}
