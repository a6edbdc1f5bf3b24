"""The homework's format: nist36_{train,valid,test}.mat with `{split}_data` and `{split}_labels`; MATLAB version 5.

data: numbers (N, 1024), each row a 32 x 32 picture, column by column, paper 1 and ink 0. labels: one-hot (N, 36),
A-Z then 0-9. We turn them to uint8 rows by columns, ink 255 on 0.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.alphabet import NIST36_ALPHABET
from core.data.dataset import SPLITS, Dataset
from core.data.mat5 import Variable, variables
from core.errors import DataError

SIDE = 32
_MAX_SAMPLES = 200_000
_MAX_FILE = 2**30
Part = tuple[NDArray[np.uint8], NDArray[np.int64], list[str]]


def file_of(folder: Path, split: str) -> Path:
    """Where the homework puts one split."""
    return folder / f"nist36_{split}.mat"


def has_mat(folder: Path) -> bool:
    """True if the folder holds the training file of the homework."""
    return file_of(folder, "train").is_file()


def load_mat(path: Path) -> Dataset:
    """Read a folder with the three files of the homework, or one of them. Raises DataError, one sentence."""
    if path.is_dir():
        files = {split: file_of(path, split) for split in SPLITS}
    else:
        split = next((split for split in SPLITS if split in path.stem.lower()), "train")
        files = {split: path}
    return _assemble(path, {split: read_part(file, split) for split, file in files.items()})


def _assemble(path: Path, parts: dict[str, Part]) -> Dataset:
    counts = {split: len(images) for split, (images, _, _) in parts.items()}
    split = np.concatenate([np.full(count, name, dtype="<U5") for name, count in counts.items()])
    return Dataset(
        images=np.concatenate([images for images, _, _ in parts.values()]),
        labels=np.concatenate([labels for _, labels, _ in parts.values()]),
        alphabet=NIST36_ALPHABET,
        split=split,
        writers=np.full(len(split), "", dtype="<U1"),
        name=path.name if path.is_dir() else path.stem,
        licence="not stated with the files",
        problems=tuple(problem for _, _, problems in parts.values() for problem in problems),
    )


def read_part(path: Path, split: str) -> Part:
    """One file: images uint8 (N, 32, 32), ink 255 on 0; labels int64 (N,); what was left out. Raises DataError."""
    data, labels = _read_variables(path, split)
    if len(data) != len(labels):
        raise DataError(f"{path.name} has {len(data)} pictures but {len(labels)} labels.")
    good = np.isfinite(data).all(axis=1) & (data >= 0).all(axis=1) & (data <= 1).all(axis=1)
    one_hot = np.isin(labels, (0, 1)).all(axis=1) & (labels.sum(axis=1) == 1)
    problems = []
    if not good.all():
        problems.append(f"{path.name}: {_listed(~good)} with values outside of 0..1 were left out.")
    if not one_hot.all():
        problems.append(f"{path.name}: {_listed(~one_hot)} without exactly one label were left out.")
    kept = good & one_hot
    if kept.sum() * 2 < len(kept):
        raise DataError(
            f"{path.name} has more broken samples than sound ones; its pictures must lie in 0..1, one label each."
        )
    paper = data[kept].reshape(-1, SIDE, SIDE).transpose(0, 2, 1)  # stored column by column
    images = np.ascontiguousarray(np.rint((1.0 - paper.astype(np.float32)) * 255.0).astype(np.uint8))
    return images, labels[kept].argmax(axis=1).astype(np.int64), problems


def _read_variables(path: Path, split: str) -> tuple[NDArray[Any], NDArray[Any]]:
    try:
        if path.stat().st_size > _MAX_FILE:
            raise DataError(f"{path.name} is larger than {_MAX_FILE // 2**20} MiB and is not read.")
        found = variables(path.read_bytes())
        data, labels = (
            _promised(path, found, name, width).read()
            for name, width in ((f"{split}_data", SIDE * SIDE), (f"{split}_labels", len(NIST36_ALPHABET)))
        )
    except FileNotFoundError:
        raise DataError(
            f"{path} is missing; the homework has nist36_train, nist36_valid and nist36_test.mat."
        ) from None
    except (OSError, ValueError, MemoryError, zlib.error) as error:
        raise DataError(f"{path.name} is not a sound MATLAB file of version 5; get it again.") from error
    return data, labels


def _promised(path: Path, found: dict[str, Variable], name: str, width: int) -> Variable:
    """Refuse by its head alone what is not a table of numbers of the right size: nothing is unpacked yet."""
    if name not in found:
        raise DataError(f"{path.name} has no variable called {name}.")
    variable = found[name]
    shape = variable.shape
    if not variable.numbers or len(shape) != 2 or shape[1] != width or not 0 < shape[0] <= _MAX_SAMPLES:
        raise DataError(f"{path.name} needs {name} as a table of real numbers (N, {width}); its shape is {shape}.")
    return variable


def _listed(bad: NDArray[np.bool_]) -> str:
    """How many, and which: "3 samples (numbers 0, 17, 40)"."""
    places = np.flatnonzero(bad)
    more = ", ..." if len(places) > 5 else ""
    return f"{len(places)} samples (numbers {', '.join(map(str, places[:5]))}{more})"
