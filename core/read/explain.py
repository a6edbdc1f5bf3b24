"""Why a word was read as it was: the hypotheses of its lattice and what each voice said, from the very lattice that
the reading used (core.read.reader)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.alphabet import READER_ALPHABET
from core.boxes import shared
from core.errors import DataError
from core.explanation import Explanation, Hypothesis, Reading, SecondLook, Voices
from core.image.sheet import Sheet
from core.page import Box, Word
from core.read import paths
from core.read.hypotheses import Hypotheses
from core.read.lattice import SKIPPED, Decoded, Floats, Step
from core.read.paths import Voting
from core.read.posterior import AHEAD, context

_MOST = 48  # hypotheses of a word that are told
_OWN_READINGS, _OTHER_READINGS = 5, 3  # of a hypothesis on the winning path, of another one
_LARGEST_NUMBER = 255
_TALLEST, _WIDEST = 160, 1600  # pixels of the picture: more is never shown


@dataclass(frozen=True, eq=False, slots=True)
class WordLattice:
    """A line's lattice and where in it a word lies. first, last: its primitives. glyphs: by step of the winning path,
    the place in the word of the glyph that it became; other steps are missing."""

    line: Hypotheses
    decoded: Decoded
    first: int
    last: int
    glyphs: dict[int, int]


def locate(line: Hypotheses, decoded: Decoded, word: int) -> WordLattice:
    """The word with this number among those of the winning path. Raises DataError if it has no such word."""
    number, places = -1, []
    for place, step in enumerate(decoded.steps):
        if step.character == SKIPPED:
            continue
        number += step.blank or number < 0
        if number == word:
            places.append(place)
    if not places:
        raise DataError("The lattice has no such word; read the page again.")
    first = int(decoded.lattice.first[decoded.steps[places[0]].edge])
    last = int(decoded.lattice.last[decoded.steps[places[-1]].edge])
    return WordLattice(line, decoded, first, last, {place: rank for rank, place in enumerate(places)})


def locate_by_box(sheet: Sheet, line: Hypotheses, decoded: Decoded, word: Word) -> WordLattice:
    """The primitives that lie in a word of another reading of the line. Raises DataError if none does."""
    boxes = [sheet.picture_box(*line.primitives.pixels(place, place)) for place in range(len(line.primitives))]
    inside = [place for place, box in enumerate(boxes) if _holds(word.box, box)]
    if not inside:
        raise DataError("The first reader saw no writing here, so there is no lattice of this word.")
    first, last = inside[0], inside[-1]
    glyphs = {}
    for place, step in enumerate(decoded.steps):
        run = int(decoded.lattice.first[step.edge]), int(decoded.lattice.last[step.edge])
        if step.character != SKIPPED and first <= run[0] and run[1] <= last:
            own = Box.around(boxes[run[0] : run[1] + 1])
            glyphs[place] = int(np.argmax([shared(glyph.box, own) for glyph in word.glyphs]))
    return WordLattice(line, decoded, first, last, glyphs)


def explain(
    lattice: WordLattice,
    word: Word,
    voting: Voting,
    check: Callable[[float], None],
    *,
    exact: bool = False,
    second: SecondLook | None = None,
) -> Explanation:
    """What is to say of a word. check: told how far it is, 0..1; may raise Cancelled."""
    winner = _Path(*paths.listen(lattice.decoded, lattice.decoded.steps, voting))
    on_path = {winner.steps[place].edge: glyph for place, glyph in lattice.glyphs.items()}
    edges, left_out = _edges(lattice, on_path)
    picture, numbers, frame = _picture(lattice)
    told = []
    for rank, edge in enumerate(edges):
        check(rank / len(edges))
        if edge in on_path:
            told.append(_hypothesis(lattice, edge, winner, winner, voting, frame, on_path[edge]))
        elif steps := paths.through(lattice.decoded, edge, voting):
            path = _Path(*paths.listen(lattice.decoded, steps, voting))
            told.append(_hypothesis(lattice, edge, path, winner, voting, frame, None))
        else:
            left_out += 1
    told.sort(key=lambda each: (each.glyph is None, each.first, each.last))
    read, seams = _text(lattice, winner.steps), _seams(lattice, numbers, frame.step)
    shown = np.minimum(_blocks(numbers, frame.step).max(axis=(1, 3)), _LARGEST_NUMBER).astype(np.uint8)
    return Explanation(word.text, read, picture, shown, seams, tuple(told), left_out, exact, second)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where an explanation's picture lies in the sheet, and how many of its pixels, each way, become one."""

    top: int
    left: int
    step: int

    def box(self, sides: NDArray[np.int64]) -> Box:
        """A box of the sheet in the picture."""
        top, left, bottom, right = (int(side) for side in sides)
        step = self.step
        return Box(
            (top - self.top) // step,
            (left - self.left) // step,
            -((self.top - bottom) // step),
            -((self.left - right) // step),
        )


@dataclass(frozen=True, eq=False, slots=True)
class _Path:
    steps: list[Step]
    heard: list[Voices]

    @property
    def total(self) -> float:
        return paths.total(self.heard)


def _hypothesis(
    lattice: WordLattice,
    edge: int,
    path: _Path,
    winner: _Path,
    voting: Voting,
    frame: _Frame,
    glyph: int | None,
) -> Hypothesis:
    """path: the best one that takes the edge."""
    place = next(place for place, step in enumerate(path.steps) if step.edge == edge)
    first, last = (int(end) for end in lattice.line.runs[edge])
    most = _OTHER_READINGS if glyph is None else _OWN_READINGS
    return Hypothesis(
        first - lattice.first,
        last - lattice.first,
        frame.box(lattice.line.boxes[edge]),
        lattice.line.patches[edge],
        _readings(lattice.decoded, path.steps[place:], voting)[:most],
        path.heard[place],
        glyph,
        max(winner.total - path.total, 0.0),
        _text(lattice, path.steps),
    )


def _readings(decoded: Decoded, steps: list[Step], voting: Voting) -> tuple[Reading, ...]:
    """The likeliest characters of the first of these steps, what was read first: as core.read.posterior has them."""
    step = steps[0]
    scores, shape = decoded.lattice.scores[step.edge], decoded.shape[step.edge]
    frames = np.zeros(len(scores)) if decoded.frames is None else decoded.frames[step.edge]
    language = np.zeros(len(scores))
    if voting.language is not None:
        near = [other for other in steps if other.character != SKIPPED][: 1 + AHEAD]
        said = context(near, len(scores), voting.language, voting.blank_code)
        language = voting.weights.language * said[0]
    summed = (scores + language) / voting.weights.temperature
    shares = np.exp(summed - summed.max())
    shares /= shares.sum()
    order = [int(code) for code in np.argsort(-shares, kind="stable")[: _OWN_READINGS + 1] if code != step.character]
    return tuple(
        Reading(
            READER_ALPHABET.labels[code],
            _voices(code, shape, frames, scores - shape - frames, language),
            float(shares[code]),
        )
        for code in (step.character, *order)
    )


def _voices(code: int, shape: Floats, frames: Floats, place: Floats, language: Floats) -> Voices:
    """What was said of one character."""
    return Voices(float(shape[code]), float(place[code]), language=float(language[code]), frames=float(frames[code]))


def _edges(lattice: WordLattice, on_path: dict[int, int]) -> tuple[list[int], int]:
    """The word's hypotheses that are worth telling, and how many are not."""
    runs, decoded = lattice.line.runs, lattice.decoded
    inside = np.flatnonzero((runs[:, 0] >= lattice.first) & (runs[:, 1] <= lattice.last))
    worth = decoded.lattice.scores[inside].max(axis=1) + decoded.lattice.joins()[inside]
    others = [int(inside[place]) for place in np.argsort(-worth, kind="stable") if int(inside[place]) not in on_path]
    kept = others[: max(_MOST - len(on_path), 0)]
    return [*on_path, *kept], len(others) - len(kept)


def _text(lattice: WordLattice, steps: list[Step]) -> str:
    """The word as these steps read it."""
    runs = lattice.line.runs
    written = ""
    for step in steps:
        if step.character != SKIPPED and runs[step.edge, 0] <= lattice.last and runs[step.edge, 1] >= lattice.first:
            written += (" " if step.blank and written else "") + READER_ALPHABET.labels[step.character]
    return written


def _picture(lattice: WordLattice) -> tuple[NDArray[np.uint8], NDArray[np.int32], _Frame]:
    """The word's ink, made smaller where it is large; whose it is, as large as in the sheet; and where that is."""
    primitives = lattice.line.primitives
    top, left, bottom, right = primitives.box(lattice.first, lattice.last)
    rows = slice(top - primitives.top, bottom - primitives.top)
    columns = slice(left - primitives.left, right - primitives.left)
    numbers = primitives.numbers[rows, columns]
    own = (numbers > lattice.first) & (numbers <= lattice.last + 1)
    ink = np.where(own, primitives.ink[rows, columns], 0).astype(np.uint8)
    step = max(-(-ink.shape[0] // _TALLEST), -(-ink.shape[1] // _WIDEST))
    small = np.rint(_blocks(ink, step).mean(axis=(1, 3))).astype(np.uint8)
    return small, np.where(own, numbers - lattice.first, 0).astype(np.int32), _Frame(int(top), int(left), step)


def _blocks(values: NDArray[Any], step: int) -> NDArray[Any]:
    """(h, w) as blocks (h / step, step, w / step, step), zeros where the last ones reach beyond."""
    height, width = (-(-side // step) for side in values.shape)
    padded = np.pad(values, [(0, height * step - values.shape[0]), (0, width * step - values.shape[1])])
    return padded.reshape(height, step, width, step)


def _seams(lattice: WordLattice, numbers: NDArray[np.int32], step: int) -> tuple[NDArray[np.int32], ...]:
    """Where two primitives of one component meet side by side: rows and columns, int32 (N, 2), top to bottom."""
    owners = lattice.line.primitives.owners[lattice.first : lattice.last + 1]
    left, right = numbers[:, :-1], numbers[:, 1:]
    rows, columns = np.nonzero((left > 0) & (right > 0) & (left != right))
    pairs = np.sort(np.stack([left[rows, columns], right[rows, columns]], axis=1), axis=1)
    points = np.stack([rows, columns + 1], axis=1).astype(np.int32)
    seams = []
    for one, other in np.unique(pairs, axis=0):
        if owners[one - 1] == owners[other - 1]:
            here = points[(pairs == (one, other)).all(axis=1)] // step
            seams.append(here[np.unique(here[:, 0], return_index=True)[1]])
    return tuple(seams)


def _holds(outer: Box, inner: Box) -> bool:
    """Whether the middle of a box lies in another one."""
    row, column = (inner.top + inner.bottom) / 2, (inner.left + inner.right) / 2
    return outer.top <= row <= outer.bottom and outer.left <= column <= outer.right
