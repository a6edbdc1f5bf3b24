"""The history of a run on disk: batches, norms per layer, epochs, changed settings; append-only, safe from a crash.

`batches.bin` and `norms.bin` are record files, `epochs.jsonl` and `changes.jsonl` have a JSON object a line,
`epochs/N.safetensors` has the arrays of an epoch: first-layer filters, confusion matrix and, for the epoch scrubber,
all weights.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from core.errors import RunError
from core.folders import write_atomically
from core.train.record_file import RecordFile, load_records, record_type
from core.train.records import BatchRecord, Change, EpochRecord, History

_BATCH = record_type([("step", "<i8"), ("epoch", "<i4"), ("loss", "<f8"), ("accuracy", "<f8"), ("rate", "<f8")])
_FLUSH_SECONDS = 0.5
_LARGEST_ARRAYS = 1 << 30
_SCALARS = (
    "epoch", "step", "train_loss", "train_accuracy", "valid_loss", "valid_accuracy", "seconds", "dead_units", "best",
)  # fmt: skip


@dataclass(frozen=True, eq=False, slots=True)
class StoredHistory:
    """batches: structured array (N,) with step, epoch, loss, accuracy, rate. epochs: without their arrays.

    norms: structured array (M,) with step, gradient (L,), update (L,) for the layers, or None.
    """

    batches: NDArray[Any]
    epochs: tuple[EpochRecord, ...]
    changes: tuple[Change, ...]
    norms: NDArray[Any] | None = None
    layers: tuple[str, ...] = ()

    def records(self) -> History:
        """The same as a History of records, for small ones: a million batches take seconds here."""
        norms = {int(row["step"]): row for row in self.norms} if self.norms is not None else {}
        batches = [_batch_of(row, norms.get(int(row["step"])), self.layers) for row in self.batches]
        return History(batches=batches, epochs=list(self.epochs), changes=list(self.changes))


@dataclass(frozen=True, eq=False, slots=True)
class EpochArrays:
    """What an epoch left: filters float32 (units, height, width), confusion int64 (K, K), weights by name."""

    filters: NDArray[np.float32] | None = None
    confusion: NDArray[np.int64] | None = None
    weights: dict[str, NDArray[Any]] = field(default_factory=dict)


class HistoryFile:
    """Appends the records of one run. Buffered for half a second at most; `sync` before a checkpoint."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._batches = RecordFile(folder / "batches.bin", _BATCH)
        self._norms: RecordFile | None = None
        self._rows: list[tuple[Any, ...]] = []
        self._flushed = time.monotonic()

    def add_batch(self, record: BatchRecord) -> None:
        """Append one batch."""
        self._rows.append((record.step, record.epoch, record.loss, record.accuracy, record.learning_rate))
        if record.gradient_norms:
            self._add_norms(record)
        if time.monotonic() - self._flushed > _FLUSH_SECONDS:
            self.flush()

    def add_epoch(self, record: EpochRecord, weights: Mapping[str, NDArray[Any]] | None = None) -> None:
        """Append one epoch; weights are kept where given."""
        arrays: dict[str, NDArray[Any]] = {f"weights/{name}": array for name, array in (weights or {}).items()}
        if record.filters is not None:
            arrays["filters"] = record.filters
        if record.confusion is not None:
            arrays["confusion"] = record.confusion
        if arrays:
            _write_quickly(_arrays_path(self._folder, record.epoch), save(arrays))
        _append_line(self._folder / "epochs.jsonl", {name: getattr(record, name) for name in _SCALARS})

    def add_change(self, change: Change) -> None:
        """Append a setting changed while training ran."""
        _append_line(self._folder / "changes.jsonl", {"step": change.step, "name": change.name, "value": change.value})

    def rewind(self, *, step: int, epoch: int) -> None:
        """Forget all that came after step and after the record of epoch: training goes on from there."""
        self.flush()
        stored = load_history(self._folder)
        self._batches.keep(int(np.searchsorted(stored.batches["step"], step, side="right")))
        if stored.norms is not None:
            with_norms = RecordFile(self._folder / "norms.bin", stored.norms.dtype, names=stored.layers)
            with_norms.keep(int(np.searchsorted(stored.norms["step"], step, side="right")))
            self._norms = with_norms
        epochs = [{name: getattr(record, name) for name in _SCALARS} for record in stored.epochs]
        _write_lines(self._folder / "epochs.jsonl", [line for line in epochs if line["epoch"] <= epoch])
        changes = [change for change in stored.changes if change.step <= step]
        _write_lines(
            self._folder / "changes.jsonl", [{"step": c.step, "name": c.name, "value": c.value} for c in changes]
        )

    def flush(self) -> None:
        """Hand all to the system."""
        if self._rows:
            self._batches.append(self._rows)
            self._rows = []
        self._flushed = time.monotonic()

    def sync(self) -> None:
        """Down to the disk."""
        self.flush()
        self._batches.sync()

    def close(self) -> None:
        """Flush and close."""
        self.flush()
        self._batches.close()
        if self._norms is not None:
            self._norms.close()

    def _add_norms(self, record: BatchRecord) -> None:
        layers = tuple(record.gradient_norms)
        if self._norms is None:
            kind = record_type([("step", "<i8"), ("gradient", "<f8", len(layers)), ("update", "<f8", len(layers))])
            self._norms = RecordFile(self._folder / "norms.bin", kind, names=layers)
        updates = [record.update_ratios.get(layer, 0.0) for layer in layers]
        self._norms.append([(record.step, list(record.gradient_norms.values()), updates)])


