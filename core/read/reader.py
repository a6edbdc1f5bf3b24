"""The pipeline: picture or ink to sheet, to components, to lines, to hypotheses, to text. One readable path."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.alphabet import READER_ALPHABET
from core.errors import DataError
from core.explanation import Explanation, SecondLook
from core.image.clean import prepare
from core.image.raster import rasterize
from core.image.sheet import Picture, Sheet
from core.image.turn import quarter_turns, turn
from core.ink import Ink
from core.page import Line, Page
from core.read import geometry, spacing
from core.read.alphabets import choose, restrict
from core.read.assemble import assemble, without_scratches
from core.read.classifier import GlyphClassifier
from core.read.explain import explain, locate, locate_by_box
from core.read.hypotheses import Hypotheses, look
from core.read.language import LanguageModel, language_for
from core.read.lattice import Decoded, Language, Lattice, Step, Weights, search
from core.read.lines.reader import LineReader, LineReading
from core.read.lines.second import argue, is_doubtful, second_look
from core.read.memory import Memory
from core.read.models import open_classifier
from core.read.named import NamingClassifier
from core.read.paths import Voting
from core.segment.components import Components, find_components
from core.segment.lines import TextLine

Check = Callable[[float, str], None]
_CHARACTERS = len(READER_ALPHABET.characters)
_GEOMETRY = 1.0  # weight of place against shape
_DOUBTFUL = 0.82  # mean confidence below which a page may stand on its head
_LINES_KEPT = 60  # lines whose work is remembered
_FEWEST = 8  # characters that can tell


def _unchecked(fraction: float, what: str) -> None:
    """No one watches."""


@dataclass(frozen=True, eq=False, slots=True)
class _Reading:
    """A page as it was read first, its sheet and components, and the hypotheses of each of its lines.

    exact: by exact shapes. border: see spacing.word_gap.
    """

    page: Page
    sheet: Sheet
    components: Components
    exact: bool
    hypotheses: tuple[Hypotheses, ...]
    border: tuple[float, float]

    @property
    def lines(self) -> tuple[TextLine, ...]:
        """Where each of them was written."""
        return tuple(line.primitives.line for line in self.hypotheses)


@dataclass(frozen=True, eq=False, slots=True)
class _Kept:
    """What was read last, so that it can be explained. lines: after the second look, one for each of the reading's."""

    page: Page
    reading: _Reading
    lines: tuple[Line, ...]


