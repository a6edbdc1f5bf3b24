"""Explanation: why a word was read as it was. Hypotheses of its lattice, and what each voice said of them. Values only.

All scores are natural logs as the search adds them up, weights included: 0 is no objection, -1 a factor of 2.7 against.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.page import Box


@dataclass(frozen=True, slots=True)
class Voices:
    """What was said for and against. shape: the network. frames: the line network, which saw the
    line as a whole; 0 where it was not asked. place: where it sits on its line. border: whether characters
    begin where it begins and nowhere inside, and blanks. language: the characters around it. bonus: for each
    character, against few wide ones."""

    shape: float = 0.0
    place: float = 0.0
    border: float = 0.0
    language: float = 0.0
    bonus: float = 0.0
    frames: float = 0.0

    @property
    def total(self) -> float:
        return self.shape + self.place + self.border + self.language + self.bonus + self.frames


@dataclass(frozen=True, slots=True)
class Reading:
    """One character that a hypothesis may be. voices: shape, frames, place and language, the latter from both sides.

    share: its probability among all characters, given all others as they were read: for a glyph its confidence.
    """

    text: str
    voices: Voices
    share: float


@dataclass(frozen=True, eq=False, slots=True)
class Hypothesis:
    """A run of primitives that may be one character.

    first, last: primitives of the word, from 0. box: in the explanation's picture. patch: uint8 (32, 32), as the
    network saw it. readings: best first. voices: of its best reading, as the search added them up. glyph: its place in
    the word where it lies on the winning path, else None. behind: how far the best reading of the line with this as
    one character lies below the winner. word: the word in that reading.
    """

    first: int
    last: int
    box: Box
    patch: NDArray[np.uint8]
    readings: tuple[Reading, ...]
    voices: Voices
    glyph: int | None
    behind: float
    word: str


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What the second reader, for whole lines, said of the line, and why it stands or not.

    text, first_text: the line by the second and the first reader. confidence, first_confidence: of a character, on
    average. lead: how much likelier it finds its own text, natural log a character. sureness: what the difference in
    confidence adds. needed: what both together must exceed. won: whether its text stands.
    """

    text: str
    first_text: str
    confidence: float
    first_confidence: float
    lead: float
    sureness: float
    needed: float
    won: bool


@dataclass(frozen=True, eq=False, slots=True)
class Explanation:
    """Why a word was read as it was.

    text: the word on the page. first_text: by its lattice; another one only where the second reader won or, for a
    look-alike, this page's habits decided.
    picture: uint8 (h, w), darkness of the word's ink. numbers: uint8 (h, w), 0 paper, k + 1 for primitive k (255 for
    all from the 255th on). seams: int32 (N, 2) each, rows and columns where ink was cut. hypotheses: the winning path
    first, left to right, then the others; left_out: how many more, all unlikely, there were. exact: read by exact
    shapes, without language.
    """

    text: str
    first_text: str
    picture: NDArray[np.uint8]
    numbers: NDArray[np.uint8]
    seams: tuple[NDArray[np.int32], ...]
    hypotheses: tuple[Hypothesis, ...]
    left_out: int = 0
    exact: bool = False
    second: SecondLook | None = None

    @property
    def path(self) -> tuple[Hypothesis, ...]:
        """The winning hypotheses, left to right."""
        return tuple(hypothesis for hypothesis in self.hypotheses if hypothesis.glyph is not None)
