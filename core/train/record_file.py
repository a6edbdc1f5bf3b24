"""RecordFile: an append-only file of fixed-size records that a crash cannot spoil and that loads at disk speed.

A first line of JSON names the fields, the records follow, each with a checksum. What a crash tore off at the end is
cut away on opening. A million records load in one read into one numpy array.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import RunError
from core.folders import write_atomically

_KINDS = {"<i8", "<i4", "<u4", "<f8", "<f4"}
_SALT = 0x1A4C0DE
_LONGEST_HEADER = 1 << 16
_CHECK = ("check", "<u4")


Column = tuple[str, str] | tuple[str, str, int]


def record_type(columns: Sequence[Column]) -> np.dtype[Any]:
    """The type of a record with these columns (name, kind[, length]) and a checksum. Kinds: those of _KINDS."""
    fields: list[Any] = [(column[0], column[1], (column[2],)) if len(column) == 3 else column for column in columns]
    return np.dtype([*fields, _CHECK])


class RecordFile:
    """Appends records of one type; `names` are kept in the header (say, of the layers)."""

    def __init__(self, path: Path, kind: np.dtype[Any], *, names: tuple[str, ...] = ()) -> None:
        self._kind = kind
        if not path.exists():
            write_atomically(path, _header(kind, names))
        sound, _ = load_records(path)
        if sound.dtype != kind:
            raise RunError("The history of the run was written for another network.")
        self._file = path.open("r+b")
        self.keep(len(sound))

    def append(self, rows: list[tuple[Any, ...]]) -> None:
        """Write rows (without checksums) and hand them to the system: a kill of this process cannot lose them."""
        records = np.array([(*row, 0) for row in rows], self._kind)
        records["check"] = _checksums(records)
        self._file.write(records.tobytes())
        self._file.flush()

    def keep(self, count: int) -> None:
        """Cut away all records after the first count."""
        self._file.flush()
        self._file.seek(0)
        header = len(self._file.readline(_LONGEST_HEADER))
        self._file.truncate(header + count * self._kind.itemsize)
        self._file.seek(0, os.SEEK_END)

    def sync(self) -> None:
        """Down to the disk: a power cut cannot lose it either."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Write what is left and close."""
        self._file.close()


def load_records(path: Path) -> tuple[NDArray[Any], tuple[str, ...]]:
    """The sound records of a file, a structured array (N,), and the names of its header.

    Records from the first damaged one on are left out. Raises RunError if the header is damaged, OSError as the
    system does.
    """
    with path.open("rb") as file:
        kind, names = _parse(file.readline(_LONGEST_HEADER))
        content = file.read()
    records = np.frombuffer(content, kind, count=len(content) // kind.itemsize)
    bad = np.flatnonzero(records["check"] != _checksums(records))
    return records[: bad[0]] if bad.size else records, names


def _checksums(records: NDArray[Any]) -> NDArray[np.uint32]:
    """XOR of the 32-bit words of each record but its checksum (the last), with a salt, so that zeros are not sound."""
    words = np.ascontiguousarray(records).view(np.uint32).reshape(len(records), records.itemsize // 4)
    turned = words[:, :-1] + np.arange(words.shape[1] - 1, dtype=np.uint32)
    folded: NDArray[np.uint32] = np.bitwise_xor.reduce(turned, axis=1)
    return folded ^ np.uint32(_SALT)


def _header(kind: np.dtype[Any], names: tuple[str, ...]) -> bytes:
    columns = [[column[0], column[1], *(column[2] if len(column) > 2 else ())] for column in kind.descr]
    return json.dumps({"records": 1, "fields": columns, "names": names}).encode() + b"\n"


def _parse(line: bytes) -> tuple[np.dtype[Any], tuple[str, ...]]:
    try:
        header = json.loads(line)
        columns = [tuple(column) for column in header["fields"]]
        sound = header["records"] == 1 and columns[-1] == _CHECK and all(column[1] in _KINDS for column in columns)
        if not sound or not line.endswith(b"\n"):
            raise ValueError("not one of our headers")
        return record_type(columns[:-1]), tuple(str(name) for name in header["names"])
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise RunError("The history of the run is damaged.") from error
