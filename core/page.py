"""The page as a tree: Page > Line > Word > Glyph > Candidate, each with a Box. Frozen values, no computation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels: rows top..bottom, columns left..right, bottom and right exclusive."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def around(cls, boxes: Iterable[Box]) -> Box:
        """The smallest box around all of these; an empty one at the origin around none."""
        boxes = list(boxes)
        if not boxes:
            return cls(0, 0, 0, 0)
        return cls(
            min(box.top for box in boxes),
            min(box.left for box in boxes),
            max(box.bottom for box in boxes),
            max(box.right for box in boxes),
        )

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left

    def as_list(self) -> list[int]:
        """[top, left, bottom, right]."""
        return [self.top, self.left, self.bottom, self.right]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a glyph, with its calibrated probability 0..1."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character on the page. candidates: best first, at least one.

    patch: uint8 (32, 32), ink 255 on 0: the very picture that the network saw; None where no network was asked.
    """

    box: Box
    candidates: tuple[Candidate, ...]
    patch: NDArray[np.uint8] | None = field(default=None, compare=False, repr=False)

    @property
    def text(self) -> str:
        return self.candidates[0].text

    @property
    def confidence(self) -> float:
        return self.candidates[0].confidence


@dataclass(frozen=True, slots=True)
class Word:
    """Glyphs between two blanks. confidence: probability that all of its glyphs are right."""

    glyphs: tuple[Glyph, ...]
    confidence: float = 1.0

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def box(self) -> Box:
        return Box.around(glyph.box for glyph in self.glyphs)


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline, left to right."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        return Box.around(word.box for word in self.words)

    @property
    def glyphs(self) -> tuple[Glyph, ...]:
        return tuple(glyph for word in self.words for glyph in word.glyphs)


@dataclass(frozen=True, slots=True)
class Page:
    """What was read from one picture or drawing. Boxes are in pixels of the upright picture (canvas units for ink).

    height, width: of the picture, in pixels. seconds: time that reading took. alphabet: the one that was used
    (never "auto"). source: where it came from, for a person.
    """

    lines: tuple[Line, ...]
    height: int
    width: int
    source: str = ""
    seconds: float = 0.0
    alphabet: str = "all"

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def glyphs(self) -> tuple[Glyph, ...]:
        return tuple(glyph for line in self.lines for glyph in line.glyphs)
