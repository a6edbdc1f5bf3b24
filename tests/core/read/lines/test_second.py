"""The second look: only doubtful lines are read twice, and the better reading stands."""

from __future__ import annotations

import numpy as np
import pytest

from core.image.sheet import Sheet
from core.page import Box, Candidate, Glyph, Line, Word
from core.read.lines.network import BLANK, encode
from core.read.lines.reader import LineReading
from core.read.lines.second import Rule, prefers, second_look, sureness
from core.segment.components import find_components
from core.segment.lines import TextLine

RULE = Rule(doubt=0.8, lead=0.5, trust=1.0, least=0.3)
TEXT_LINE = TextLine(np.array([0]), (10.0, 0.0), 10.0)


def line(text: str, confidence: float) -> Line:
    glyphs = tuple(Glyph(Box(0, 9 * k, 9, 9 * k + 8), (Candidate(c, confidence),)) for k, c in enumerate(text))
    return Line((Word(glyphs),))


def reading(text: str, confidence: float) -> LineReading:
    """A reading of this text, whose characters each have two frames that show it at nine in ten."""
    logs = np.full((2 * len(text) + 1, BLANK + 1), np.log(1e-4), np.float32)
    logs[:, BLANK] = np.log(0.05)
    for place, code in enumerate(encode(text)):
        logs[2 * place : 2 * place + 2, code] = np.log(0.9)
    rows, columns = np.divmod(np.arange(40 * len(text)), 10 * len(text))
    candidates = tuple((Candidate(character, confidence),) for character in text)
    spans = tuple((10 * place, 10 * place + 10) for place in range(len(text)))
    pixels = (rows.astype(np.intp), columns.astype(np.intp), (columns // 10).astype(np.int64))
    return LineReading(text, spans, candidates, (confidence,) * len(text), -0.1, pixels, logs)


class Reader:
    """Gives one reading and counts how often it was asked."""

    def __init__(self, text: str, confidence: float = 0.7) -> None:
        self.asked, self._reading = 0, reading(text, confidence)

    def read(self, sheet, text_line, components=None, *, alphabet="all"):
        self.asked += 1
        return self._reading


def sheet() -> Sheet:
    ink = np.zeros((20, 60), np.uint8)
    ink[5:15, 5:50] = 255
    return Sheet(ink, ink > 0, np.array([[1.0, 0, 0], [0, 1.0, 0]]), 20, 60)


def looked(first: list[Line], reader: Reader) -> tuple[Line, ...]:
    return second_look(sheet(), find_components(sheet().mask), [TEXT_LINE] * len(first), first, reader, rule=RULE)  # type: ignore[arg-type]


def test_sure_lines_are_not_read_again() -> None:
    reader = Reader("CAT")
    sure = [line("OX", 0.9), line("AX", 0.81)]
    assert looked(sure, reader) == tuple(sure)
    assert looked([], reader) == ()
    assert reader.asked == 0


def test_a_doubtful_line_gives_way_to_a_likelier_text() -> None:
    reader = Reader("CAT")
    first = [line("OX", 0.9), line("MUD", 0.6)]
    read = looked(first, reader)
    assert reader.asked == 1
    assert read[0] is first[0]
    assert read[1].text == "CAT"
    assert read[1].glyphs[0].box == Box(0, 0, 4, 10)


def test_a_doubtful_line_stays_where_both_read_the_same() -> None:
    first = [line("CAT", 0.6)]
    assert looked(first, Reader("CAT"))[0] is first[0]


def test_nothing_read_the_second_time_changes_nothing() -> None:
    first = [line("CAT", 0.6)]
    assert looked(first, Reader(""))[0] is first[0]


def test_sureness_of_both_counts() -> None:
    other = reading("CAT", 0.9)
    near = other.lead("CATS")
    assert 0 < near < 5
    assert prefers(other, line("CATS", 0.6), Rule(0.8, near, 1.0, 0.3))
    assert not prefers(reading("CAT", 0.5), line("CATS", 0.6), Rule(0.8, near, 1.0, 0.3))


def test_an_unsure_second_reading_is_dropped() -> None:
    assert prefers(reading("CAT", 0.6), line("MUD", 0.5), Rule(least=0.5))
    assert not prefers(reading("CAT", 0.6), line("MUD", 0.5), Rule(least=0.7))


def test_sureness_is_a_geometric_mean() -> None:
    assert sureness(line("AB", 0.5)) == pytest.approx(0.5)
