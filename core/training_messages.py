"""What the window asks of the training process: typed, frozen, picklable values. No behaviour.

Answers are core.training_events. Requests that steer the training under way are answered at once with a
StateSaid, whatever is being computed; the rest is done in order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.messages import Shutdown
from core.train.config import TrainingConfig, Value

IDLE, STARTING, RUNNING, PAUSED, STOPPING = "idle", "starting", "running", "paused", "stopping"
PICTURED = 100  # classes of a data set that are shown
RUN_ACTIONS = ("rename", "pin", "notes", "delete", "restore")


@dataclass(frozen=True, slots=True)
class StartTraining:
    """Train a new run of this name ("" for one made from the time); with resume the run of that id goes on."""

    config: TrainingConfig
    name: str = ""
    resume: str = ""


@dataclass(frozen=True, slots=True)
class StartSweep:
    """Train one run for each learning rate, all else equal, one after the other."""

    config: TrainingConfig
    rates: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FindRate:
    """Try rising learning rates for a hundred steps and suggest one; no run is kept."""

    config: TrainingConfig


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait after the batch under way; the run's checkpoint is written."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on."""


@dataclass(frozen=True, slots=True)
class StepBatch:
    """Do so many more batches, then wait."""

    count: int = 1


@dataclass(frozen=True, slots=True)
class StepEpoch:
    """Go on to the end of this epoch, then wait."""


@dataclass(frozen=True, slots=True)
class StopTraining:
    """End after the batch under way; the run can be resumed. A sweep ends with it."""


@dataclass(frozen=True, slots=True)
class ChangeSettings:
    """From the next batch on: learning_rate, momentum, dropout, augment (core.train.config.LIVE)."""

    values: dict[str, Value]


@dataclass(frozen=True, slots=True)
class ListRuns:
    """Ask for all runs."""


@dataclass(frozen=True, slots=True)
class LoadHistory:
    """Ask for what a run has recorded."""

    run: str


@dataclass(frozen=True, slots=True)
class RunAction:
    """Do something to a run's entry. action: one of RUN_ACTIONS; value: the name, the notes, whether it is pinned.

    "restore" takes back what "delete" moved to the trash; its run is the place that RunDeleted named.
    """

    run: str
    action: str
    value: str | bool = ""


@dataclass(frozen=True, slots=True)
class DescribeData:
    """Ask for a look at a data set: its picture, classes and counts. seed: for what has to be drawn."""

    dataset: str
    seed: int = 0


@dataclass(frozen=True, slots=True)
class WriteModel:
    """Write the network of a run's best epoch as a model file; "" for a file in the run's own folder."""

    run: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class SaveCurves:
    """Write the curves of these runs: PNG, SVG, PDF, or their numbers as CSV, as the ending of path says."""

    runs: tuple[str, ...]
    path: str


@dataclass(frozen=True, eq=False, slots=True)
class KeepSamples:
    """Keep characters of the person's own hand: (label, patch), uint8 (32, 32), ink 255 on 0."""

    samples: tuple[tuple[str, NDArray[np.uint8]], ...]


@dataclass(frozen=True, slots=True)
class CompareHand:
    """Compare the reader that a run tuned to the person's hand with the one that it started from."""

    run: str


Steering = Pause | Resume | StepBatch | StepEpoch | StopTraining | ChangeSettings
Job = StartTraining | StartSweep | FindRate
Errand = ListRuns | LoadHistory | RunAction | DescribeData | WriteModel | SaveCurves | KeepSamples | CompareHand
TrainingRequest = Steering | Job | Errand | Shutdown
