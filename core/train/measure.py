"""What a network gives on labelled pictures: loss, accuracy, confusion; the same numpy code for every backend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.train.backend import Backend, Images
from core.train.distributed import Team

CHUNK = 256


@dataclass(frozen=True, eq=False, slots=True)
class Measured:
    """loss: mean cross-entropy. accuracy: 0..1. confusion: int64 (K, K), rows true, columns predicted."""

    loss: float
    accuracy: float
    confusion: NDArray[np.int64]


def measure(
    backend: Backend,
    images: Images,
    labels: NDArray[np.int64],
    *,
    classes: int,
    team: Team | None = None,
    given_up: Callable[[], bool] = lambda: False,
) -> Measured | None:
    """Run all pictures through the network, each process of a team its share; None if given_up() before the end."""
    team = team or Team()
    loss, confusion = 0.0, np.zeros((classes, classes), np.int64)
    for start in range(team.rank * CHUNK, len(labels), team.world * CHUNK):
        if team.world == 1 and given_up():
            return None
        truth = labels[start : start + CHUNK]
        logits = backend.logits(images[start : start + CHUNK])
        loss += float(losses(logits, truth).sum())
        np.add.at(confusion, (truth, logits.argmax(axis=1)), 1)
    sums = team.total(np.concatenate([[loss], confusion.ravel()]).astype(np.float64))
    confusion = sums[1:].astype(np.int64).reshape(classes, classes)
    count = len(labels)
    return Measured(float(sums[0]) / count, float(np.trace(confusion)) / count, confusion)


def losses(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Cross-entropy of each sample, float64 (N,), from logits (N, K): log sum exp minus the true one's logit."""
    wide = logits.astype(np.float64)
    top = wide.max(axis=1)
    totals: NDArray[np.float64] = top + np.log(np.exp(wide - top[:, None]).sum(axis=1))
    chosen: NDArray[np.float64] = wide[np.arange(len(labels)), labels]
    return totals - chosen


def probabilities(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    """Softmax over the classes, float64 (N, K)."""
    wide = logits.astype(np.float64)
    exponentials = np.exp(wide - wide.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = exponentials / exponentials.sum(axis=1, keepdims=True)
    return shares
