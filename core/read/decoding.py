"""LineDecoder: from the hypotheses of a line to the best path through its lattice, and to the line's text."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.alphabet import READER_ALPHABET
from core.image.sheet import Sheet
from core.page import Line
from core.read import geometry, spacing
from core.read.alphabets import restrict
from core.read.assemble import assemble
from core.read.hypotheses import Hypotheses
from core.read.language import language_for
from core.read.lattice import Decoded, Language, Lattice, Step, Weights, search
from core.read.lines.evidence import Evidence
from core.read.paths import Voting

_CHARACTERS = len(READER_ALPHABET.characters)
_GEOMETRY = 1.0  # weight of place against shape
# Two networks that saw the same ink say much the same: what they say together is worth less than their sum. Language
# and bonus keep up with it, and the temperature takes it back. Fitted on composed lines of validation writers.
_JOINT = Weights(language=1.2, bonus=2.0, temperature=1.9)


class LineDecoder:
    """Decodes lines by shape, place and language; with the line network's evidence, too, where it was asked."""

    def __init__(self, language: Language | None, weights: Weights | None = None, joint: Weights | None = None) -> None:
        """weights: of a first reading. joint: with the line network's evidence."""
        self._language = language
        self._weights = weights or Weights()
        self._joint = joint or _JOINT

    def language_of(self, alphabet: str, exact: bool) -> Language | None:
        """The language that has a say in this alphabet; none in exact shapes."""
        return None if exact else language_for(self._language, alphabet)

    def voting(self, decoded: Decoded, alphabet: str, exact: bool) -> Voting:
        """What decided this path."""
        return Voting(self.language_of(alphabet, exact), decoded.weights, _CHARACTERS)

    def read(
        self,
        sheet: Sheet,
        line: Hypotheses,
        alphabet: str,
        border: tuple[float, float],
        *,
        exact: bool = False,
        heard: Evidence | None = None,
    ) -> Line | None:
        """The line's text; None where it is no writing. border: see spacing.word_gap."""
        decoded = self.decode(line, alphabet, border, exact=exact, heard=heard)
        language = self.language_of(alphabet, exact)
        return assemble(sheet, line, decoded.steps, decoded.lattice.scores, language, decoded.weights)

    def decode(
        self,
        line: Hypotheses,
        alphabet: str,
        border: tuple[float, float],
        *,
        exact: bool = False,
        heard: Evidence | None = None,
    ) -> Decoded:
        """Two searches: one without place, whose letters give the line's measures; one with it."""
        weights = self._weights if heard is None else self._joint
        shape, language = restrict(line.logs, alphabet), self.language_of(alphabet, exact)
        frames = None if heard is None else weights.frames * heard.scores
        seen = shape if frames is None else shape + frames
        skips = line.skips() if heard is None else line.skips() + weights.frames * heard.skip
        odds = spacing.blank_odds(line.gaps, *border)
        borders = spacing.border_odds(line.primitives, line.gaps)
        lattice = Lattice(line.runs[:, 0], line.runs[:, 1], seen, skips, odds, borders)
        measures = _measures(line, search(lattice, language, _CHARACTERS, weights), shape)
        places = geometry.log_likelihood(measures.heights(line.boxes), measures.small)[:, :_CHARACTERS]
        lattice = replace(lattice, scores=seen + _GEOMETRY * places)
        return Decoded(lattice, shape, search(lattice, language, _CHARACTERS, weights), weights, frames)


def _measures(line: Hypotheses, steps: list[Step], shape: NDArray[np.float64]) -> geometry.Measures:
    """Baseline and letter heights of a line from the characters of a first search."""
    text = line.primitives.line
    start = geometry.Measures(text.centre[0] + 0.5 * text.height, text.centre[1], text.height)
    taken = [step for step in steps if step.character >= 0]
    if not taken:
        return start
    edges = np.array([step.edge for step in taken])
    labels = np.array([step.character for step in taken])
    return geometry.fit(line.boxes[edges], labels, np.exp(shape[edges, labels]), start)