class Reader:
    """Reads pictures and drawings. Create with Reader.open; one instance serves any number of pages."""

    def __init__(
        self,
        classifier: GlyphClassifier,
        language: Language | None,
        weights: Weights | None = None,
        lines: LineReader | None = None,
    ) -> None:
        """lines: the second reader, for joined writing; None to do without."""
        self._classifier = classifier
        self._language = language
        self._weights = weights or Weights()
        self._lines = lines
        self._seen: Memory[Hypotheses] = Memory(_LINES_KEPT)
        self._read_before: Memory[Line | None] = Memory(_LINES_KEPT)
        self._whole: Memory[LineReading] = Memory(_LINES_KEPT)
        self._kept: dict[str, _Kept] = {}  # the last picture and the last drawing

    @classmethod
    def open(cls, path: Path | None = None) -> Reader:
        """The shipped reader, or the one in a model file. Raises ModelError with a sentence if it cannot be used."""
        language = LanguageModel.open()
        classifier = open_classifier(path)
        alone = isinstance(classifier, NamingClassifier)  # whoever chose a network wants its reading, not another's
        return cls(classifier, language, lines=None if alone else LineReader.open(language=language))

    @property
    def name(self) -> str:
        return self._classifier.name

    def forget(self) -> None:
        """Drop what is remembered of glyphs seen before: for measuring."""
        self._classifier.forget()
        self._seen.clear()
        self._read_before.clear()
        self._whole.clear()
        self._kept.clear()

    def read_picture(
        self, picture: Picture, *, alphabet: str = "auto", exact_shapes: bool = False, check: Check | None = None
    ) -> Page:
        """The text of a picture. alphabet: one of core.alphabet.CHOICES. check: told the progress; may cancel.

        exact_shapes: each character by its shape and place alone. No language model, and no second reader either: it
        learned from lines of words, and would bring the language in again.
        """
        check = check or _unchecked
        began = time.perf_counter()
        check(0.0, "cleaning the picture")
        sheet = prepare(picture.pixels)
        if quarter_turns(sheet):
            first = _surer(*(self._read(turn(sheet, quarters), alphabet, exact_shapes, check) for quarters in (1, 3)))
        else:
            first = self._read(sheet, alphabet, exact_shapes, check)
            if _sureness(first.page) < _DOUBTFUL and len(first.page.glyphs) >= _FEWEST:
                first = _surer(first, self._read(turn(sheet, 2), alphabet, exact_shapes, check))
        again = self._read_again(first, check)
        kept = tuple(without_scratches(list(again.lines)))
        page = replace(again, lines=kept, source=picture.source, seconds=time.perf_counter() - began)
        self._kept["picture"] = _Kept(page, first, again.lines)
        return page

    def read_ink(
        self, ink: Ink, *, alphabet: str = "auto", exact_shapes: bool = False, check: Check | None = None
    ) -> Page:
        """The text of a drawing; boxes in canvas units. exact_shapes: as in read_picture."""
        began = time.perf_counter()
        check = check or _unchecked
        first = self._read(rasterize(ink), alphabet, exact_shapes, check)
        again = self._read_again(first, check)
        page = replace(again, source="drawing", seconds=time.perf_counter() - began)
        self._kept["drawing"] = _Kept(page, first, again.lines)
        return page

    def explain(self, page: Page, line: int, word: int, *, check: Check | None = None) -> Explanation:
        """Why a word of a page was read as it was. page: the last picture's or the last drawing's, as it was returned.

        line, word: their places in it. Raises DataError with a sentence where there is nothing to tell.
        """
        kept = next((kept for kept in self._kept.values() if kept.page is page), None)
        if kept is None or line >= len(page.lines) or word >= len(page.lines[line].words):
            raise DataError("This page is no longer at hand; read it again to see why.")
        first, chosen = kept.reading, page.lines[line]
        place = next(place for place, other in enumerate(kept.lines) if other is chosen)
        hypotheses, meant = first.hypotheses[place], chosen.words[word]
        decoded = self._decode(hypotheses, first.page.alphabet, first.border, first.exact)
        second = self._second_look(first, place)
        if chosen is first.page.lines[place]:
            lattice = locate(hypotheses, decoded, word)
        else:
            lattice = locate_by_box(first.sheet, hypotheses, decoded, meant)
        language = self._language_of(first.page.alphabet, first.exact)
        voting = Voting(language, self._weights, _CHARACTERS)
        told = check or _unchecked
        return explain(lattice, meant, voting, lambda done: told(done, "explaining"), exact=first.exact, second=second)

    def _second_look(self, first: _Reading, place: int) -> SecondLook | None:
        """What the second reader says of a line that it was asked about."""
        line = first.page.lines[place]
        if self._lines is None or first.exact or not is_doubtful(line):
            return None
        make = partial(
            self._lines.read, first.sheet, first.lines[place], first.components, alphabet=first.page.alphabet
        )
        return argue(self._whole.recall((first.hypotheses[place].key, first.page.alphabet), make), line)

    def _read(self, sheet: Sheet, alphabet: str, exact: bool, check: Check) -> _Reading:
        check(0.3, "finding lines")
        components = find_components(sheet.mask)
        lines = look(
            sheet,
            components,
            self._classifier,
            lambda done: check(0.35 + 0.4 * done, "looking at characters"),
            self._seen,
        )
        border = spacing.word_gap([line.gaps for line in lines])
        used = choose(alphabet, [line.logs for line in lines])
        read = []
        for place, line in enumerate(lines):
            check(0.75 + 0.2 * place / len(lines), "reading lines")
            key = (line.key, sheet.matrix.tobytes(), used, border, exact)
            read.append(self._read_before.recall(key, partial(self._line, sheet, line, used, border, exact)))
        kept = [(line, text) for line, text in zip(read, lines, strict=True) if line is not None]
        page = Page(tuple(line for line, _ in kept), sheet.height, sheet.width, alphabet=used)
        hypotheses = tuple(text for _, text in kept)
        return _Reading(page, sheet, components, exact, hypotheses, border)

    def _read_again(self, first: _Reading, check: Check) -> Page:
        """The page, its doubtful lines read once more as wholes: where letters join, there are no characters to cut."""
        if self._lines is None or first.exact:
            return first.page
        check(0.95, "reading joined writing")
        alphabet = first.page.alphabet

        def recall(place: int, make: Callable[[], LineReading]) -> LineReading:
            return self._whole.recall((first.hypotheses[place].key, alphabet), make)

        lines = second_look(
            first.sheet,
            first.components,
            first.lines,
            first.page.lines,
            self._lines,
            alphabet=alphabet,
            recall=recall,
        )
        return replace(first.page, lines=lines)

    def _line(
        self, sheet: Sheet, line: Hypotheses, alphabet: str, border: tuple[float, float], exact: bool
    ) -> Line | None:
        decoded = self._decode(line, alphabet, border, exact)
        language = self._language_of(alphabet, exact)
        return assemble(sheet, line, decoded.steps, decoded.lattice.scores, language, self._weights)

    def _decode(self, line: Hypotheses, alphabet: str, border: tuple[float, float], exact: bool) -> Decoded:
        """Two readings: one by shape and language alone, whose letters give the line's measures; one with them."""
        shape, language = restrict(line.logs, alphabet), self._language_of(alphabet, exact)
        odds = spacing.blank_odds(line.gaps, *border)
        borders = spacing.border_odds(line.primitives, line.gaps)
        lattice = Lattice(line.runs[:, 0], line.runs[:, 1], shape, line.skips(), odds, borders)
        measures = _measures(line, self._search(lattice, language), shape)
        places = geometry.log_likelihood(measures.heights(line.boxes), measures.small)[:, :_CHARACTERS]
        lattice = replace(lattice, scores=shape + _GEOMETRY * places)
        return Decoded(lattice, shape, self._search(lattice, language))

    def _search(self, lattice: Lattice, language: Language | None) -> list[Step]:
        return search(lattice, language, _CHARACTERS, self._weights)

    def _language_of(self, alphabet: str, exact: bool) -> Language | None:
        return None if exact else language_for(self._language, alphabet)


def _measures(line: Hypotheses, steps: list[Step], shape: NDArray[np.float64]) -> geometry.Measures:
    """Baseline and letter heights of a line from the characters of a first reading."""
    text = line.primitives.line
    start = geometry.Measures(text.centre[0] + 0.5 * text.height, text.centre[1], text.height)
    taken = [step for step in steps if step.character >= 0]
    if not taken:
        return start
    edges = np.array([step.edge for step in taken])
    labels = np.array([step.character for step in taken])
    return geometry.fit(line.boxes[edges], labels, np.exp(shape[edges, labels]), start)


def _sureness(page: Page) -> float:
    """Mean confidence of a page's characters; 0.0 for an empty page."""
    return float(np.mean([glyph.confidence for glyph in page.glyphs])) if page.glyphs else 0.0


def _surer(one: _Reading, other: _Reading) -> _Reading:
    sure = [_sureness(each.page) * len(each.page.glyphs) ** 0.5 for each in (one, other)]
    return other if sure[1] > sure[0] else one
