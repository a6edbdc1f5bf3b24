"""What training says while it runs: one record a batch, one an epoch, and the history of both."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """One optimizer step. step: 1 at the first. loss, accuracy: of this batch before the step.

    gradient_norms: L2 norm of the gradient per layer; update_ratios: L2 norm of the update over that of the weights.
    Both are empty on steps where they were not measured.
    """

    step: int
    epoch: int
    loss: float
    accuracy: float
    learning_rate: float
    gradient_norms: dict[str, float] = field(default_factory=dict)
    update_ratios: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, slots=True)
class EpochRecord:
    """One pass over the training split. epoch 0 is the untrained network.

    dead_units: share 0..1 of units per layer that gave nothing for any validation sample.
    filters: first layer's weights, float32 (units, height, width), or None.
    confusion: int64 (classes, classes) on the validation split, rows true, columns predicted, or None.
    """

    epoch: int
    step: int
    train_loss: float
    train_accuracy: float
    valid_loss: float
    valid_accuracy: float
    seconds: float
    dead_units: dict[str, float] = field(default_factory=dict)
    filters: NDArray[np.float32] | None = None
    confusion: NDArray[np.int64] | None = None
    best: bool = False

    def without_arrays(self) -> EpochRecord:
        """The same without filters and confusion matrix: what curves need, and nothing that grows with the network."""
        return dataclasses.replace(self, filters=None, confusion=None)


Record = BatchRecord | EpochRecord


@dataclass(frozen=True, slots=True)
class Change:
    """A setting changed while training ran, in force after step."""

    step: int
    name: str
    value: str | float


@dataclass(slots=True)
class History:
    """All records of a run, in order. reason: why training ended ("" while it goes on)."""

    batches: list[BatchRecord] = field(default_factory=list)
    epochs: list[EpochRecord] = field(default_factory=list)
    reason: str = ""
    changes: list[Change] = field(default_factory=list)

    def add(self, record: Record) -> None:
        """Append one record to its list."""
        if isinstance(record, BatchRecord):
            self.batches.append(record)
        else:
            self.epochs.append(record)
