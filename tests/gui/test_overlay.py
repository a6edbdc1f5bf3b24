"""Boxes where they belong: found by position, crisp, marked by more than colour."""

from __future__ import annotations

import numpy as np
import pytest
from fake_engine import page_of
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from core.page import Box, Candidate, Glyph, Line, Page, Word
from gui.convert import to_array
from gui.read.overlay import OverlayStyle, PageOverlay
from gui.read.paper_view import PaperView
from gui.theme import LIGHT

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]


def page_with(*boxes, confidence=0.9):
    glyphs = tuple(Glyph(box, (Candidate("x", confidence),)) for box in boxes)
    return Page((Line((Word(glyphs),)),), 100, 100)


def painted(overlay, view=None, size=(60, 60)):
    """uint8 (60, 60, 3) of the overlay on white."""
    overlay.colours = LIGHT
    image = QImage(size[1], size[0], QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    overlay.paint_boxes(painter, view or PaperView(), QRectF(image.rect()))
    painter.end()
    return to_array(image)


def is_colour(pixels, colour):
    return (pixels == np.array(QColor(colour).getRgb()[:3])).all(axis=-1)


def test_a_position_finds_its_glyph():
    overlay = PageOverlay()
    overlay.show(page_of("AB\nC"))
    assert overlay.glyph_at(5, 5) == 0
    assert overlay.glyph_at(25, 10) == 1
    assert overlay.glyph_at(3, 25) == 2
    assert overlay.glyph_at(300, 300) is None


def test_a_near_miss_counts_in_screen_pixels():
    overlay = PageOverlay()
    overlay.show(page_with(Box(10, 10, 20, 20)))
    assert overlay.glyph_at(22, 15) == 0
    assert overlay.glyph_at(22, 15, scale=4.0) is None


def test_of_nested_boxes_the_smaller_is_meant():
    overlay = PageOverlay()
    overlay.show(page_with(Box(0, 0, 50, 50), Box(20, 20, 30, 30)))
    assert overlay.glyph_at(25, 25) == 1
    assert overlay.glyph_at(5, 5) == 0


def test_nothing_is_found_or_painted_without_a_page():
    overlay = PageOverlay()
    assert overlay.glyph_at(1, 1) is None
    assert (painted(overlay) == 255).all()


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.5])
def test_a_box_is_a_hairline_at_every_zoom(scale):
    overlay = PageOverlay()
    overlay.show(page_with(Box(8, 8, 18, 20)))
    marked = is_colour(painted(overlay, PaperView(scale)), LIGHT.mark)
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    assert rows[0] == int(8 * scale)
    assert columns[0] == int(8 * scale)
    middle = (rows[0] + rows[-1]) // 2
    assert marked[middle].sum() == 2  # one pixel left, one right


def test_the_chosen_box_has_the_accent():
    overlay = PageOverlay()
    overlay.show(page_with(Box(10, 10, 30, 30), Box(10, 40, 30, 50)))
    assert not is_colour(painted(overlay), LIGHT.accent).any()
    overlay.chosen = 0
    accent = is_colour(painted(overlay), LIGHT.accent)
    assert accent[8:10, 20].any()
    assert not accent[12:28, 12:28].any()
    assert not accent[:, 36:].any()


def test_a_doubtful_glyph_has_a_broken_line_below():
    overlay = PageOverlay()
    overlay.show(page_with(Box(10, 10, 20, 40), confidence=0.5))
    doubt = is_colour(painted(overlay), LIGHT.doubt)
    below = doubt[20:26, 10:41].any(axis=0)
    assert 5 < below.sum() < 28  # dashes with gaps
    overlay.style = OverlayStyle(doubtful_below=0.4)
    assert not is_colour(painted(overlay), LIGHT.doubt).any()


def test_boxes_can_be_hidden_and_numbers_shown():
    overlay = PageOverlay()
    overlay.show(page_with(Box(30, 10, 50, 40)))
    overlay.style = OverlayStyle(boxes=False)
    assert (painted(overlay) == 255).all()
    overlay.style = OverlayStyle(boxes=False, order=True)
    numbered = painted(overlay)
    assert (numbered[:30] < 255).any()
    assert (numbered[32:] == 255).all()


def test_the_choice_is_dropped_with_its_place():
    overlay = PageOverlay()
    overlay.show(page_of("ABC"))
    overlay.chosen = 2
    overlay.show(page_of("AB"))
    assert overlay.chosen is None
