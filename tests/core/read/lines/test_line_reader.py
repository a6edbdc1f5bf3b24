"""LineReader: what the search found, with places on the sheet, probabilities and boxes in the picture."""

from __future__ import annotations

import numpy as np
import pytest

from core.image.sheet import Sheet
from core.read.lines.decode import LineWeights
from core.read.lines.network import BLANK, LABELS
from core.read.lines.reader import LineReader, LineReading, geometric_mean, page_line
from core.read.lines.strip import strip_of
from core.segment.components import find_components
from core.segment.lines import TextLine, find_lines

BARS = (40, 90, 140, 260, 310)  # left columns: three, a gap, two
TEXT = "ILI II"
# The letters' share beside the ones at 0.2 and eighty others at 1e-5, softened as the reader softens.
SOFTENED = 0.75 ** (2 / 3) / (0.75 ** (2 / 3) + 0.2 ** (2 / 3) + 80 * 1e-5 ** (2 / 3))


class Reading:
    """Stands for the network: a letter in the frames of each bar, a blank in the middle of the gap."""

    def __init__(self, columns: list[float], blank: float, second: str = "1") -> None:
        self._columns, self._blank, self._second = columns, blank, second

    def log_probabilities(self, strip: np.ndarray) -> np.ndarray:
        shares = np.full((max(1, strip.shape[1] // 4), len(LABELS)), 1e-5)
        shares[:, BLANK] = 1.0
        for column, character in zip([*self._columns, self._blank], "ILIII ", strict=True):
            frame = shares[min(int(column) // 4, len(shares) - 1)]
            frame[BLANK] = 0.05
            frame[LABELS.index(character)] = 0.75
            frame[LABELS.index(self._second)] += 0.2
        return np.log(shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)


class Even:
    """A language that likes every character alike."""

    start = 0

    def advance(self, states, codes):
        shape = np.broadcast_shapes(np.shape(states), np.shape(codes))
        return np.full(shape, -4.0, np.float32), np.zeros(shape, np.int64)

    def end(self, states):
        return np.zeros(np.shape(states), np.float32)


@pytest.fixture
def sheet() -> Sheet:
    """Five upright bars; the picture is twice as large as the sheet."""
    ink = np.zeros((120, 380), np.uint8)
    for column in BARS:
        ink[40:84, column : column + 6] = 255
    return Sheet(ink, ink > 0, np.array([[2.0, 0, 0], [0, 2.0, 0]]), 240, 760)


@pytest.fixture
def reading(sheet: Sheet) -> LineReading:
    return read(sheet)


def read(sheet: Sheet, *, second: str = "1", alphabet: str = "all") -> LineReading:
    components = find_components(sheet.mask)
    (line,) = find_lines(components)
    strip = strip_of(sheet, components, line)
    box = components.boxes[line.members]
    middles = strip.columns_of(np.full(5, 20), np.array(BARS) + 3 - box[:, 1].min())
    network = Reading(middles.tolist(), float(middles[2] + middles[3]) / 2, second)
    reader = LineReader(network, Even(), LineWeights(bonus=3.0))  # type: ignore[arg-type]
    return reader.read(sheet, line, components, alphabet=alphabet)


def test_the_text_has_its_blank(reading: LineReading) -> None:
    assert reading.text == TEXT
    assert reading.log_posterior <= 0


def test_spans_are_the_columns_of_each_characters_ink(reading: LineReading) -> None:
    assert reading.spans == tuple((column, column + 6) for column in BARS)


def test_candidates_begin_with_what_was_read_and_the_next_best(reading: LineReading) -> None:
    for options, character in zip(reading.candidates, "ILIII", strict=True):
        assert options[0].text == character
        assert options[1].text == "1"
        assert options[0].confidence == pytest.approx(SOFTENED, abs=0.01)
    assert reading.confidence == pytest.approx(0.75 / 0.95, abs=0.01)
    assert reading.confidences == tuple(options[0].confidence for options in reading.candidates)


def test_the_lead_over_another_text_is_the_networks(reading: LineReading) -> None:
    assert reading.lead(TEXT) == 0.0
    near, far = reading.lead("1LI II"), reading.lead("LLLLL")
    assert near == pytest.approx(np.log(0.75 / 0.2) / 6, abs=0.05)
    assert far > near
    assert reading.lead("I" * 400) == 50.0


def test_the_page_line_has_boxes_in_the_picture(sheet: Sheet, reading: LineReading) -> None:
    line = page_line(sheet, reading)
    assert line is not None
    assert line.text == TEXT
    assert [glyph.box.as_list() for glyph in line.glyphs] == [[80, 2 * c, 168, 2 * c + 12] for c in BARS]
    assert line.words[1].confidence == pytest.approx(SOFTENED**2, abs=0.02)


def test_nothing_read_is_no_line(sheet: Sheet) -> None:
    class Silent:
        def log_probabilities(self, strip: np.ndarray) -> np.ndarray:
            logs = np.full((strip.shape[1] // 4, len(LABELS)), -30.0, np.float32)
            logs[:, BLANK] = 0.0
            return logs

    components = find_components(sheet.mask)
    line = TextLine(np.arange(5), (62.0, 0.0), 44.0)
    empty = LineReader(Silent(), Even()).read(sheet, line)  # type: ignore[arg-type]
    assert (empty.text, empty.spans, empty.confidence) == ("", (), 0.0)
    assert page_line(sheet, empty) is None
    assert len(components) == 5


def test_geometric_mean() -> None:
    assert geometric_mean((0.5, 0.125)) == pytest.approx(0.25)
    assert geometric_mean(()) == 0.0
    assert geometric_mean((0.0,)) > 0


def test_an_alphabet_leaves_only_its_characters(sheet: Sheet) -> None:
    assert read(sheet, alphabet="digits").text == "111 11"
    capitals = read(sheet, second="i", alphabet="capitals")
    assert capitals.text == TEXT
    assert capitals.raw[0] > 0.95  # the small letter's share is its capital's
