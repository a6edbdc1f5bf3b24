"""The homework's format: nist36_{train,valid,test}.mat with `{split}_data` and `{split}_labels`; MATLAB version 5.

data: numbers (N, 1024), each row a 32 x 32 picture, column by column, paper 1 and ink 0. labels: one-hot (N, 36),
A-Z then 0-9. We turn them to uint8 rows by columns, ink 255 on 0.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.alphabet import NIST36_ALPHABET
from core.data.dataset import SPLITS, Dataset
from core.errors import DataError

SIDE = 32
_MAX_SAMPLES = 500_000
_MAX_FILE = 2**30
_NUMBERS = {"double", "single", "logical", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"}
_BROKEN = (
    OSError, ValueError, TypeError, KeyError, IndexError, EOFError, AttributeError, AssertionError, OverflowError,
    NotImplementedError, SystemError, MemoryError, struct.error, zlib.error,
)  # fmt: skip
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
    _check_shapes(path, data, labels)
    good = np.isfinite(data).all(axis=1) & (data >= 0).all(axis=1) & (data <= 1).all(axis=1)
    one_hot = np.isin(labels, (0, 1)).all(axis=1) & (labels.sum(axis=1) == 1)
    problems = []
    if not good.all():
        problems.append(f"{path.name}: {int((~good).sum())} pictures with values outside of 0..1 were left out.")
    if not one_hot.all():
        problems.append(f"{path.name}: {int((~one_hot).sum())} samples without exactly one label were left out.")
    kept = good & one_hot
    if kept.sum() * 2 < len(kept):
        raise DataError(
            f"{path.name} has more broken samples than sound ones; its pictures must lie in 0..1, one label each."
        )
    paper = data[kept].reshape(-1, SIDE, SIDE).transpose(0, 2, 1)  # stored column by column
    images = np.ascontiguousarray(np.rint((1.0 - paper.astype(np.float32)) * 255.0).astype(np.uint8))
    return images, labels[kept].argmax(axis=1).astype(np.int64), problems


def _read_variables(path: Path, split: str) -> tuple[NDArray[Any], NDArray[Any]]:
    from scipy import io

    names = (f"{split}_data", f"{split}_labels")
    try:
        if path.stat().st_size > _MAX_FILE:
            raise DataError(f"{path.name} is larger than {_MAX_FILE // 2**20} MiB and is not read.")
        _check_version(path)
        found = {name: (shape, kind) for name, shape, kind in io.whosmat(path, appendmat=False)}
        _check_promises(path, names, found)
        content = io.loadmat(path, variable_names=names, appendmat=False, chars_as_strings=False)
        return np.asarray(content[names[0]]), np.asarray(content[names[1]])
    except FileNotFoundError:
        raise DataError(
            f"{path} is missing; the homework's data are nist36_train.mat, nist36_valid.mat and nist36_test.mat."
        ) from None
    except (*_BROKEN, io.matlab.MatReadError) as error:
        raise DataError(f"{path.name} is not a sound MATLAB file of version 5; get it again.") from error


def _check_version(path: Path) -> None:
    with path.open("rb") as file:
        header = file.read(128)
    if header[124:] not in (b"\x00\x01IM", b"\x01\x00MI"):
        raise ValueError("not version 5")


def _check_promises(path: Path, names: tuple[str, str], found: dict[str, tuple[tuple[int, ...], str]]) -> None:
    """Refuse by the headers alone what is not a table of numbers of the right size: nothing is unpacked yet."""
    widths = (SIDE * SIDE, len(NIST36_ALPHABET))
    for name, width in zip(names, widths, strict=True):
        if name not in found:
            raise DataError(f"{path.name} has no variable called {name}.")
        shape, kind = found[name]
        if kind not in _NUMBERS or len(shape) != 2 or shape[1] != width or not 0 < shape[0] <= _MAX_SAMPLES:
            raise DataError(f"{path.name} needs {name} as numbers (N, {width}), not {kind} {tuple(shape)}.")


def _check_shapes(path: Path, data: NDArray[Any], labels: NDArray[Any]) -> None:
    if data.shape[1:] != (SIDE * SIDE,) or labels.shape[1:] != (len(NIST36_ALPHABET),) or len(data) != len(labels):
        raise DataError(f"{path.name} has {data.shape} pictures but {labels.shape} labels.")
    if data.dtype.kind not in "fiub" or labels.dtype.kind not in "fiub":
        raise DataError(f"{path.name} holds something other than real numbers.")
