"""From the best path to the page's values: glyphs with their candidates, words, a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.alphabet import READER_ALPHABET
from core.image.sheet import Sheet
from core.page import Candidate, Glyph, Line, Word
from core.read.lattice import Language, Step, Weights
from core.read.posterior import posteriors

if TYPE_CHECKING:
    from core.read.hypotheses import Hypotheses

_CANDIDATES = 5
_CHARACTERS = len(READER_ALPHABET.characters)
_LEAST_WRITING = 0.35  # mean probability of being a character, below which a line is no writing
_SCRATCHES = set("lI1i|-.,'\"/():;!=")  # what a stray stroke is taken for


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
    edges = [step.edge for step in taken]
    shares = posteriors(taken, scores[edges], language, _CHARACTERS, weights)
    words: list[list[Glyph]] = []
    for step, share in zip(taken, shares, strict=True):
        if step.blank or not words:
            words.append([])
        words[-1].append(_glyph(sheet, line, step, share))
    return Line(tuple(Word(tuple(glyphs), _together(glyphs)) for glyphs in words))


def without_scratches(lines: list[Line]) -> list[Line]:
    """The lines but those of one or two strokes that stand alone beside real lines: edges, folds, stray marks."""
    real = [line for line in lines if not _is_scratch(line)]
    return real or lines


def _is_scratch(line: Line) -> bool:
    glyphs = line.glyphs
    return len(glyphs) <= 2 and all(glyph.text in _SCRATCHES for glyph in glyphs)


def _writing(line: Hypotheses, steps: list[Step]) -> float:
    edges = [step.edge for step in steps]
    return float(np.exp(line.logs[edges, :_CHARACTERS]).sum(axis=1).mean())


def _glyph(sheet: Sheet, line: Hypotheses, step: Step, share: NDArray[np.float64]) -> Glyph:
    first, last = line.runs[step.edge]
    box = sheet.picture_box(*line.primitives.pixels(int(first), int(last)))
    order = [int(place) for place in np.argsort(-share)[: _CANDIDATES + 1] if place != step.character]
    best = [step.character, *order][:_CANDIDATES]
    candidates = tuple(Candidate(READER_ALPHABET.labels[place], float(share[place])) for place in best)
    return Glyph(box, candidates, line.patches[step.edge])


def _together(glyphs: list[Glyph]) -> float:
    return float(np.prod([glyph.confidence for glyph in glyphs]))
