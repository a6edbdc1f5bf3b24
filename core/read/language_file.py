"""The language model's file: a compressed .npz of plain arrays, every one checked before use.

The contexts form a tree, stored level by level: row 0 is the empty context, its children the contexts of one character,
their children those of two (one character older), and so on. Rows of a level stand in the order of their parents, and
among brothers in the order of codes; so a 64-bit mask per row says all about the tree.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from core.data.npz import BROKEN_ARRAYS
from core.errors import ModelError
from core.folders import write_atomically
from core.read.language_case import STATES
from core.read.language_symbols import FOLDED, FOLDED_COUNT

CONTEXT = 5  # characters before the one that is predicted
STEP = 1 / 16  # natural logarithm per step of a cost
WIDTH = 64  # columns of the table of costs; those from FOLDED_COUNT on are never asked
VERSION = 1
LARGEST_FILE = 16 * 1024 * 1024  # bytes
MOST_ROWS = 600_000
_LARGEST_ARRAY = 64 * 1024 * 1024
_KIND = "inkscope language model"


@dataclass(frozen=True, eq=False, slots=True)
class Packed:
    """The model as it lies in the file.

    children: (inner rows,) uint64, the children of each row above the last level. entries: (rows,) uint64, the
    characters that have a cost of their own after this context; costs: (entries,) uint8, theirs, row by row. backoff:
    (rows,) uint8, added to the parent's cost of the others. capital: (STATES, FOLDED_COUNT) float16, probability of a
    capital.
    """

    children: NDArray[np.uint64]
    entries: NDArray[np.uint64]
    costs: NDArray[np.uint8]
    backoff: NDArray[np.uint8]
    capital: NDArray[np.float16]


@dataclass(frozen=True, eq=False, slots=True)
class Tables:
    """The model as it is asked: children (rows,) uint64, first (rows,) int64, costs (rows, WIDTH) uint8, capital."""

    children: NDArray[np.uint64]
    first: NDArray[np.int64]
    costs: NDArray[np.uint8]
    capital: NDArray[np.float16]


_ARRAYS: dict[str, tuple[type[np.generic], int]] = {
    "children": (np.uint64, 1),
    "entries": (np.uint64, 1),
    "costs": (np.uint8, 1),
    "backoff": (np.uint8, 1),
    "capital": (np.float16, 2),
    "header": (np.uint8, 1),
}


def save_packed(path: Path, packed: Packed, about: str) -> None:
    """Write the file; about: a sentence on what it was built from. The same input gives the same bytes."""
    header = {"kind": _KIND, "version": VERSION, "folded": FOLDED, "context": CONTEXT, "about": about}
    arrays: dict[str, NDArray[np.generic]] = {name: getattr(packed, name) for name in _ARRAYS if name != "header"}
    arrays["header"] = np.frombuffer(json.dumps(header).encode(), np.uint8)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            one = io.BytesIO()
            np.lib.format.write_array(one, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), one.getvalue(), zipfile.ZIP_DEFLATED, 9)
    write_atomically(path, whole.getvalue())


def load_tables(path: Path) -> Tables:
    """Read, check and unfold a file. Raises ModelError with one sentence."""
    return unfold(load_packed(path), path.name)


def load_packed(path: Path) -> Packed:
    """Read a file and check names, types, sizes and values. Raises ModelError with one sentence."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ModelError(f"{path.name} is too large for a language model; choose another file.")
        arrays = _read_arrays(path)
        header = json.loads(arrays.pop("header").tobytes())
    except FileNotFoundError:
        raise ModelError(f"There is no language model at {path}; check the path, or install Inkscope again.") from None
    except (*BROKEN_ARRAYS, MemoryError) as error:
        raise ModelError(f"{path.name} is not a language model of Inkscope, or is damaged; use another.") from error
    expected = {"kind": _KIND, "version": VERSION, "folded": FOLDED, "context": CONTEXT}
    if not isinstance(header, dict) or any(header.get(key) != value for key, value in expected.items()):
        raise ModelError(f"{path.name} belongs to another version of Inkscope; build it anew with `language build`.")
    return Packed(**cast("dict[str, Any]", arrays))  # dtypes were checked one by one


def _read_arrays(path: Path) -> dict[str, NDArray[np.generic]]:
    arrays: dict[str, NDArray[np.generic]] = {}
    with zipfile.ZipFile(path) as archive:
        for name, (kind, dimensions) in _ARRAYS.items():
            if archive.getinfo(f"{name}.npy").file_size > _LARGEST_ARRAY:
                raise ValueError(name)
            with archive.open(f"{name}.npy") as file:
                array = np.lib.format.read_array(file, allow_pickle=False)
            if array.dtype != kind or array.ndim != dimensions:
                raise ValueError(name)
            arrays[name] = array
    return arrays


def unfold(packed: Packed, name: str = "the language model") -> Tables:
    """Fill the table of costs from the tree, level by level. Raises ModelError where the parts do not fit."""
    edges = _level_edges(packed)
    if edges is None or not _fits(packed):
        raise ModelError(f"The parts of {name} do not fit together; use another file, or build it anew.")
    rows = len(packed.entries)
    children = np.zeros(rows, np.uint64)
    children[: len(packed.children)] = packed.children
    counts = np.bitwise_count(children).astype(np.int64)
    own = np.unpackbits(packed.entries.astype("<u8").view(np.uint8).reshape(rows, 8), axis=1, bitorder="little")
    offsets = np.concatenate(([0], np.cumsum(np.bitwise_count(packed.entries), dtype=np.int64)))
    costs = np.full((rows, WIDTH), 255, np.uint8)
    for level, (begin, end) in enumerate(pairwise(edges)):
        if level:
            parents = np.repeat(np.arange(edges[level - 1], begin), counts[edges[level - 1] : begin])
            slope = packed.backoff[begin:end, None]
            costs[begin:end] = np.minimum(costs[parents], 255 - slope) + slope
        costs[begin:end][own[begin:end].view(np.bool_)] = packed.costs[offsets[begin] : offsets[end]]
    return Tables(children, 1 + np.cumsum(counts) - counts, costs, packed.capital)


def _level_edges(packed: Packed) -> list[int] | None:
    """Where each level of the tree begins, and the number of rows; None if the tree is not one."""
    counts = np.bitwise_count(packed.children).astype(np.int64)
    edges = [0, 1]
    for _ in range(CONTEXT):
        if edges[-1] > len(counts):
            return None
        edges.append(edges[-1] + int(counts[edges[-2] : edges[-1]].sum()))
    fits = len(counts) == edges[-2] and len(packed.entries) == edges[-1] <= MOST_ROWS
    return edges if fits else None


def _fits(packed: Packed) -> bool:
    """Whether codes, lengths and values are within their bounds."""
    known = np.uint64((1 << FOLDED_COUNT) - 1)
    return bool(
        not np.any(packed.children & ~known)
        and not np.any(packed.entries & ~known)
        and packed.entries[0] == known
        and len(packed.backoff) == len(packed.entries)
        and len(packed.costs) == int(np.bitwise_count(packed.entries).sum(dtype=np.int64))
        and packed.capital.shape == (STATES, FOLDED_COUNT)
        and np.all((packed.capital > 0) & (packed.capital < 1))
    )
