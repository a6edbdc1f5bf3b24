"""From the best path to the page's values: glyphs with their candidates, words, a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.alphabet import READER_ALPHABET
from core.image.sheet import Sheet
from core.page import Candidate, Glyph, Line, Word
from core.read.lattice import Language, Step, Weights

if TYPE_CHECKING:
    from core.read.reader import Hypotheses

_CANDIDATES = 5
_LEAST_WRITING = 0.35  # mean probability of being a character, below which a line is no writing


def assemble(
    sheet: Sheet,
    line: Hypotheses,
    steps: list[Step],
    scores: NDArray[np.float64],
    language: Language | None,
    weights: Weights,
) -> Line | None:
    """The line of these steps; None where it is no writing."""
    taken = [step for step in steps if step.character >= 0]
    if not taken or _writing(line, taken) < _LEAST_WRITING:
        return None
    words: list[list[Glyph]] = []
    for step in taken:
        if step.blank or not words:
            words.append([])
        words[-1].append(_glyph(sheet, line, step, scores[step.edge], language, weights))
    return Line(tuple(Word(tuple(glyphs), _together(glyphs)) for glyphs in words))


def _writing(line: Hypotheses, steps: list[Step]) -> float:
    edges = [step.edge for step in steps]
    return float(np.exp(line.logs[edges, : len(READER_ALPHABET.characters)]).sum(axis=1).mean())


def _glyph(
    sheet: Sheet,
    line: Hypotheses,
    step: Step,
    scores: NDArray[np.float64],
    language: Language | None,
    weights: Weights,
) -> Glyph:
    first, last = line.runs[step.edge]
    box = sheet.picture_box(*line.primitives.pixels(int(first), int(last)))
    return Glyph(box, _candidates(step, scores, language, weights), line.patches[step.edge])


def _candidates(
    step: Step, scores: NDArray[np.float64], language: Language | None, weights: Weights
) -> tuple[Candidate, ...]:
    """Shape, place and what stands to the left, as probabilities; the character that was read comes first."""
    total = scores.copy()
    if language is not None:
        codes = np.arange(len(total))
        logs, _ = language.advance(np.full(len(total), step.state, np.int64), codes)
        total += weights.language * logs
    shares = np.exp(total - total.max())
    shares /= shares.sum()
    order = [int(place) for place in np.argsort(-shares)[: _CANDIDATES + 1] if place != step.character]
    best = [step.character, *order][:_CANDIDATES]
    return tuple(Candidate(READER_ALPHABET.labels[place], float(shares[place])) for place in best)


def _together(glyphs: list[Glyph]) -> float:
    return float(np.prod([glyph.confidence for glyph in glyphs]))
