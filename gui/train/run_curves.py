"""RunCurves: what one run has recorded, in the form in which it is drawn. Values only, no widgets."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np

from core.train.records import Change, EpochRecord
from core.train.runs import RUNNING, RunInfo
from core.training_events import Batches, HistoryLoaded, RecordsArrived
from gui.train.series import Growing, Series

GOING, ENDED, TIRED = "o", "s", "x"  # the last epoch's mark: still training, ended, stopped early


@dataclass(frozen=True, slots=True)
class Reading:
    """What the curves say at one step; None where nothing was recorded."""

    step: int
    epoch: float
    loss: float | None
    accuracy: float | None
    rate: float | None
    valid: EpochRecord | None


class RunCurves:
    """Grows while its run trains. batches: of one epoch, 0 while that is not known."""

    def __init__(self, run: str, *, batches: int = 0) -> None:
        self.run = run
        self.loss, self.accuracy, self.rate = Series(), Series(), Series()
        self.gradient: dict[str, Series] = {}
        self.update: dict[str, Series] = {}
        self.norm_steps = Growing()
        self.epochs: list[EpochRecord] = []
        self.changes: list[Change] = []
        self.end_symbol = GOING  # of the last epoch's mark
        self._batches = batches

    @property
    def step(self) -> int:
        """The newest."""
        return max(len(self.loss), self.epochs[-1].step if self.epochs else 0)

    @property
    def batches(self) -> int:
        """Of one epoch; at least 1."""
        if not self._batches:
            whole = [record for record in self.epochs if record.epoch > 0]
            self._batches = whole[-1].step // whole[-1].epoch if whole else 0
        return max(1, self._batches)

    @property
    def best(self) -> EpochRecord | None:
        """The last epoch that was the best so far."""
        return next((record for record in reversed(self.epochs) if record.best), None)

    def add(self, arrived: RecordsArrived) -> None:
        """Take what came in."""
        if arrived.batches is not None:
            self._add_batches(arrived.batches)
        self.epochs.extend(arrived.epochs)
        self.changes.extend(arrived.changes)

    def load(self, history: HistoryLoaded) -> None:
        """Take the place of all that was there."""
        symbol = self.end_symbol
        self.__init__(self.run, batches=self._batches)  # type: ignore[misc]
        self.end_symbol = symbol
        self._add_batches(history.batches)
        self.epochs = list(history.epochs)
        self.changes = list(history.changes)

    def adopt(self, other: RunCurves) -> None:
        """Take over all that another has, but how the run ended."""
        self.loss, self.accuracy, self.rate = other.loss, other.accuracy, other.rate
        self.gradient, self.update, self.norm_steps = other.gradient, other.update, other.norm_steps
        self.epochs, self.changes = other.epochs, other.changes

    def read(self, step: float) -> Reading | None:
        """What was recorded at a step; None beyond the ends."""
        place = round(step) - 1
        if not -1 <= place < max(len(self.loss), 1) or (not self.step and not self.epochs):
            return None
        there = 0 <= place < len(self.loss)
        passed = [record for record in self.epochs if record.step <= place + 1]
        return Reading(
            step=place + 1,
            epoch=(place + 1) / self.batches,
            loss=float(self.loss.values[place]) if there else None,
            accuracy=float(self.accuracy.values[place]) if there else None,
            rate=float(self.rate.values[place]) if there else None,
            valid=passed[-1] if passed else None,
        )

    def _add_batches(self, batches: Batches) -> None:
        self.loss.extend(batches.loss)
        self.accuracy.extend(batches.accuracy)
        self.rate.extend(batches.rate)
        self.norm_steps.extend(batches.norm_steps.astype(np.float64))
        for place, layer in enumerate(batches.layers):
            self.gradient.setdefault(layer, Series()).extend(batches.gradient_norms[:, place])
            self.update.setdefault(layer, Series()).extend(batches.update_ratios[:, place])


def updated(info: RunInfo, curves: RunCurves) -> RunInfo:
    """A run's entry with its newest epochs, which the process writes down only with the next checkpoint."""
    last, best = curves.epochs[-1], curves.best or curves.epochs[-1]
    return dataclasses.replace(
        info,
        state=RUNNING,
        epoch=last.epoch,
        step=last.step,
        seconds=sum(record.seconds for record in curves.epochs),
        valid_loss=last.valid_loss,
        valid_accuracy=last.valid_accuracy,
        best_epoch=best.epoch,
        best_accuracy=best.valid_accuracy,
        best_loss=best.valid_loss,
    )


def end_symbol(info: RunInfo) -> str:
    """The mark of a run's last epoch."""
    return TIRED if info.reason == "stopped early" else ENDED


def spoken_time(seconds: float) -> str:
    """Such as "40 s", "3 min", "2 h 10 min"."""
    if seconds < 90:
        return f"{max(1, math.ceil(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02d} min"
