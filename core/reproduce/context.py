"""Context: what an experiment may ask for: data, trained networks that are kept, a place for figures, a voice."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from core.data import catalogue
from core.data.dataset import Dataset
from core.export.figures import Curve, save_figure
from core.folders import write_atomically
from core.nets.model_file import ModelFile
from core.reproduce.result import Shown
from core.reproduce.sources import Sources
from core.train.calibration import calibrate
from core.train.checkpoint import load_checkpoint
from core.train.config import TrainingConfig
from core.train.engine import train
from core.train.history_file import load_history
from core.train.learner import fingerprint, parts_of
from core.train.models import model_of
from core.train.records import EpochRecord
from core.train.runs import FINISHED, Run, RunInfo, RunsFolder

QUICK_PER_CLASS = {"train": 40, "valid": 10, "test": 10}
QUICK_EPOCHS = 2
_SPENT = "processor_seconds.txt"  # in a run's folder: of training, over all its parts


@dataclass(frozen=True, eq=False, slots=True)
class Trained:
    """A network that has learned. model: of its best epoch. epochs: from the untrained one on, without arrays.

    seconds: of training, by the clock and as the clock ran; processor_seconds: None where it was not measured.
    """

    run: Run
    info: RunInfo
    model: ModelFile
    epochs: tuple[EpochRecord, ...]
    processor_seconds: float | None

    @property
    def best_accuracy(self) -> float:
        """On the validation split, 0..1."""
        return float(self.info.best_accuracy or 0.0)

    def curve(self, name: str) -> Curve:
        """For core.export.figures.curves_figure."""
        rows = [(e.epoch, e.train_loss, e.valid_loss, e.train_accuracy, e.valid_accuracy) for e in self.epochs]
        columns = np.array(rows, dtype=np.float64).reshape(-1, 5).T
        return Curve(name, *columns)

    def spent(self) -> str:
        """The time that training took, for a person."""
        clock = f"{self.info.seconds:.0f} s by the clock"
        return clock if self.processor_seconds is None else f"{self.processor_seconds:.0f} s of processor time, {clock}"


@dataclass(eq=False, slots=True)
class Context:
    """output: the folder of results. quick: small parts of the data and few epochs, to see that all works.

    say: told, in a sentence, what is being done. loaded: datasets by name, as dataset() found them.
    """

    output: Path
    sources: Sources
    quick: bool = False
    seed: int = 0
    threads: int = 1
    say: Callable[[str], None] = lambda sentence: None
    loaded: dict[str, Dataset] = field(default_factory=dict)

    @property
    def runs(self) -> RunsFolder:
        """The trained networks of these experiments."""
        return RunsFolder(self.output / "runs")

    def dataset(self, name: str) -> Dataset:
        """One of the homework's datasets ("nist36", "mnist", "letters"). Raises DataError if it is not here."""
        if name not in self.loaded:
            self.loaded[name] = self.small(catalogue.load(self.sources.dataset(name), seed=self.seed))
        return self.loaded[name]

    def small(self, data: Dataset) -> Dataset:
        """All of it; when quick a few samples of each class and split."""
        return _few(data) if self.quick else data

    def epochs(self, count: int) -> int:
        """So many epochs; when quick two."""
        return min(count, QUICK_EPOCHS) if self.quick else count

    def config(self, data: Dataset, **values: str | int | float | tuple[int, ...]) -> TrainingConfig:
        """Settings for training on this data, with this context's seed, threads and measure of epochs."""
        given = {"dataset": data.name, "seed": self.seed, "threads": self.threads, "measure_every": 0, **values}
        given["epochs"] = self.epochs(int(str(given.get("epochs", 50))))
        return TrainingConfig().changed(**given)

    def train(self, name: str, config: TrainingConfig, data: Dataset) -> Trained:
        """A network trained so; taken from the runs folder where it is there, gone on with where it was broken off."""
        data_print = fingerprint(parts_of(data, config.seed))
        run = self._find(name, config, data_print) or self.runs.create(config, name=name)
        if run.info().state != FINISHED:
            self._finish(run, config, data)
        info = run.info()
        return Trained(run, info, model_of(run), load_history(run.history).epochs, _read_spent(run))

    def figure(self, name: str, figure: Figure, caption: str) -> Shown:
        """Keep a figure of the results as PNG. Raises ExportError."""
        file = f"{name}.png"
        save_figure(figure, self.output / "figures" / file)
        return Shown(file, caption)

    def _find(self, name: str, config: TrainingConfig, data_print: str) -> Run | None:
        """The newest run of that name with the same settings and samples."""
        for info in reversed(self.runs.list()):
            run = Run(self.runs.folder / info.id)
            same = info.name == name and info.config == config and run.last.exists()
            if same and load_checkpoint(run.last).position.data == data_print:
                return run
        return None

    def _finish(self, run: Run, config: TrainingConfig, data: Dataset) -> None:
        resume, began, spent = run.last.exists(), time.process_time(), _read_spent(run) or 0.0
        name = run.info().name
        self.say(f"{name}: {'training goes on' if resume else 'training begins'}, {config.epochs} epochs.")
        for record in train(config, data, run=run, resume=resume):
            if isinstance(record, EpochRecord):
                used = spent + time.process_time() - began
                write_atomically(run.folder / _SPENT, f"{used:.1f}\n".encode())
                self.say(f"{name}: epoch {record.epoch} of {config.epochs}, {_epoch(record)}")
        calibrate(run, data)


def _epoch(record: EpochRecord) -> str:
    return f"validation {100 * record.valid_accuracy:.2f} % right, {record.seconds:.1f} s."


def _read_spent(run: Run) -> float | None:
    path = run.folder / _SPENT
    return float(path.read_text()) if path.exists() else None


def _few(data: Dataset) -> Dataset:
    """The first samples of each class and split."""
    chosen = [
        np.flatnonzero((data.split == split) & (data.labels == label))[:most]
        for split, most in QUICK_PER_CLASS.items()
        for label in range(len(data.alphabet))
    ]
    return data.take(np.sort(np.concatenate(chosen)))
