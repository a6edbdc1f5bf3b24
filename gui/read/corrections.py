"""Corrections: what a person says a glyph is, laid over what was read. The Page itself is never changed.

A correction belongs to a box, not to a place in the text: reading the drawing again after another stroke gives the
untouched glyphs the same boxes, and their corrections stay with them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from PySide6.QtGui import QUndoCommand

from core.page import Box, Candidate, Glyph, Line, Page, Word

_NONE: Mapping[Box, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Corrections:
    """texts: by box, what the person says; source: the page source that they belong to."""

    source: str = ""
    texts: Mapping[Box, str] = field(default_factory=lambda: _NONE)

    def with_text(self, box: Box, text: str) -> Corrections:
        """The same and one more."""
        return Corrections(self.source, MappingProxyType({**self.texts, box: text}))

    def apply(self, page: Page) -> Page:
        """The page as the person has it: a corrected glyph has the given text first, with confidence 1."""
        if page.source != self.source or not self.texts:
            return page
        return dataclasses.replace(page, lines=tuple(self._line(line) for line in page.lines))

    def _line(self, line: Line) -> Line:
        return Line(tuple(self._word(word) for word in line.words))

    def _word(self, word: Word) -> Word:
        if not any(glyph.box in self.texts for glyph in word.glyphs):
            return word
        return dataclasses.replace(word, glyphs=tuple(self._glyph(glyph) for glyph in word.glyphs))

    def _glyph(self, glyph: Glyph) -> Glyph:
        text = self.texts.get(glyph.box)
        if text is None:
            return glyph
        others = tuple(candidate for candidate in glyph.candidates if candidate.text != text)
        return dataclasses.replace(glyph, candidates=(Candidate(text, 1.0), *others))


class SetCorrections(QUndoCommand):
    """One correction, undoable."""

    def __init__(
        self, show: Callable[[Corrections], None], before: Corrections, after: Corrections, *, what: str
    ) -> None:
        super().__init__(what)
        self._show = show
        self._before = before
        self._after = after

    def redo(self) -> None:
        self._show(self._after)

    def undo(self) -> None:
        self._show(self._before)
