"""The pipeline: picture or ink to sheet, to components, to lines, to hypotheses, to text. One readable path."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from core.errors import DataError
from core.explanation import Explanation
from core.image.clean import prepare
from core.image.raster import rasterize
from core.image.sheet import Picture, Sheet
from core.image.turn import quarter_turns, turn
from core.ink import Ink
from core.page import Line, Page
from core.read import spacing
from core.read.alphabets import choose, choose_lines
from core.read.assemble import without_scratches
from core.read.classifier import GlyphClassifier
from core.read.decoding import LineDecoder
from core.read.explain import explain, locate, locate_by_box
from core.read.first import FirstReading
from core.read.habits import settle
from core.read.hypotheses import Hypotheses, look
from core.read.language import LanguageModel
from core.read.lattice import Decoded, Language, Weights
from core.read.lines.reader import LineReader
from core.read.lines.rule import Rule
from core.read.memory import Memory
from core.read.models import open_classifier
from core.read.named import NamingClassifier
from core.read.second import SecondReader
from core.segment.components import find_components

Check = Callable[[float, str], None]
_DOUBTFUL = 0.82  # mean confidence below which a page may stand on its head
_LINES_KEPT = 60  # lines whose work is remembered
_FEWEST = 8  # characters that can tell


def _unchecked(fraction: float, what: str) -> None:
    """No one watches."""


@dataclass(frozen=True, eq=False, slots=True)
class _Kept:
    """What was read last, so that it can be explained. lines: after the second look, one for each of the reading's."""

    page: Page
    reading: FirstReading
    lines: tuple[Line, ...]


class Reader:
    """Reads pictures and drawings. Create with Reader.open; one instance serves any number of pages."""

    def __init__(
        self,
        classifier: GlyphClassifier,
        language: Language | None,
        weights: Weights | None = None,
        lines: LineReader | None = None,
        rule: Rule | None = None,
    ) -> None:
        """lines: the line network, for what the lattice is not sure of; None to do without. rule: when it is asked."""
        self._classifier = classifier
        self._decoder = LineDecoder(language, weights)
        self._second = None if lines is None else SecondReader(lines, self._decoder, kept=_LINES_KEPT, rule=rule)
        self._seen: Memory[Hypotheses] = Memory(_LINES_KEPT)
        self._read_before: Memory[Line | None] = Memory(_LINES_KEPT)
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
        if self._second is not None:
            self._second.forget()
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
        again = self._second if self._second is not None and self._second.asks(first, place) else None
        second = None if again is None else again.argue(first, place)
        decoded = self._decode(first, place) if again is None else again.decode(first, place)
        if second is not None and second.won:
            lattice = locate_by_box(first.sheet, hypotheses, decoded, meant)
        else:
            lattice = locate(hypotheses, decoded, word)
        voting = self._decoder.voting(decoded, first.alphabets[place], first.exact)
        told = check or _unchecked
        return explain(lattice, meant, voting, lambda done: told(done, "explaining"), exact=first.exact, second=second)

    def _decode(self, first: FirstReading, place: int) -> Decoded:
        """The lattice of a line without the line network."""
        return self._decoder.decode(first.hypotheses[place], first.alphabets[place], first.border, exact=first.exact)

    def _read(self, sheet: Sheet, alphabet: str, exact: bool, check: Check) -> FirstReading:
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
        logs = [line.logs for line in lines]
        used = choose(alphabet, logs)
        own = choose_lines(used, alphabet, logs)
        read = []
        for place, (line, each) in enumerate(zip(lines, own, strict=True)):
            check(0.75 + 0.2 * place / len(lines), "reading lines")
            key = (line.key, sheet.matrix.tobytes(), each, border, exact)
            make = partial(self._decoder.read, sheet, line, each, border, exact=exact)
            read.append((self._read_before.recall(key, make), line, each))
        kept = [(text, line, each) for text, line, each in read if text is not None]
        page = Page(tuple(text for text, _, _ in kept), sheet.height, sheet.width, alphabet=used)
        hypotheses, alphabets = tuple(line for _, line, _ in kept), tuple(each for _, _, each in kept)
        return FirstReading(page, sheet, components, exact, hypotheses, alphabets, border)

    def _read_again(self, first: FirstReading, check: Check) -> Page:
        """The page, what the lattice was not sure of read once more with the line network."""
        if first.exact:
            return first.page
        if self._second is None:
            return settle(first.page, self._classifier)
        lines = list(first.page.lines)
        for place in range(len(lines)):
            if self._second.asks(first, place):
                check(0.95 + 0.05 * place / len(lines), "reading doubtful lines again")
                lines[place] = self._second.read(first, place)
        return settle(replace(first.page, lines=tuple(lines)), self._classifier)


def _sureness(page: Page) -> float:
    """Mean confidence of a page's characters; 0.0 for an empty page."""
    return float(np.mean([glyph.confidence for glyph in page.glyphs])) if page.glyphs else 0.0


def _surer(one: FirstReading, other: FirstReading) -> FirstReading:
    sure = [_sureness(each.page) * len(each.page.glyphs) ** 0.5 for each in (one, other)]
    return other if sure[1] > sure[0] else one
