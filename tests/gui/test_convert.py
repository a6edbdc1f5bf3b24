"""Arrays to images and back, odd widths and transparency included."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from gui.convert import borrowed_image, to_array, to_image

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]


@pytest.mark.parametrize("shape", [(1, 1, 3), (5, 7, 3), (3, 1, 3), (64, 33, 3)])
def test_rgb_there_and_back(shape):
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    image = to_image(pixels)
    assert (image.height(), image.width()) == shape[:2]
    np.testing.assert_array_equal(to_array(image), pixels)


def test_pixel_values_are_where_qt_says():
    image = to_image(np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [9, 8, 7]]], np.uint8))
    assert image.pixelColor(1, 0) == QColor(0, 255, 0)
    assert image.pixelColor(0, 1) == QColor(0, 0, 255)
    assert image.pixelColor(1, 1) == QColor(9, 8, 7)


def test_gray_and_four_channels():
    assert to_image(np.array([[7, 200]], np.uint8)).pixelColor(1, 0) == QColor(200, 200, 200)
    assert to_image(np.array([[[10, 20, 30, 255]]], np.uint8)).pixelColor(0, 0) == QColor(30, 20, 10)


def test_the_copy_does_not_follow_the_array():
    pixels = np.zeros((2, 2, 3), np.uint8)
    image = to_image(pixels)
    pixels[:] = 255
    assert image.pixelColor(0, 0) == QColor(0, 0, 0)


def test_a_slice_is_shown_without_a_copy():
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    seen = pixels[4:9, 11:18]
    np.testing.assert_array_equal(to_array(borrowed_image(seen)), seen)


def test_rows_must_hold_together():
    with pytest.raises(ValueError, match="side by side"):
        borrowed_image(np.zeros((4, 4, 3), np.uint8)[:, ::2])


def test_transparent_pixels_show_paper():
    image = QImage(3, 1, QImage.Format.Format_ARGB32)
    image.setPixelColor(0, 0, QColor(0, 0, 0, 0))
    image.setPixelColor(1, 0, QColor(10, 20, 30, 255))
    image.setPixelColor(2, 0, QColor(0, 0, 0, 128))
    np.testing.assert_array_equal(to_array(image), [[[255] * 3, [10, 20, 30], [127] * 3]])


def test_light_ink_without_paper_gets_dark_paper():
    image = QImage(3, 1, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    image.setPixelColor(1, 0, QColor(250, 250, 240, 255))
    np.testing.assert_array_equal(to_array(image), [[[0] * 3, [250, 250, 240], [0] * 3]])


def test_a_null_image_is_refused():
    with pytest.raises(ValueError, match="no picture"):
        to_array(QImage())
