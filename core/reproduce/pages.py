"""The four pages: opened, cut into characters, read by a plain classifier, compared with their text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import DataError
from core.image.clean import prepare
from core.image.load import open_picture
from core.image.sheet import Picture, Sheet
from core.metrics import edit_distance, letters_and_digits
from core.nets.model_file import ModelFile
from core.page import Box, Page
from core.read.models import open_classifier
from core.read.named import naming
from core.read.patch import patches
from core.read.reader import Reader
from core.segment.components import find_components
from core.segment.lines import find_lines
from core.train.backend import Backend
from core.train.measure import CHUNK
from core.train.models import backend_of

_BODY = 0.42  # of a line's letter height: lower components are marks and pieces, which the homework throws away, too


@dataclass(frozen=True, eq=False, slots=True)
class Source:
    """One page with its text."""

    picture: Picture
    truth: str

    @property
    def name(self) -> str:
        return Path(self.picture.source).stem


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """The characters of a page as the homework finds them: a component each. patches: uint8 (N, 32, 32).

    boxes: in the picture. lines: int64 (N,), the line of each, top to bottom; within one they go left to right.
    """

    patches: NDArray[np.uint8]
    boxes: tuple[Box, ...]
    lines: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Errors:
    """wrong: edit distance of letters and digits, case and accents aside; count: of the truth."""

    wrong: int
    count: int

    def __str__(self) -> str:
        return f"{100 * self.wrong / max(self.count, 1):.1f} % ({self.wrong} of {self.count})"


def open_pages(folder: Path) -> Iterator[Source]:
    """All pictures NAME.jpg of a folder with NAME.gt.txt beside them, in order. Raises DataError, ImageError."""
    for path in sorted(folder.glob("*.jpg")):
        truth = path.with_name(f"{path.stem}.gt.txt")
        if not truth.is_file():
            raise DataError(f"{path.name} has no text {truth.name} beside it: put it there.")
        yield Source(open_picture(path), truth.read_text(encoding="utf-8-sig").strip())


def find_characters(picture: Picture) -> Found:
    """A component, a character: what is lower than half a letter is left out."""
    sheet = prepare(picture.pixels)
    components = find_components(sheet.mask)
    crops, boxes, lines = [], [], []
    for number, line in enumerate(find_lines(components)):
        members = [member for member in line.members if components.heights[member] >= _BODY * line.height]
        for member in sorted(members, key=lambda member: components.boxes[member, 1]):
            top, left, bottom, right = components.boxes[member]
            own = components.labels[top:bottom, left:right] == member + 1
            crops.append(np.where(own, sheet.ink[top:bottom, left:right], 0).astype(np.uint8))
            boxes.append(_picture_box(sheet, own, int(top), int(left)))
            lines.append(number)
    return Found(patches(crops), tuple(boxes), np.array(lines, dtype=np.int64))


def _picture_box(sheet: Sheet, own: NDArray[np.bool_], top: int, left: int) -> Box:
    rows, columns = np.nonzero(own)
    return sheet.picture_box(rows + top, columns + left)


def plain_text(model: ModelFile, found: Found, *, ink_is_one: bool = True) -> str:
    """The most probable character of each, lines under each other, no blanks: the homework's way to read."""
    if not len(found.patches):
        return ""
    seen = found.patches if ink_is_one else 255 - found.patches
    labels = [model.header.labels[place] for place in _logits(backend_of(model), seen).argmax(axis=1)]
    lines = [[] for _ in range(int(found.lines.max()) + 1)]  # type: list[list[str]]
    for line, label in zip(found.lines, labels, strict=True):
        lines[line].append(label)
    return "\n".join("".join(line) for line in lines)


def errors(text: str, truth: str) -> Errors:
    """Letters and digits alone, as the homework's texts are counted."""
    read, true = letters_and_digits(text), letters_and_digits(truth)
    return Errors(edit_distance(read, true), len(true))


def in_all(parts: list[Errors]) -> Errors:
    """Of several pages together."""
    return Errors(sum(part.wrong for part in parts), sum(part.count for part in parts))


def read_in_lines(model: ModelFile, picture: Picture) -> Page:
    """Read by our cuts, lattice and measures without a language model: the model names characters, the shipped network
    says what is one at all. Raises ModelError without the shipped network."""
    temperature = float(model.header.settings.get("temperature", 1.0))
    return Reader(naming(model, open_classifier(), temperature), None).read_picture(picture)


def _logits(backend: Backend, seen: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.concatenate([backend.logits(seen[start : start + CHUNK]).copy() for start in range(0, len(seen), CHUNK)])
