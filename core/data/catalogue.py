"""The catalogue: which datasets have a name, where they are looked for, and how a name or a path becomes a Dataset."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from core.data import folder, idx, mat, npz, samples, synthetic
from core.data.dataset import Dataset
from core.data.entries import ENTRIES, Entry
from core.errors import DataError
from core.folders import data_folder

FOLDERS_VARIABLE = "INKSCOPE_DATA"  # folders where datasets lie, separated as in PATH
_BY_NAME = {entry.name: entry for entry in ENTRIES}


def names() -> tuple[str, ...]:
    """All names that load() knows now: the catalogue's own, then those that lie in the named folders."""
    return (*_BY_NAME, *(name for name in _found() if name not in _BY_NAME))


def info(name: str) -> Entry:
    """What is known of a dataset before it is read. Raises DataError for an unknown name."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    found = _found()
    if name in found:
        return Entry(name, str(found[name]), "found", 0, 0, "see its source")
    raise DataError(f"There is no dataset called {name!r}; `datasets list` shows what there is, or give a path.")


def folders() -> list[Path]:
    """Where datasets are looked for: the folders that INKSCOPE_DATA names, then the person's data folder."""
    named = [Path(part).expanduser() for part in os.environ.get(FOLDERS_VARIABLE, "").split(os.pathsep) if part]
    return [*named, data_folder() / "datasets"]


def place_of(name: str) -> Path | None:
    """The folder or file that holds a dataset, or None if it has yet to be fetched or needs none."""
    entry = info(name)
    if entry.kind == "found":
        return _found()[name]
    if entry.kind == "samples":
        return samples.samples_folder()
    found: Callable[[Path], Path | None] = _find_mat if entry.kind == "mat" else lambda place: idx.find(place, name)
    if entry.kind in ("mat", "idx"):
        family = name.split("-", maxsplit=1)[0]  # all EMNIST sets come together
        places = [place for base in folders() for place in (base / name, base / family, base)]
        there = [file for place in places if (file := found(place)) is not None]
        return there[0] if there else _found().get(name)
    return None


def is_here(name: str) -> bool:
    """Whether a dataset lies on this machine or needs no file. Raises DataError for an unknown name."""
    return info(name).kind == "synthetic" or place_of(name) is not None


def whereabouts(name: str) -> str:
    """Where a dataset lies, or how one gets it, in a few words for a list. Raises DataError for an unknown name."""
    entry = info(name)
    if entry.kind == "synthetic":
        return f"{entry.title}, needs no file"
    if entry.kind == "samples":
        return f"{entry.title}: {sum(samples.SampleStore().counts().values())} so far"
    place = place_of(name)
    if entry.kind == "found":
        return entry.title
    return f"{entry.title}: {place or ('datasets fetch ' + name if entry.fetchable else 'not here')}"


def load(name_or_path: str | Path, *, seed: int = 0) -> Dataset:
    """The dataset with this name or at this path, its splits complete. seed: for what has to be drawn.

    A path may be a folder with nist36_{train,valid,test}.mat, an .npz, an IDX file (its partner lies beside it), a
    folder with IDX files, or a folder with a folder of pictures per class. "synthetic-all:900" draws 900 of each
    class. Raises DataError, one sentence that says what to do.
    """
    text = str(name_or_path)
    if not text.strip():  # as a path it would be the folder one is in
        raise DataError("No dataset is named: `datasets list` shows what there is, or give a path.")
    base, _, count = text.partition(":")
    if base in synthetic.ALPHABETS:
        return _synthetic(base, count, seed)
    if text in _BY_NAME:
        return _load_entry(_BY_NAME[text], seed)
    path = Path(text).expanduser()
    if not path.exists():
        path = _found().get(text, path)
    if not path.exists():
        raise DataError(f"There is no dataset called {text!r} and no such file; `datasets list` shows what there is.")
    return load_path(path, seed=seed)


def load_path(path: Path, *, seed: int = 0) -> Dataset:
    """The dataset in this file or folder, told apart by what lies there. Raises DataError."""
    if path.is_dir():
        if mat.has_mat(path):
            return mat.load_mat(path)
        if idx.has_idx(path):
            return idx.load_idx(path, seed=seed)
        return folder.load_folder(path, seed=seed)
    suffix = path.suffix.lower()
    if suffix == ".npz":
        return npz.load_npz(path, seed=seed)
    if suffix == ".mat":
        return mat.load_mat(path)
    if idx.is_idx_name(path):
        return idx.load_idx(path, seed=seed)
    raise DataError(
        f"{path.name} is no dataset: give an .npz, a .mat, an IDX file or a folder with a folder per class."
    )


def _load_entry(entry: Entry, seed: int) -> Dataset:
    place = place_of(entry.name)
    if entry.kind == "samples":
        data = samples.SampleStore().load(seed=seed)
    elif place is None:
        raise DataError(_what_to_do(entry))
    elif entry.kind == "idx" and place.suffix != ".npz":
        data = idx.load_idx(place, name=entry.name, seed=seed)
    else:
        data = load_path(place, seed=seed)
    return replace(data, name=entry.name, licence=entry.licence)


def _what_to_do(entry: Entry) -> str:
    if entry.fetchable:
        return f"{entry.name} is not here: run `datasets fetch {entry.name}`, or name its folder by {FOLDERS_VARIABLE}."
    return (
        f"{entry.name} is not here: put nist36_train.mat, nist36_valid.mat and nist36_test.mat into a folder"
        f" and name it by {FOLDERS_VARIABLE} or by its path."
    )


def _synthetic(name: str, count: str, seed: int) -> Dataset:
    if count and not (count.isdecimal() and len(count) <= 6):
        raise DataError(f"{name}:{count} needs a whole number of samples per class after the colon.")
    return synthetic.make(name, per_class=int(count), seed=seed) if count else synthetic.make(name, seed=seed)


def _find_mat(place: Path) -> Path | None:
    return place if mat.has_mat(place) else None


def _found() -> dict[str, Path]:
    """Datasets that lie in the named folders, by file or folder name: .npz files, also in `characters`, and folders
    with the homework's files. Folders of pictures are given by path: not every folder is a dataset."""
    found: dict[str, Path] = {}
    for base in folders():
        places = [base, base / "characters"]
        for file in [file for place in places if place.is_dir() for file in sorted(place.glob("*.npz"))]:
            found.setdefault(file.stem, file)
        for place in sorted(base.iterdir()) if base.is_dir() else []:
            if place.is_dir() and (mat.has_mat(place) or idx.has_idx(place)):
                found.setdefault(place.name, place)
    return found
