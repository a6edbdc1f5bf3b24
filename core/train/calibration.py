"""Temperature scaling: one number that makes a network's confidence honest (Guo et al. 2017)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.train.initial import in_its_labels
from core.train.learner import parts_of
from core.train.measure import CHUNK, losses
from core.train.models import backend_of, model_of
from core.train.runs import Run

COLDEST, HOTTEST = 0.05, 20.0
_GOLDEN = (math.sqrt(5) - 1) / 2
_STEPS = 40


def fit_temperature(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """The temperature T in 0.05..20 for which logits (N, K) / T have the least mean cross-entropy.

    The loss is convex in 1 / T; golden-section search on its logarithm. 1 for no samples.
    """
    if not len(labels):
        return 1.0
    low, high = math.log(COLDEST), math.log(HOTTEST)

    def loss(place: float) -> float:
        return float(losses(logits / np.float32(math.exp(place)), labels).mean())

    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = loss(left), loss(right)
    for _ in range(_STEPS):
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = loss(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = loss(right)
    return math.exp((low + high) / 2)


def calibrate(run: Run, data: Dataset) -> float:
    """Fit the temperature of a run's best epoch on the validation split it was chosen by, and keep it with the run.

    Raises RunError, DataError.
    """
    info = run.info()
    model, valid = model_of(run), parts_of(in_its_labels(info.config, data), info.config.seed).valid
    backend = backend_of(model, threads=info.config.threads)
    parts = [backend.logits(valid.images[start : start + CHUNK]).copy() for start in range(0, len(valid), CHUNK)]
    temperature = fit_temperature(np.concatenate(parts), valid.labels)
    run.update(temperature=temperature)
    return temperature
