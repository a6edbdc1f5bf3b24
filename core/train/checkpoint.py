"""Checkpoints: one safetensors file with every array of a training, its state as JSON, and a checksum over both.

Written whole or not at all, the previous one kept beside it: a process killed at any moment leaves one that loads.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from core.errors import RunError
from core.folders import write_atomically

_log = logging.getLogger(__name__)

_VERSION = "1"
_LARGEST = 4 << 30  # bytes; a file of ours is far smaller
_MOST_TENSORS = 20_000

Tensors = dict[str, NDArray[Any]]


@dataclass(slots=True)
class Position:
    """Where training stands, and what it has summed up.

    epoch: the one under way, 1 at the first, 0 before the untrained network was measured. batch: batches done in it.
    step: optimizer steps in all. loss_sum, correct, seen: over the samples of this epoch. seconds: training time in
    all. best_*: the best epoch so far by the watched figure (larger is better; loss is negated), None before one.
    The live settings are those in force now. data: fingerprint of the samples. All random draws follow from seed,
    epoch and batch (see feed.stream), so that these are the states of all generators, too.
    """

    epoch: int = 0
    batch: int = 0
    step: int = 0
    loss_sum: float = 0.0
    correct: int = 0
    seen: int = 0
    seconds: float = 0.0
    epoch_seconds: float = 0.0
    best_epoch: int = 0
    best_value: float | None = None
    learning_rate: float = 0.01
    momentum: float = 0.9
    dropout: float = 0.0
    augment: str = "none"
    data: str = ""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """config: the JSON of the TrainingConfig. tensors: what Backend.tensors() gave."""

    position: Position
    config: str
    tensors: Tensors


def save_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write atomically; what stood at path before stands at path + ".previous" afterwards. Raises OSError."""
    state = json.dumps({"position": dataclasses.asdict(checkpoint.position), "config": checkpoint.config})
    arrays = {name: np.asarray(array, order="C") for name, array in checkpoint.tensors.items()}
    metadata = {"inkscope_checkpoint": _VERSION, "state": state, "sha256": _digest(state, arrays)}
    content = save(arrays, metadata=metadata)
    _keep_previous(path)
    write_atomically(path, content)


def load_checkpoint(path: Path) -> Checkpoint:
    """Read the checkpoint at path or, if it is missing or damaged, the previous one. Raises RunError for neither."""
    failure: RunError | None = None
    for candidate in (path, previous_of(path)):
        try:
            return _load(candidate)
        except RunError as error:
            failure = failure or error
            _log.warning("checkpoint %s cannot be used: %s", candidate, error)
    raise failure or RunError("The run has no checkpoint.")


def previous_of(path: Path) -> Path:
    """Where the checkpoint before the last one stands."""
    return path.with_name(path.name + ".previous")


def _load(path: Path) -> Checkpoint:
    try:
        if path.stat().st_size > _LARGEST:
            raise RunError("The checkpoint of the run is larger than any of ours.")
        metadata, tensors = _read(path)
        state = json.loads(metadata["state"])
        if _digest(metadata["state"], tensors) != metadata["sha256"]:
            raise RunError("The checkpoint of the run is damaged.")
        return Checkpoint(position=Position(**state["position"]), config=str(state["config"]), tensors=tensors)
    except FileNotFoundError as error:
        raise RunError("The run has no checkpoint yet: start it anew.") from error
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise RunError("The checkpoint of the run cannot be read.") from error


def _read(path: Path) -> tuple[dict[str, str], Tensors]:
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata() or {}
        if metadata.get("inkscope_checkpoint") != _VERSION:
            raise RunError("The checkpoint of the run is not one of this version of Inkscope.")
        names = list(file.keys())
        if len(names) > _MOST_TENSORS:
            raise RunError("The checkpoint of the run has more arrays than any of ours.")
        return metadata, {name: file.get_tensor(name) for name in names}


def _digest(state: str, arrays: Mapping[str, NDArray[Any]]) -> str:
    """SHA-256 of the state and of each array's name, type, shape and bytes, by name."""
    digest = hashlib.sha256(state.encode())
    for name in sorted(arrays):
        array = arrays[name]
        digest.update(f"{name}|{array.dtype.str}|{array.shape}|".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def _keep_previous(path: Path) -> None:
    """Let path also stand as path.previous; path itself stays where it is, so that there is one at each moment."""
    if not path.exists():
        return
    beside = path.with_name(path.name + ".linking")
    beside.unlink(missing_ok=True)
    try:
        os.link(path, beside)
    except OSError:  # a file system without hard links
        shutil.copyfile(path, beside)
    beside.replace(previous_of(path))
