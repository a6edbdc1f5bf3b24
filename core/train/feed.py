"""Feed: which samples make up which batch, and every random draw of training as a function of its place.

Each draw comes from a generator seeded by (seed, purpose, epoch, batch). The place in the data is therefore the whole
random state: a resumed run, and every process of several, draws exactly what an uninterrupted single one draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_PURPOSES = {"order": 1, "augment": 2, "dropout": 3, "held out": 4}


def stream(seed: int, purpose: str, *place: int) -> np.random.Generator:
    """The generator of one purpose ("order", "augment", "dropout", "held out") at one place, say (epoch, batch)."""
    return np.random.default_rng([seed, _PURPOSES[purpose], *place])


@dataclass(slots=True)
class Feed:
    """Shuffled batches of count samples. rank, world: this process takes every world-th sample of each batch.

    A last batch of fewer than two samples a process is left out (batch normalisation needs two), unless it is the
    only one. Raises ValueError for no samples.
    """

    count: int
    batch_size: int
    seed: int
    rank: int = 0
    world: int = 1
    _epoch: int = -1
    _order: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError("a feed needs samples")

    @property
    def batches(self) -> int:
        """Batches in an epoch, at least 1."""
        whole, rest = divmod(self.count, self.batch_size)
        return max(1, whole + (rest >= 2 * self.world))

    def whole_batch(self, epoch: int, batch: int) -> NDArray[np.int64]:
        """Sample numbers (B,) of a batch (0-based) of an epoch, of all processes together."""
        if self._order is None or self._epoch != epoch:
            self._order = stream(self.seed, "order", epoch).permutation(self.count)
            self._epoch = epoch
        return self._order[batch * self.batch_size : (batch + 1) * self.batch_size]

    def batch(self, epoch: int, batch: int) -> NDArray[np.int64]:
        """This process's share of a batch."""
        return self.whole_batch(epoch, batch)[self.rank :: self.world]
