"""The runs folder: each training is a folder with its settings, state, history and checkpoints.

RUN/run.json          RunInfo
RUN/history/          see history_file
RUN/last.checkpoint   to resume from (and last.checkpoint.previous)
RUN/best.checkpoint   the best epoch's
RUN/lock              held by the process that trains
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import json
import logging
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import ConfigError, RunError
from core.folders import data_folder, write_atomically
from core.train.config import TrainingConfig, config_from_json
from core.train.lock import FileLock

_log = logging.getLogger(__name__)

RUNNING, FINISHED, STOPPED, FAILED, DIED, NEW = "running", "finished", "stopped", "failed", "died", "new"
_TRASH = ".trash"
_LARGEST_INFO = 8 << 20


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What the run table shows. state: new, running, finished, stopped, failed, died (running, but no process is).

    created: UTC, ISO 8601. labels, input_shape: of the network; empty before the first epoch. best_*: the best epoch
    by config.watch. temperature: what its logits are divided by to be calibrated.
    """

    id: str
    name: str
    created: str
    config: TrainingConfig
    state: str = NEW
    reason: str = ""
    epoch: int = 0
    step: int = 0
    seconds: float = 0.0
    train_loss: float | None = None
    train_accuracy: float | None = None
    valid_loss: float | None = None
    valid_accuracy: float | None = None
    best_epoch: int = 0
    best_accuracy: float | None = None
    best_loss: float | None = None
    labels: tuple[str, ...] = ()
    input_shape: tuple[int, ...] = ()
    temperature: float = 1.0
    notes: str = ""
    pinned: bool = False


class Run:
    """One folder of the runs folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def history(self) -> Path:
        """Folder of the history."""
        return self.folder / "history"

    @property
    def last(self) -> Path:
        """Checkpoint to resume from."""
        return self.folder / "last.checkpoint"

    @property
    def best(self) -> Path:
        """Checkpoint of the best epoch."""
        return self.folder / "best.checkpoint"

    def info(self) -> RunInfo:
        """What run.json says; a run that says it is running while no process holds its lock has died."""
        info = self._read()
        return dataclasses.replace(info, state=DIED) if info.state == RUNNING and not self.in_use() else info

    def update(self, **values: Any) -> RunInfo:
        """Change fields of run.json; returns the new info. Raises RunError."""
        info = dataclasses.replace(self._read(), **values)
        self.write(info)
        return info

    def write(self, info: RunInfo) -> None:
        """Write run.json atomically."""
        content = {**dataclasses.asdict(info), "config": info.config.to_json()}
        try:
            write_atomically(self.folder / "run.json", json.dumps(content, indent=1).encode())
        except OSError as error:
            raise RunError(f"The run {info.name!r} cannot be written: {error.strerror or error}.") from error

    def discard_if_new(self) -> None:
        """Delete a run that never began to train: its settings did not fit."""
        if self.info().state == NEW:
            shutil.rmtree(self.folder, ignore_errors=True)

    def in_use(self) -> bool:
        """Whether a process trains it now."""
        return FileLock(self.folder / "lock").held()

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the run for training. Raises RunError if another process does."""
        lock = FileLock(self.folder / "lock")
        if not lock.acquire(tries=5):
            raise RunError(f"The run {self._read().name!r} is being trained by another process: stop it there first.")
        try:
            yield
        finally:
            lock.release()

    def _read(self) -> RunInfo:
        path = self.folder / "run.json"
        try:
            if path.stat().st_size > _LARGEST_INFO:
                raise RunError(f"The run in {self.folder.name} is damaged.")
            values = json.loads(path.read_bytes())
            values["config"] = config_from_json(values["config"])
            values["labels"], values["input_shape"] = tuple(values["labels"]), tuple(values["input_shape"])
            return RunInfo(**values)
        except (OSError, ValueError, KeyError, TypeError, ConfigError) as error:
            raise RunError(f"The run in {self.folder.name!r} is damaged or of another version of Inkscope.") from error


class RunsFolder:
    """All runs, by default in the person's data folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder if folder is not None else data_folder() / "runs"

    @property
    def trash_folder(self) -> Path:
        """Where deleted runs lie."""
        return self.folder / _TRASH

    def create(self, config: TrainingConfig, *, name: str = "") -> Run:
        """A new run; its id is made from its name or the time and is unique. Raises RunError."""
        now = datetime.datetime.now(datetime.UTC)
        name = name.strip() or f"{config.model} {now:%Y-%m-%d %H.%M.%S}"
        stem = re.sub(r"[^\w.-]+", "-", name).strip("-.")[:80] or "run"
        try:
            folder = self._claim(stem)
        except OSError as error:
            raise RunError(f"No run can be made in {self.folder}: {error.strerror or error}.") from error
        run = Run(folder)
        run.write(RunInfo(id=folder.name, name=name, created=f"{now:%Y-%m-%dT%H:%M:%S.%fZ}", config=config))
        return run

    def open(self, name: str) -> Run:
        """A run by its id, its name (the newest of that name) or its path. Raises RunError if there is none."""
        path = Path(name)
        if (path / "run.json").is_file():
            return Run(path)
        if name and name == path.name and (self.folder / name / "run.json").is_file():
            return Run(self.folder / name)
        named = [info for info in self.list() if info.name == name]
        if not named:
            raise RunError(f"There is no run {name!r}: see `runs list`.")
        return Run(self.folder / max(named, key=lambda info: info.created).id)

    def list(self) -> list[RunInfo]:
        """Every run that can be read, oldest first; damaged ones are logged and left out."""
        infos = []
        folders = self.folder.iterdir() if self.folder.is_dir() else []
        for folder in folders:
            if folder.name.startswith(".") or not (folder / "run.json").exists():
                continue
            try:
                infos.append(Run(folder).info())
            except RunError as error:
                _log.warning("%s", error)
        return sorted(infos, key=lambda info: (info.created, info.id))

    def trash(self, run: Run) -> Path:
        """Move a run to the trash; returns where it lies, for restore. Raises RunError if it is being trained."""
        if run.in_use():
            raise RunError(f"The run {run.folder.name!r} is being trained: stop it first.")
        self.trash_folder.mkdir(parents=True, exist_ok=True)
        place = _free(self.trash_folder, run.folder.name)
        try:
            run.folder.replace(place)
        except OSError as error:
            raise RunError(f"The run {run.folder.name!r} cannot be moved: {error.strerror or error}.") from error
        return place

    def restore(self, place: Path) -> Run:
        """Take a run back from the trash. Raises RunError if it is gone."""
        if not (place / "run.json").is_file():
            raise RunError(f"The run {place.name!r} is not in the trash.")
        target = _free(self.folder, place.name)
        try:
            place.replace(target)
        except OSError as error:
            raise RunError(f"The run {place.name!r} cannot be moved: {error.strerror or error}.") from error
        run = Run(target)
        run.update(id=target.name)
        return run

    def empty_trash(self) -> None:
        """Delete what is in the trash for good."""
        shutil.rmtree(self.trash_folder, ignore_errors=True)

    def _claim(self, stem: str) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        while True:
            folder = _free(self.folder, stem)
            with contextlib.suppress(FileExistsError):
                folder.mkdir()
                return folder


def _free(folder: Path, stem: str) -> Path:
    """A name in folder that nothing has: stem, stem-2, stem-3..."""
    place, number = folder / stem, 1
    while place.exists():
        number += 1
        place = folder / f"{stem}-{number}"
    return place
