"""The paper under the ink: zoomed, moved, painted, with boxes on it."""

from __future__ import annotations

import numpy as np
import pytest
from canvas_looks import ink_pixels, last_stroke, settle
from fake_engine import page_of
from pointer_events import mouse_stroke, pen_stroke
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.convert import to_array
from gui.read.canvas import Canvas
from gui.read.hand import SELECT

pytestmark = pytest.mark.gui


def wheel(canvas, at, angle, modifiers=Qt.KeyboardModifier.NoModifier):
    event = QWheelEvent(
        QPointF(*at), QPointF(canvas.mapToGlobal(QPoint(*at))), QPoint(), QPoint(0, angle),
        Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def test_ctrl_wheel_zooms_at_the_pointer(canvas):
    under = canvas.view.to_paper(QPointF(400, 100))
    wheel(canvas, (400, 100), 240, Qt.KeyboardModifier.ControlModifier)
    assert canvas.view.scale == pytest.approx(1.0015**240)
    assert canvas.view.to_paper(QPointF(400, 100)) == pytest.approx(under)
    wheel(canvas, (400, 100), -240, Qt.KeyboardModifier.ControlModifier)
    assert canvas.view.scale == pytest.approx(1.0)


def test_the_wheel_scrolls(canvas):
    wheel(canvas, (400, 100), -120)
    assert canvas.view.top == -60


@pytest.mark.parametrize("by_space", [True, False])
def test_space_drag_and_the_middle_button_move_the_paper(canvas, drawing, by_space):
    if by_space:
        QTest.keyPress(canvas, Qt.Key.Key_Space)
        mouse_stroke(canvas, [(100, 100), (160, 130)])
        QTest.keyRelease(canvas, Qt.Key.Key_Space)
    else:
        mouse_stroke(canvas, [(100, 100), (160, 130)], button=Qt.MouseButton.MiddleButton)
    assert (canvas.view.left, canvas.view.top) == (60, 30)
    assert not drawing.ink
    mouse_stroke(canvas, [(100, 100), (160, 130)])
    assert last_stroke(drawing).points[0, :2].tolist() == [40, 70], "drawing goes on where the paper is now"


def test_zoomed_paper_shows_the_same_ink_larger(canvas, drawing):
    mouse_stroke(canvas, [(50, 50), (150, 50)])
    canvas.zoom(2.0, QPointF(0, 0))
    pixels = ink_pixels(canvas)
    assert pixels[:, 200].sum() == pytest.approx(12, abs=1)
    assert pixels[100, 120]
    assert not pixels[50, 100]


def test_double_click_fits_with_the_select_tool(canvas, drawing):
    mouse_stroke(canvas, [(1, 1), (20, 20)])
    canvas.zoom(0.2)
    canvas.set_tool(SELECT)
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    shown = canvas.view.to_screen(drawing.ink.box)
    assert shown.center().x() == pytest.approx(300)
    assert shown.center().y() == pytest.approx(200)
    assert len(drawing.ink.strokes) == 1


def test_a_click_on_a_box_chooses_without_leaving_the_pen(canvas, drawing):
    mouse_stroke(canvas, [(2, 2), (60, 12)])
    canvas.show_page(page_of("ABC"))
    picked = []
    canvas.picked.connect(picked.append)
    mouse_stroke(canvas, [(28, 8), (28, 8)], modifiers=Qt.KeyboardModifier.ControlModifier)
    mouse_stroke(canvas, [(300, 300), (300, 300)], modifiers=Qt.KeyboardModifier.ControlModifier)
    assert picked == [1, None]
    canvas.set_tool(SELECT)
    mouse_stroke(canvas, [(8, 8), (8, 8)])
    assert picked == [1, None, 0]
    mouse_stroke(canvas, [(8, 8), (108, 38)])
    assert picked == [1, None, 0], "a drag with the select tool moves the paper"
    assert (canvas.view.left, canvas.view.top) == (100, 30)
    assert len(drawing.ink.strokes) == 1


def test_a_chosen_glyph_comes_into_sight(canvas, drawing):
    mouse_stroke(canvas, [(2, 2), (60, 12)])
    canvas.show_page(page_of("A\n" * 40 + "B"))
    canvas.choose(40)
    assert canvas.rect().contains(canvas.view.to_screen(canvas.overlay.page.glyphs[40].box).toRect())
    before = canvas.view
    canvas.choose(39)
    assert canvas.view == before, "what is in sight already does not move"


def test_boxes_are_painted_and_dimmed_while_they_are_old(canvas, drawing):
    mouse_stroke(canvas, [(2, 2), (12, 12)])
    without = to_array(canvas.grab().toImage()).astype(int)
    canvas.show_page(page_of("AB"))
    fresh = np.abs(to_array(canvas.grab().toImage()).astype(int) - without).sum()
    canvas.set_stale(True)
    stale = np.abs(to_array(canvas.grab().toImage()).astype(int) - without).sum()
    assert fresh > 0
    assert 0 < stale < 0.6 * fresh


def test_what_is_painted_piece_by_piece_is_what_is_painted_at_once(canvas, drawing, qtbot):
    """The incremental picture after drawing, erasing and undoing equals a fresh canvas with the same ink."""
    rng = np.random.default_rng(11)
    for _ in range(25):
        points = rng.integers(10, 390, (5, 2)).tolist()
        if rng.random() < 0.75:
            mouse_stroke(canvas, points, steps=3)
        else:
            pen_stroke(canvas, [points[0], points[1]], eraser=True)
    fresh = Canvas()
    qtbot.addWidget(fresh)
    fresh.resize(canvas.size())
    fresh.set_ink(drawing.ink)
    fresh.show()
    assert drawing.ink
    assert np.array_equal(ink_pixels(canvas), ink_pixels(fresh))


def test_the_empty_paper_says_what_to_do_until_something_is_drawn(canvas, drawing, stack):
    empty = to_array(canvas.grab().toImage())
    assert empty.std() > 0
    mouse_stroke(canvas, [(20, 20), (40, 20)])
    assert to_array(canvas.grab().toImage())[100:, :].std(axis=(0, 1)).max() == 0
    assert "1 stroke" in canvas.accessibleDescription()
    stack.undo()
    assert np.array_equal(to_array(canvas.grab().toImage()), empty)


def test_a_new_size_and_theme_repaint_the_ink(canvas, drawing, qapp):
    from gui.theme import Theme

    theme = Theme(qapp, "light")
    mouse_stroke(canvas, [(100, 100), (300, 100)])
    theme.choose("dark")
    settle(canvas)
    pixels = to_array(canvas.grab().toImage()).mean(axis=2)
    assert pixels[100, 200] > 200
    assert pixels[300, 300] < 60
    theme.choose("light")
    canvas.resize(500, 300)
    assert ink_pixels(canvas)[100, 200]
