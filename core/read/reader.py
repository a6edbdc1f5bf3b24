"""The pipeline: picture or ink to sheet, to components, to lines, to hypotheses, to text. One readable path."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.alphabet import NOISE, PART, READER_ALPHABET
from core.image.clean import prepare
from core.image.raster import rasterize, stroke_width
from core.image.sheet import Picture, Sheet
from core.ink import Ink
from core.page import Line, Page
from core.read import geometry, spacing
from core.read.alphabets import choose, restrict
from core.read.assemble import assemble
from core.read.classifier import GlyphClassifier
from core.read.lattice import Language, Lattice, Step, Weights, search
from core.read.models import open_classifier
from core.read.patch import patches
from core.segment.components import find_components
from core.segment.lines import find_lines
from core.segment.primitives import Primitives, find_primitives

Check = Callable[[float, str], None]
_CHARACTERS = len(READER_ALPHABET.characters)
_GEOMETRY = 0.7  # weight of place against shape


def _unchecked(fraction: float, what: str) -> None:
    """No one watches."""


@dataclass(eq=False, slots=True)
class Hypotheses:
    """Everything known about the edges of one line. runs: (M, 2). patches: (M, 32, 32). logs: float64 (M, labels)."""

    primitives: Primitives
    runs: NDArray[np.int64]
    patches: NDArray[np.uint8]
    boxes: NDArray[np.int64]
    gaps: NDArray[np.float64]
    logs: NDArray[np.float64]


class Reader:
    """Reads pictures and drawings. Create with Reader.open; one instance serves any number of pages."""

    def __init__(self, classifier: GlyphClassifier, language: Language | None, weights: Weights | None = None) -> None:
        self._classifier = classifier
        self._language = language
        self._weights = weights or Weights()

    @classmethod
    def open(cls, path: Path | None = None) -> Reader:
        """The shipped reader, or the one in a model file. Raises ModelError with a sentence if it cannot be used."""
        from core.read.language import LanguageModel

        return cls(open_classifier(path), LanguageModel.open())

    @property
    def name(self) -> str:
        return self._classifier.name

    def read_picture(self, picture: Picture, *, alphabet: str = "auto", check: Check | None = None) -> Page:
        """The text of a picture. alphabet: one of core.alphabet.CHOICES. check: told the progress; may cancel."""
        check = check or _unchecked
        began = time.perf_counter()
        check(0.0, "cleaning the picture")
        sheet = prepare(picture.pixels)
        return self._read(sheet, picture.source, alphabet, check, began)

    def read_ink(self, ink: Ink, *, alphabet: str = "auto", check: Check | None = None) -> Page:
        """The text of a drawing; boxes in canvas units."""
        began = time.perf_counter()
        return self._read(rasterize(ink), "drawing", alphabet, check or _unchecked, began)

    def _read(self, sheet: Sheet, source: str, alphabet: str, check: Check, began: float) -> Page:
        check(0.3, "finding lines")
        lines = self._hypotheses(sheet, check)
        border = spacing.word_gap([line.gaps for line in lines])
        used = choose(alphabet, [line.logs for line in lines], [line.runs for line in lines])
        read = []
        for place, line in enumerate(lines):
            check(0.75 + 0.25 * place / len(lines), "reading lines")
            read.append(self._line(sheet, line, used, border))
        kept = tuple(line for line in read if line is not None)
        return Page(kept, sheet.height, sheet.width, source, time.perf_counter() - began, used)

    def _hypotheses(self, sheet: Sheet, check: Check) -> list[Hypotheses]:
        components = find_components(sheet.mask)
        stroke = stroke_width(sheet.mask)
        found = []
        lines = find_lines(components)
        for place, line in enumerate(lines):
            check(0.35 + 0.4 * place / len(lines), "looking at characters")
            primitives = find_primitives(sheet, components, line, stroke=stroke)
            runs = np.array(primitives.runs(), dtype=np.int64).reshape(-1, 2)
            seen = patches([primitives.crop(first, last) for first, last in runs])
            boxes = np.array([primitives.box(first, last) for first, last in runs], dtype=np.int64)
            logs = self._classifier.log_probabilities(seen).astype(np.float64)
            found.append(Hypotheses(primitives, runs, seen, boxes, spacing.gaps(primitives), logs))
        return found

    def _line(self, sheet: Sheet, line: Hypotheses, alphabet: str, border: tuple[float, float]) -> Line | None:
        """Two readings: one by shape and language alone, whose letters give the line's measures; one with them."""
        shape = restrict(line.logs, alphabet)
        odds = spacing.blank_odds(line.gaps, *border)
        measures = self._measures(line, self._search(line, shape, odds), shape)
        places = geometry.log_likelihood(measures.heights(line.boxes), measures.small)[:, :_CHARACTERS]
        scores = shape + _GEOMETRY * places
        steps = self._search(line, scores, odds)
        return assemble(sheet, line, steps, scores, self._language, self._weights)

    def _search(self, line: Hypotheses, scores: NDArray[np.float64], odds: NDArray[np.float64]) -> list[Step]:
        lattice = Lattice(
            line.runs[:, 0],
            line.runs[:, 1],
            scores,
            _skips(line),
            odds,
            spacing.border_odds(line.primitives, line.gaps),
        )
        return search(lattice, self._language, _CHARACTERS, self._weights)

    def _measures(self, line: Hypotheses, steps: list[Step], shape: NDArray[np.float64]) -> geometry.Measures:
        text = line.primitives.line
        start = geometry.Measures(text.centre[0] + 0.5 * text.height, text.centre[1], text.height)
        taken = [step for step in steps if step.character >= 0]
        if not taken:
            return start
        edges = np.array([step.edge for step in taken])
        labels = np.array([step.character for step in taken])
        return geometry.fit(line.boxes[edges], labels, np.exp(shape[edges, labels]), start)


def _skips(line: Hypotheses) -> NDArray[np.float64]:
    """Log score of each edge being no writing: single primitives only; small ones may be stray marks or pieces."""
    single = line.runs[:, 0] == line.runs[:, 1]
    noise = np.exp(line.logs[:, READER_ALPHABET.index(NOISE)])
    piece = np.exp(line.logs[:, READER_ALPHABET.index(PART)])
    small = (line.boxes[:, 2] - line.boxes[:, 0]) < 0.45 * line.primitives.line.height
    return np.where(single, np.log(noise + np.where(small, 0.2 * piece + 0.02, 1e-4)), -np.inf)
