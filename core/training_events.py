"""What the training process says to the window: typed, frozen, picklable values. No behaviour.

Its requests are core.training_messages.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.train.records import Change, EpochRecord
from core.train.runs import RunInfo
from core.training_messages import TrainingRequest
from core.verdict import Verdict


@dataclass(frozen=True, eq=False, slots=True)
class Batches:
    """A stretch of batches: step int64, epoch int32, loss, accuracy and rate float64, all (N,), step rising by 1.

    layers: L names; norm_steps int64 (M,) are the steps at which gradient_norms and update_ratios, float64 (M, L),
    were measured.
    """

    step: NDArray[np.int64]
    epoch: NDArray[np.int32]
    loss: NDArray[np.float64]
    accuracy: NDArray[np.float64]
    rate: NDArray[np.float64]
    layers: tuple[str, ...] = ()
    norm_steps: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    gradient_norms: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 0)))
    update_ratios: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 0)))

    def __len__(self) -> int:
        return len(self.step)


@dataclass(frozen=True, slots=True)
class TrainingReady:
    """The process listens. datasets: names of the catalogue with a title each; here: those that can be learned from
    at once, the rest has to be fetched."""

    datasets: tuple[tuple[str, str], ...] = ()
    here: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StateSaid:
    """What training does now, or was just asked to do: IDLE, STARTING, RUNNING, PAUSED or STOPPING."""

    state: str
    run: str = ""


@dataclass(frozen=True, slots=True)
class TrainingBegan:
    """A run trains from here. batches: of one epoch. step: batches that it has behind it."""

    run: RunInfo
    batches: int
    step: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class RecordsArrived:
    """What a run has recorded since the last of these, in order; epochs without their arrays."""

    run: str
    batches: Batches | None = None
    epochs: tuple[EpochRecord, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainingEnded:
    """Of a run. reason: "finished", "stopped early", "stopped", or the sentence that says what went wrong."""

    run: RunInfo
    reason: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class RunsListed:
    """Every run, oldest first."""

    runs: tuple[RunInfo, ...]


@dataclass(frozen=True, slots=True)
class RunChanged:
    """One run's entry is this now."""

    run: RunInfo


@dataclass(frozen=True, slots=True)
class RunDeleted:
    """A run is in the trash; place: what RunAction "restore" needs to take it back."""

    run: str
    name: str
    place: str


@dataclass(frozen=True, eq=False, slots=True)
class HistoryLoaded:
    """All that a run has recorded; epochs without their arrays."""

    run: str
    batches: Batches
    epochs: tuple[EpochRecord, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, eq=False, slots=True)
class DataDescribed:
    """A look at a data set: one sample a class (the first PICTURED), labels, samples of each class int64 (K,).

    samples: uint8 (n, H, W), ink 255 on 0, or colour (n, H, W, 3). splits: samples of train, valid and test.
    corrected: samples that the person's corrections relabel, and that they leave out; all else is as it lies.
    """

    dataset: str
    samples: NDArray[np.uint8]
    labels: tuple[str, ...]
    counts: NDArray[np.int64]
    splits: tuple[int, int, int]
    licence: str = ""
    problems: tuple[str, ...] = ()
    corrected: tuple[int, int] = (0, 0)


@dataclass(frozen=True, eq=False, slots=True)
class RatesTried:
    """The finder's steps: rate and smoothed loss, float64 (N,). suggested: None where none could be, message why."""

    rates: NDArray[np.float64]
    losses: NDArray[np.float64]
    suggested: float | None
    message: str = ""


@dataclass(frozen=True, slots=True)
class ModelWritten:
    """A run's model file is there."""

    run: str
    path: str


@dataclass(frozen=True, slots=True)
class CurvesSaved:
    """The figure is there."""

    path: str


@dataclass(frozen=True, slots=True)
class SamplesKept:
    """So many were added; so many there are in all, of so many characters."""

    added: int
    total: int
    characters: int


@dataclass(frozen=True, slots=True)
class HandCompared:
    """The run's reader beside the one before."""

    run: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class TrainingFailed:
    """A request could not be done. message: one sentence. unexpected: a fault of ours; details hold the traceback."""

    request: TrainingRequest | None
    message: str
    unexpected: bool = False
    details: str = ""


TrainingEvent = (
    TrainingReady
    | StateSaid
    | TrainingBegan
    | RecordsArrived
    | TrainingEnded
    | RunsListed
    | RunChanged
    | RunDeleted
    | HistoryLoaded
    | DataDescribed
    | RatesTried
    | ModelWritten
    | CurvesSaved
    | SamplesKept
    | HandCompared
    | TrainingFailed
)
