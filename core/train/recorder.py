"""Recorder: keeps a run's folder up to date while its training goes on."""

from __future__ import annotations

import math
import time
from typing import Any

from core.errors import RunError
from core.train.checkpoint import Checkpoint, save_checkpoint
from core.train.history_file import HistoryFile
from core.train.learner import Learner
from core.train.records import BatchRecord, Change, EpochRecord
from core.train.runs import RUNNING, Run

_SNAPSHOTS = 200  # epochs of a run whose arrays are kept
_LARGEST_SNAPSHOT = 4_000_000  # numbers in a network whose weights are kept epoch by epoch
_MOST_BYTES = 256 << 20  # of all these weights of a run; not halved to float16: what a network reads must stay the same


class Recorder:
    """Writes history, checkpoints and run.json of one run. save_seconds: between two checkpoints.

    A checkpoint and what run.json says go together, best before last, so that a kill between any two writes leaves a
    run that resumes from its last checkpoint.
    """

    def __init__(self, run: Run, learner: Learner, *, save_seconds: float) -> None:
        self._run, self._learner, self._save_seconds = run, learner, save_seconds
        for left_over in (*run.folder.glob(".*.part"), *run.history.glob(".*.part")):  # by a process that was killed
            left_over.unlink(missing_ok=True)
        self._history = HistoryFile(run.history)
        self._best: Checkpoint | None = None
        self._epoch: EpochRecord | None = None
        self._best_epoch: EpochRecord | None = None
        self._saved = time.monotonic()
        place = learner.position
        self._history.rewind(step=place.step, epoch=place.epoch - 1)
        # The settings, too: a run that goes on with more epochs goes on with them when it is resumed once more.
        run.update(
            state=RUNNING, reason="", config=learner.config, labels=learner.labels, input_shape=learner.spec.input_shape
        )

    def batch(self, record: BatchRecord) -> None:
        """Note a batch; a checkpoint is written if it is due."""
        self._history.add_batch(record)
        if time.monotonic() - self._saved >= self._save_seconds:
            self.save()

    def change(self, change: Change) -> None:
        """Note a changed setting."""
        self._history.add_change(change)

    def epoch(self, record: EpochRecord) -> None:
        """Note an epoch, keep its arrays, keep the best; a checkpoint is written a second after the last at most."""
        self._history.add_epoch(*self._with_arrays(record))
        self._epoch = record
        if record.best:
            self._best, self._best_epoch = self._learner.checkpoint(), record
        if time.monotonic() - self._saved >= min(1.0, self._save_seconds) or record.epoch == 0:
            self.save()

    def save(self) -> None:
        """Write all that is not on the disk yet. Raises RunError if the disk does not take it."""
        last = self._learner.checkpoint()
        try:
            self._history.sync()
            if self._best is not None:
                save_checkpoint(self._run.best, self._best)
            save_checkpoint(self._run.last, last)
        except OSError as error:
            raise RunError(f"The run cannot be saved: {error.strerror or error}.") from error
        self._run.update(**self._figures())
        self._best = self._epoch = self._best_epoch = None
        self._saved = time.monotonic()

    def end(self, state: str, reason: str, *, save: bool = True) -> None:
        """Write the last things and say how it ended."""
        if save:
            self.save()
        self._run.update(state=state, reason=reason)

    def close(self) -> None:
        """Close the files."""
        self._history.close()

    def _with_arrays(self, record: EpochRecord) -> tuple[EpochRecord, dict[str, Any] | None]:
        weights = self._learner.backend.weights()
        numbers = sum(array.size for array in weights.values())
        if record.epoch % kept_every(self._learner.config.epochs, numbers):
            return record.without_arrays(), None
        return record, weights if numbers <= _LARGEST_SNAPSHOT else None

    def _figures(self) -> dict[str, Any]:
        place, epoch, best = self._learner.position, self._epoch, self._best_epoch
        figures: dict[str, Any] = {"epoch": max(0, place.epoch - 1), "step": place.step, "seconds": place.seconds}
        if epoch is not None:
            for name in ("train_loss", "train_accuracy", "valid_loss", "valid_accuracy"):
                value = getattr(epoch, name)
                figures[name] = value if math.isfinite(value) else None
        if best is not None:
            figures |= {"best_epoch": best.epoch, "best_accuracy": best.valid_accuracy, "best_loss": best.valid_loss}
        return figures


def kept_every(epochs: int, numbers: int) -> int:
    """Every how many epochs the arrays are kept, of a network of so many float32 numbers."""
    bytes_in_all = 4 * numbers * (epochs + 1) if numbers <= _LARGEST_SNAPSHOT else 0
    return max(1, math.ceil(epochs / _SNAPSHOTS), math.ceil(bytes_in_all / _MOST_BYTES))