def load_history(folder: Path) -> StoredHistory:
    """All of a run's history but the arrays of its epochs; empty where nothing was written. Raises RunError."""
    try:
        path = folder / "batches.bin"
        batches = load_records(path)[0] if path.exists() else np.empty(0, _BATCH)
        path = folder / "norms.bin"
        norms, layers = load_records(path) if path.exists() else (None, ())
        epochs = tuple(EpochRecord(**line) for line in _lines(folder / "epochs.jsonl"))
        changes = tuple(Change(**line) for line in _lines(folder / "changes.jsonl"))
    except (OSError, TypeError) as error:
        raise RunError("The history of the run cannot be read.") from error
    return StoredHistory(batches=batches, epochs=epochs, changes=changes, norms=norms, layers=layers)


def load_epoch_arrays(folder: Path, epoch: int) -> EpochArrays:
    """The arrays that an epoch left; empty where none were kept. Raises RunError for a damaged file."""
    path = _arrays_path(folder, epoch)
    try:
        if not path.exists() or path.stat().st_size > _LARGEST_ARRAYS:
            return EpochArrays()
        arrays = load(path.read_bytes())
    except (OSError, SafetensorError) as error:
        raise RunError(f"The arrays of epoch {epoch} cannot be read.") from error
    weights = {name.removeprefix("weights/"): array for name, array in arrays.items() if name.startswith("weights/")}
    return EpochArrays(filters=arrays.get("filters"), confusion=arrays.get("confusion"), weights=weights)


def _write_quickly(path: Path, content: bytes) -> None:
    """Whole or not at all if the process is killed; without the wait for the disk, since epochs can be short."""
    path.parent.mkdir(exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)


def _arrays_path(folder: Path, epoch: int) -> Path:
    return folder / "epochs" / f"{epoch:05d}.safetensors"


def _batch_of(row: Any, norms: Any, layers: tuple[str, ...]) -> BatchRecord:
    return BatchRecord(
        step=int(row["step"]),
        epoch=int(row["epoch"]),
        loss=float(row["loss"]),
        accuracy=float(row["accuracy"]),
        learning_rate=float(row["rate"]),
        gradient_norms={} if norms is None else dict(zip(layers, norms["gradient"].tolist(), strict=True)),
        update_ratios={} if norms is None else dict(zip(layers, norms["update"].tolist(), strict=True)),
    )


def _append_line(path: Path, values: Mapping[str, Any]) -> None:
    with path.open("ab") as file:
        file.write(json.dumps(values).encode() + b"\n")


def _write_lines(path: Path, lines: list[dict[str, Any]]) -> None:
    write_atomically(path, b"".join(json.dumps(line).encode() + b"\n" for line in lines))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """The whole lines of a file; what a crash tore ends it."""
    if not path.exists():
        return
    for line in path.read_bytes().split(b"\n")[:-1]:
        try:
            yield json.loads(line)
        except ValueError:
            return
