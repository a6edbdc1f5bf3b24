"""The reader with its second reader: doubtful lines are read again as wholes, sure ones never."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.image.sheet import Picture
from core.page import Page
from core.read.language import LanguageModel
from core.read.lines.look import LineLook
from core.read.lines.reader import LineReader, LineReading
from core.read.lines.rule import Rule, sureness
from core.read.models import open_classifier
from core.read.reader import Reader
from core.read.second import SecondReader
from core.read.training.written import Pen, write


class Counting:
    """The shipped line reader, counting the lines that it is asked about and those that it reads."""

    def __init__(self, language: LanguageModel) -> None:
        self._reader = LineReader.open(language=language)
        self.looks = 0
        self.texts: list[str] = []

    def look(self, *arguments, **options) -> LineLook:
        self.looks += 1
        return self._reader.look(*arguments, **options)

    def read(self, *arguments, **options) -> LineReading:
        reading = self._reader.read(*arguments, **options)
        self.texts.append(reading.text)
        return reading


@pytest.fixture(scope="module")
def language() -> LanguageModel:
    return LanguageModel.open()


def picture(text: str) -> Picture:
    """A line of a plain font."""
    import matplotlib

    font = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    ink = write(text, font, Pen(shake=0.0, blank=0.5), np.random.default_rng(0))
    return Picture(np.repeat(255 - ink[..., None], 3, axis=2))


def test_a_clear_line_is_read_once(language: LanguageModel) -> None:
    counting = Counting(language)
    page = Reader(open_classifier(), language, lines=counting).read_picture(picture("THE WATER"))  # type: ignore[arg-type]
    assert page.text == "THE WATER"
    assert counting.looks == 0
    assert counting.texts == []


def boxes_are_the_letters(page: Page, seen: Picture) -> None:
    """Boxes are where a sure reader, which cuts this font without a fault, has them."""
    lefts = [glyph.box.left for glyph in page.glyphs]
    assert lefts == sorted(lefts)
    clear = Reader(open_classifier(), LanguageModel.open()).read_picture(seen)
    for glyph, cut in zip(page.glyphs, clear.glyphs, strict=True):
        assert abs(glyph.box.left - cut.box.left) < 12
        assert abs(glyph.box.right - cut.box.right) < 12
        assert 0 <= glyph.box.top < glyph.box.bottom <= page.height


def test_a_doubtful_line_is_read_again_with_the_line_networks_help(language: LanguageModel) -> None:
    unsure = replace(open_classifier(), temperature=9.0)
    seen = picture("hello there")
    first = Reader(unsure, language).read_picture(seen)
    assert sureness(first.lines[0]) < Rule().clear
    counting = Counting(language)
    reader = Reader(unsure, language, lines=counting)  # type: ignore[arg-type]
    told: list[str] = []
    page = reader.read_picture(seen, check=lambda done, what: told.append(what))
    assert counting.looks == 1
    assert page.text == "hello there"
    assert sureness(page.lines[0]) > sureness(first.lines[0])
    assert "reading doubtful lines again" in told
    boxes_are_the_letters(page, seen)
    reader.read_picture(seen)
    assert counting.looks == 1


def test_where_that_leaves_doubt_the_line_is_read_as_a_whole_and_the_better_reading_stands(
    language: LanguageModel,
) -> None:
    unsure = replace(open_classifier(), temperature=9.0)
    seen = picture("hello there")
    counting = Counting(language)
    rule = Rule(doubt=1.1, lead=-100.0)
    page = Reader(unsure, language, lines=counting, rule=rule).read_picture(seen)  # type: ignore[arg-type]
    assert counting.texts == ["hello there"]
    assert counting.looks == 1
    assert page.text == "hello there"
    boxes_are_the_letters(page, seen)


def test_exact_shapes_leave_language_and_second_reader_out_and_do_not_mix_with_other_readings(
    language: LanguageModel,
) -> None:
    unsure = replace(open_classifier(), temperature=9.0)
    seen = picture("hello there")
    bare = Reader(unsure, None).read_picture(seen)
    counting = Counting(language)
    reader = Reader(unsure, language, lines=counting)  # type: ignore[arg-type]
    exact = reader.read_picture(seen, exact_shapes=True)
    assert exact.lines == bare.lines
    assert counting.looks == 0
    usual = reader.read_picture(seen)
    assert usual.lines != exact.lines
    assert usual.text == "hello there"
    assert reader.read_picture(seen, exact_shapes=True).lines == exact.lines
    assert reader.read_picture(seen).lines == usual.lines


def test_the_shipped_reader_has_both() -> None:
    assert isinstance(Reader.open()._second, SecondReader)
