"""MATLAB files of version 5, as far as tables of real numbers go: plain or compressed, either byte order.

Written out because scipy.io.loadmat (1.17) crashes the whole process on some damaged files, and a file that a person
opens must cost a sentence at most. Source: "MAT-File Format", The MathWorks, version R2023a, chapter 1.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_HEADER = 128
_MATRIX, _COMPRESSED, _INT8, _INT32, _UINT32 = 14, 15, 1, 5, 6
_TYPES = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8"}
_NUMBERS = range(6, 16)  # classes: double, single, and whole numbers of 8 to 64 bits
_COMPLEX = 0x08
_GLIMPSE = 4096  # bytes of a compressed variable that surely hold its name and shape
_MAX_NAME = 256


@dataclass(frozen=True, eq=False, slots=True)
class Variable:
    """A variable whose numbers are not unpacked yet. numbers: True for a full array of real numbers."""

    name: str
    shape: tuple[int, ...]
    numbers: bool
    _body: memoryview
    _packed: bool
    _order: str

    def read(self) -> NDArray[Any]:
        """The numbers, as they are stored. Raises ValueError or zlib.error if the file is not sound."""
        if not self.numbers:
            raise ValueError(f"{self.name} is no table of numbers")
        count = int(np.prod(self.shape, dtype=np.int64))
        body = memoryview(_unpack(self._body, count * 8 + _GLIMPSE)) if self._packed else self._body
        if self._packed:
            _, body, _ = _element(body, 0, self._order)
        _, _, _, place = _describe(body, self._order)
        kind, content, _ = _element(body, place, self._order)
        if kind not in _TYPES:
            raise ValueError(f"{self.name} holds no numbers")
        values = np.frombuffer(content, dtype=np.dtype(self._order + _TYPES[kind]))
        if len(values) != count:
            raise ValueError(f"{self.name} has {len(values)} numbers instead of {count}")
        return values.reshape(self.shape, order="F")


def variables(content: bytes) -> dict[str, Variable]:
    """All variables of a file by name, nothing large unpacked. Raises ValueError or zlib.error for an unsound file."""
    marks = {b"\x00\x01IM": "<", b"\x01\x00MI": ">"}
    if content[124:_HEADER] not in marks:
        raise ValueError("no MATLAB file of version 5")
    order = marks[content[124:_HEADER]]
    found = (_variable(kind, body, order) for kind, body in _elements(memoryview(content)[_HEADER:], order))
    return {variable.name: variable for variable in found if variable is not None}


def _elements(view: memoryview, order: str) -> Iterator[tuple[int, memoryview]]:
    """(type, content) of each element at the top of the file; only compressed ones are not padded to eight bytes."""
    place = 0
    while place < len(view):
        kind, content, after = _element(view, place, order)
        yield kind, content
        place = after if kind != _COMPRESSED else place + 8 + len(content)


def _variable(kind: int, body: memoryview, order: str) -> Variable | None:
    if kind not in (_MATRIX, _COMPRESSED):
        return None
    packed = kind == _COMPRESSED
    glimpse = body
    if packed:
        start = memoryview(_unpack(body, _GLIMPSE))
        if len(start) < 8 or struct.unpack(order + "I", start[:4])[0] != _MATRIX:
            return None
        glimpse = start[8:]
    name, shape, numbers, _ = _describe(glimpse, order)
    return Variable(name, shape, numbers, body, packed, order)


def _describe(view: memoryview, order: str) -> tuple[str, tuple[int, ...], bool, int]:
    """(name, shape, whether it is an array of real numbers, where its numbers begin)."""
    kind, flags, place = _element(view, 0, order)
    if kind != _UINT32 or len(flags) != 8:
        raise ValueError("a variable without its flags")
    word = struct.unpack(order + "I", flags[:4])[0]
    kind, sizes, place = _element(view, place, order)
    if kind != _INT32 or not 8 <= len(sizes) <= 64 or len(sizes) % 4:
        raise ValueError("a variable without a shape")
    shape = struct.unpack(f"{order}{len(sizes) // 4}i", sizes)
    kind, name, place = _element(view, place, order)
    if kind != _INT8 or len(name) > _MAX_NAME or min(shape) < 0:
        raise ValueError("a variable without a name")
    return bytes(name).decode("latin-1"), shape, word & 0xFF in _NUMBERS and not word >> 8 & _COMPLEX, place


def _element(view: memoryview, place: int, order: str) -> tuple[int, memoryview, int]:
    """(type, content, where the next one begins). Short elements keep type and length in one word."""
    if place + 8 > len(view):
        raise ValueError("the file ends within an element")
    kind, size = struct.unpack(order + "II", view[place : place + 8])
    if kind >> 16:
        kind, size = kind & 0xFFFF, kind >> 16
        if size > 4:
            raise ValueError("a short element that is too long")
        return kind, view[place + 4 : place + 4 + size], place + 8
    if place + 8 + size > len(view):
        raise ValueError("the file ends within an element")
    return kind, view[place + 8 : place + 8 + size], place + 8 + -(-size // 8) * 8


def _unpack(packed: memoryview, most: int) -> bytes:
    """The first `most` bytes that were compressed; the checksum counts if they are all."""
    return zlib.decompressobj().decompress(packed, most)
