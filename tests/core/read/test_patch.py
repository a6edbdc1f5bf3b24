"""The patch: aspect kept, strokes even, the same for a large and a small copy of one shape."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.read.patch import CONTENT, SIZE, STROKE, even_width, patches, stroke_width


def _letter(height: int, pen: int, *, ink: int = 255) -> np.ndarray:
    """An A of this height drawn with this pen, uint8, ink on 0."""
    image = Image.new("L", (height, height + 2 * pen))
    draw = ImageDraw.Draw(image)
    top, bottom, middle = pen, height + pen, height // 2
    draw.line([(middle, top), (pen, bottom)], fill=ink, width=pen)
    draw.line([(middle, top), (height - pen, bottom)], fill=ink, width=pen)
    draw.line([(height // 4, height * 2 // 3), (height * 3 // 4, height * 2 // 3)], fill=ink, width=pen)
    return np.asarray(image)


def test_shape_and_type() -> None:
    result = patches([_letter(60, 4), _letter(25, 2)])
    assert result.shape == (2, SIZE, SIZE)
    assert result.dtype == np.uint8


def test_no_crops_give_no_patches() -> None:
    assert patches([]).shape == (0, SIZE, SIZE)


def test_blank_crops_give_blank_patches() -> None:
    assert not patches([np.zeros((20, 10), np.uint8), np.zeros((0, 5), np.uint8)]).any()


def test_one_pixel_is_not_too_little() -> None:
    assert patches([np.full((1, 1), 255, np.uint8)]).any()


def test_margins_do_not_matter() -> None:
    tight = _letter(60, 4)
    wide = np.pad(tight, ((30, 5), (3, 70)))
    np.testing.assert_array_equal(patches([tight]), patches([wide]))


@pytest.mark.parametrize(("rows", "columns"), [(80, 20), (20, 80), (50, 50)])
def test_aspect_is_kept(rows: int, columns: int) -> None:
    crop = np.zeros((rows + 8, columns + 8), np.uint8)
    ImageDraw.Draw(image := Image.fromarray(crop)).rectangle([4, 4, columns + 3, rows + 3], outline=255, width=3)
    ink = patches([np.asarray(image)])[0] > 127
    high, wide = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    assert max(len(high), len(wide)) == pytest.approx(CONTENT, abs=2)
    assert len(high) / len(wide) == pytest.approx(rows / columns, rel=0.3)


@pytest.mark.parametrize("pen", [2, 4, 7, 10])
def test_strokes_come_out_equally_wide(pen: int) -> None:
    widths = stroke_width(patches([_letter(80, pen)]).astype(np.float32) / 255)
    assert widths[0] == pytest.approx(STROKE, abs=0.75)


def test_a_small_and_a_large_copy_look_alike() -> None:
    small, large = patches([_letter(26, 2), _letter(120, 9)]).astype(float) / 255
    overlap = np.minimum(small, large).sum() / np.maximum(small, large).sum()
    assert overlap > 0.7


def test_pencil_is_as_black_as_ink() -> None:
    faint, dark = patches([_letter(60, 4, ink=70), _letter(60, 4)]).astype(float)
    assert np.abs(faint - dark).mean() < 6


def test_the_level_set_has_the_width_that_the_equation_says() -> None:
    bar = np.zeros((1, 41, 41), np.float32)
    bar[:, :, 18:23] = 1.0  # 5 wide
    for wanted in (3.0, 5.0, 7.0):
        evened = even_width(bar, wanted, sigma=1.5)[0, 20]
        assert evened.sum() == pytest.approx(wanted, abs=0.6)


def test_the_input_is_not_changed() -> None:
    crop = _letter(60, 4)
    before = crop.copy()
    patches([crop])
    np.testing.assert_array_equal(crop, before)
