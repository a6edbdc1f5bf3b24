"""The desk of the training process: runs are listed and tidied, histories and data sets handed out, figures saved.

All of it may be asked for while a network trains, and is done in another thread than the training.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data import catalogue
from core.data.corrections import CorrectionStore, in_force
from core.data.dataset import Dataset
from core.data.samples import SampleStore
from core.errors import ExportError
from core.folders import write_atomically
from core.hand import WHERE
from core.inspection_messages import Correction
from core.nets.model_file import load_model
from core.train.epoch_table import epoch_table
from core.train.history_file import StoredHistory, load_history
from core.train.records import BatchRecord, EpochRecord, Record
from core.train.runs import Run, RunsFolder
from core.training_events import (
    Batches,
    CurvesSaved,
    DataDescribed,
    HandCompared,
    HistoryLoaded,
    ModelWritten,
    RunChanged,
    RunDeleted,
    RunsListed,
    SamplesKept,
    TrainingEvent,
)
from core.training_messages import (
    PICTURED,
    CompareHand,
    DescribeData,
    Errand,
    KeepSamples,
    ListRuns,
    LoadHistory,
    RunAction,
    SaveCurves,
    WriteModel,
)
from core.verdict import NEEDED

MODEL_FILE = "model.safetensors"


@dataclass(slots=True)
class Shelf:
    """The data set that was asked for last, kept so that looking at it and training from it load it once."""

    load: Callable[[str], Dataset] = catalogue.load
    _name: str = ""
    _data: Dataset | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, name: str) -> Dataset:
        """The data set of this name or path. Raises DataError."""
        with self._lock:
            if self._data is None or name != self._name or name == "samples":  # one's own grow meanwhile
                self._data = None  # so that two large ones are never held at once
                self._name, self._data = name, self.load(name)
            return self._data


@dataclass(frozen=True, slots=True)
class Desk:
    """Does errands; raises InkscopeError where one cannot be done."""

    runs: RunsFolder
    shelf: Shelf

    def do(self, errand: Errand) -> TrainingEvent:
        """The answer to an errand."""
        match errand:
            case ListRuns():
                return RunsListed(tuple(self.runs.list()))
            case LoadHistory(run):
                return history_of(self.runs.open(run))
            case RunAction():
                return self._act(errand)
            case WriteModel(run, path):
                return self._write_model(self.runs.open(run), path)
            case SaveCurves(runs, path):
                return self._save_curves([self.runs.open(run) for run in runs], Path(path))
            case CompareHand(run):
                return self._compare(self.runs.open(run))
            case _:
                return self._look_at(errand)

    def _look_at(self, errand: DescribeData | KeepSamples) -> DataDescribed | SamplesKept:
        if isinstance(errand, KeepSamples):
            return self._keep_samples(errand.samples)
        name = errand.dataset
        found = describe(name, self.shelf.get(name), CorrectionStore().load(name))
        lacking = NEEDED - sum(found.splits)
        if name != "samples" or lacking <= 0:
            return found
        return replace(found, problems=(*found.problems, f"Fine-tuning needs {lacking} more: {WHERE}"))

    def _keep_samples(self, samples: Sequence[tuple[str, NDArray[np.uint8]]]) -> SamplesKept:
        store = SampleStore()
        for label, patch in samples:
            store.add(label, patch)
        counts = store.counts()
        return SamplesKept(len(samples), sum(counts.values()), len(counts))

    def _compare(self, run: Run) -> HandCompared:
        from core.hand import compare
        from core.train.models import model_of

        info = run.info()
        before, after = load_model(Path(info.config.init_from)), model_of(run)
        return HandCompared(info.id, compare(before, after, self.shelf.get(info.config.dataset)))

    def _act(self, errand: RunAction) -> RunChanged | RunDeleted:
        if errand.action == "restore":
            return RunChanged(self.runs.restore(Path(errand.run)).info())
        run = self.runs.open(errand.run)
        if errand.action == "delete":
            info = run.info()
            return RunDeleted(info.id, info.name, str(self.runs.trash(run)))
        changed = {"rename": "name", "notes": "notes", "pin": "pinned"}[errand.action]
        run.update(**{changed: errand.value})
        return RunChanged(run.info())

    def _write_model(self, run: Run, path: str) -> ModelWritten:
        from core.train.models import write_model

        target = Path(path) if path else run.folder / MODEL_FILE
        write_model(run, target)
        return ModelWritten(run.info().id, str(target))

    def _save_curves(self, runs: list[Run], path: Path) -> CurvesSaved:
        stored = [(run.info().name, load_history(run.history).epochs) for run in runs]
        if path.suffix.lower() == ".csv":
            _write(path, epoch_table(stored).encode("utf-8"))
        else:
            _draw(stored, path)
        return CurvesSaved(str(path))


def history_of(run: Run, *, up_to: Record | None = None) -> HistoryLoaded:
    """All that a run has recorded; up_to: leave out this record and what came after it. Raises RunError."""
    stored = load_history(run.history)
    batches, epochs, changes = pack_stored(stored), stored.epochs, stored.changes
    if up_to is not None:
        before = up_to.step if isinstance(up_to, BatchRecord) else up_to.step + 1
        batches = _cut(batches, before)
        epochs = tuple(record for record in epochs if record.epoch < up_to.epoch)
        changes = tuple(change for change in changes if change.step < before - 1)
    return HistoryLoaded(run.folder.name, batches, epochs, changes)


def pack_stored(stored: StoredHistory) -> Batches:
    """The batches of a stored history, contiguous arrays."""
    rows, norms = stored.batches, stored.norms
    step, epoch, loss, accuracy, rate = (
        np.ascontiguousarray(rows[name]) for name in ("step", "epoch", "loss", "accuracy", "rate")
    )
    if norms is None:
        return Batches(step, epoch, loss, accuracy, rate)
    shape = (len(norms), len(stored.layers))
    steps = np.ascontiguousarray(norms["step"])
    gradients = np.ascontiguousarray(norms["gradient"]).reshape(shape)
    updates = np.ascontiguousarray(norms["update"]).reshape(shape)
    return Batches(step, epoch, loss, accuracy, rate, stored.layers, steps, gradients, updates)


def describe(name: str, data: Dataset, corrections: Mapping[str, Correction] | None = None) -> DataDescribed:
    """What a person wants to know of a data set before a network learns from it."""
    firsts = [int(np.flatnonzero(data.labels == label)[0]) for label in np.unique(data.labels)[:PICTURED]]
    splits = [int((data.split == split).sum()) for split in ("train", "valid", "test")]
    return DataDescribed(
        dataset=name,
        samples=data.images[firsts],
        labels=data.alphabet.labels,
        counts=data.counts(),
        splits=(splits[0], splits[1], splits[2]),
        licence=data.licence,
        problems=data.problems,
        corrected=in_force(data, corrections or {}),
    )


def _cut(batches: Batches, before: int) -> Batches:
    count = int(np.searchsorted(batches.step, before))
    measured = int(np.searchsorted(batches.norm_steps, before))
    return Batches(
        batches.step[:count],
        batches.epoch[:count],
        batches.loss[:count],
        batches.accuracy[:count],
        batches.rate[:count],
        batches.layers,
        batches.norm_steps[:measured],
        batches.gradient_norms[:measured],
        batches.update_ratios[:measured],
    )


def _draw(stored: Iterable[tuple[str, tuple[EpochRecord, ...]]], path: Path) -> None:
    from core.export.figures import Curve, check_format, curves_figure, save_figure

    check_format(path)
    curves = [
        Curve(
            name,
            np.array([record.epoch for record in epochs], np.float64),
            *(
                np.array([getattr(record, figure) for record in epochs], np.float64)
                for figure in ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")
            ),
        )
        for name, epochs in stored
    ]
    save_figure(curves_figure(curves, curves[0].name if len(curves) == 1 else "Runs"), path)


def _write(path: Path, content: bytes) -> None:
    try:
        write_atomically(path, content)
    except OSError as error:
        raise ExportError(f"The numbers cannot be written to {path}: {error.strerror or error}.") from error
