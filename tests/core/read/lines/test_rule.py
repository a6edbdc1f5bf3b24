"""The rule: what asks for a second look, and which reading of a line stands."""

from __future__ import annotations

import numpy as np
import pytest

from core.page import Box, Candidate, Glyph, Line, Word
from core.read.lines.network import BLANK, encode
from core.read.lines.reader import LineReading
from core.read.lines.rule import Rule, argue, is_clear, is_doubtful, sureness
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


def won(other: LineReading, first: Line, rule: Rule) -> bool:
    return argue(other, first, rule).won


def test_a_line_is_clear_where_every_character_is() -> None:
    assert is_clear(line("OX", 0.96), Rule(clear=0.95))
    one = Line((*line("OX", 0.99).words, *line("A", 0.9).words))
    assert not is_clear(one, Rule(clear=0.95))
    assert not is_doubtful(one, RULE)
    assert is_doubtful(line("OX", 0.79), RULE)


def test_both_readings_alike_leave_the_first() -> None:
    said = argue(reading("CAT", 0.6), line("CAT", 0.6), RULE)
    assert not said.won
    assert said.lead == said.sureness == 0.0


def test_nothing_read_as_a_whole_never_wins() -> None:
    assert not argue(reading("", 0.9), line("CAT", 0.1), RULE).won


def test_sureness_of_both_counts() -> None:
    other = reading("CAT", 0.9)
    near = other.lead("CATS")
    assert 0 < near < 5
    assert won(other, line("CATS", 0.6), Rule(0.8, near, 1.0, 0.3))
    assert not won(reading("CAT", 0.5), line("CATS", 0.6), Rule(0.8, near, 1.0, 0.3))


def test_an_unsure_second_reading_is_dropped() -> None:
    assert won(reading("CAT", 0.6), line("MUD", 0.5), Rule(least=0.5))
    assert not won(reading("CAT", 0.6), line("MUD", 0.5), Rule(least=0.7))


def test_sureness_is_a_geometric_mean() -> None:
    assert sureness(line("AB", 0.5)) == pytest.approx(0.5)
