"""Strips: writing of any size, place, slope, slant and pen comes out alike, and columns lead back to the sheet."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw
from scipy import ndimage

from core.image.sheet import Sheet
from core.read.lines.strip import HEIGHT, MARGIN, strip_of, strip_of_ink
from core.segment.components import find_components
from core.segment.lines import TextLine


def writing(scale: float = 1.0, pen: float = 4.0, lean: float = 0.0, slope: float = 0.0) -> np.ndarray:
    """Letters H, L, n, p, o and T of straight strokes and rings, drawn with these measures, uint8."""
    image = Image.new("L", (round(760 * scale), round(220 * scale)))
    draw = ImageDraw.Draw(image)

    def at(column: float, row: float) -> tuple[float, float]:
        row += slope * column
        return ((column - lean * (row - 100)) * scale, row * scale)

    def stroke(*points: tuple[float, float]) -> None:
        draw.line([at(*point) for point in points], fill=255, width=max(1, round(pen * scale)), joint="curve")

    for start in (60, 300, 540):
        stroke((start, 60), (start, 130))
        stroke((start + 40, 60), (start + 40, 130))
        stroke((start, 95), (start + 40, 95))
        stroke((start + 65, 90), (start + 65, 160))
        stroke((start + 65, 90), (start + 95, 90), (start + 95, 130), (start + 65, 130))
        stroke((start + 120, 130), (start + 120, 90), (start + 150, 90), (start + 150, 130))
    return np.asarray(image)


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    """Correlation of two strips at a common width, blurred so that a shift of half a pixel does not count."""
    size = (max(one.shape[1], other.shape[1]), HEIGHT)
    both = [np.asarray(Image.fromarray(image).resize(size)).astype(float) for image in (one, other)]
    a, b = (ndimage.gaussian_filter(image, 1.0).ravel() for image in both)
    return float(np.corrcoef(a, b)[0, 1])


PLAIN = strip_of_ink(writing())


def test_a_strip_is_32_rows_of_ink_with_empty_ends() -> None:
    assert PLAIN.image.shape[0] == HEIGHT
    assert PLAIN.image.dtype == np.uint8
    assert PLAIN.image.max() > 200
    inked = np.flatnonzero((PLAIN.image > 60).any(axis=0))  # what is fainter is the edge of a stroke
    assert MARGIN - 2 <= inked[0] <= MARGIN + 2
    assert MARGIN - 3 <= PLAIN.image.shape[1] - 1 - inked[-1] <= MARGIN + 2


@pytest.mark.parametrize("scale", [0.4, 0.7, 1.6])
def test_size_does_not_matter(scale: float) -> None:
    other = strip_of_ink(writing(scale))
    assert other.image.shape[1] == pytest.approx(PLAIN.image.shape[1], rel=0.05)
    assert likeness(PLAIN.image, other.image) > 0.85


@pytest.mark.parametrize("lean", [-0.3, 0.25, 0.5])
def test_slanting_letters_are_set_upright(lean: float) -> None:
    slanting = strip_of_ink(writing(lean=lean))
    assert slanting.lean == pytest.approx(lean, abs=0.1)
    assert likeness(PLAIN.image, slanting.image) > 0.75


@pytest.mark.parametrize("slope", [-0.05, 0.05])
def test_a_sloping_line_is_levelled(slope: float) -> None:
    assert likeness(PLAIN.image, strip_of_ink(writing(slope=slope), slope=slope).image) > 0.75


def test_a_slope_that_no_one_named_is_mostly_levelled() -> None:
    assert likeness(PLAIN.image, strip_of_ink(writing(slope=0.04)).image) > 0.6


@pytest.mark.parametrize("pen", [2.0, 8.0])
def test_pens_come_nearer(pen: float) -> None:
    other = strip_of_ink(writing(pen=pen)).image
    share = (other > 127).mean() / (PLAIN.image > 127).mean()
    assert 0.6 < share < 1.5  # the pens differ twofold


def test_what_lies_around_does_not_matter() -> None:
    moved = strip_of_ink(np.pad(writing(), ((30, 5), (17, 60))))
    assert moved.image.shape == PLAIN.image.shape
    assert likeness(PLAIN.image, moved.image) > 0.95


def test_the_input_is_left_as_it_was() -> None:
    ink = writing()
    before = ink.copy()
    strip_of_ink(ink)
    np.testing.assert_array_equal(ink, before)


@pytest.mark.parametrize("ink", [np.zeros((40, 90), np.uint8), np.zeros((1, 1), np.uint8)])
def test_no_ink_gives_an_empty_strip(ink: np.ndarray) -> None:
    strip = strip_of_ink(ink)
    assert strip.image.shape == (HEIGHT, 2 * MARGIN)
    assert not strip.image.any()


@pytest.mark.parametrize("shape", [(3, 400), (400, 3), (6, 6)])
def test_bars_and_dots_make_strips(shape: tuple[int, int]) -> None:
    strip = strip_of_ink(np.full(shape, 255, np.uint8))
    assert strip.image.shape[0] == HEIGHT
    assert strip.image.any()
    assert strip.image.shape[1] <= 4100


@pytest.mark.parametrize("lean", [0.0, 0.4])
def test_pixels_lead_to_the_columns_they_came_to_lie_in(lean: float) -> None:
    ink = writing(lean=lean)
    strip = strip_of_ink(ink)
    rows, columns = np.nonzero(ink > 128)
    came = np.bincount(np.rint(strip.columns_of(rows, columns)).astype(int), minlength=strip.image.shape[1])
    shown = (strip.image > 100).sum(axis=0)
    assert np.corrcoef(came[: len(shown)], shown)[0, 1] > 0.9


def test_only_the_lines_own_pieces_are_seen() -> None:
    ink = writing()
    both = np.vstack([ink, ink[:, ::-1]])
    sheet = Sheet(both, both > 100, np.array([[1.0, 0, 0], [0, 1.0, 0]]), *both.shape)
    components = find_components(sheet.mask)
    upper = np.flatnonzero(components.boxes[:, 2] <= ink.shape[0])
    strip = strip_of(sheet, components, TextLine(upper, (100.0, 0.0), 70.0))
    assert likeness(PLAIN.image, strip.image) > 0.9
