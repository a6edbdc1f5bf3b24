"""Canvas: real mouse, pen and key events in, strokes and edits out, pixels on the paper."""

from __future__ import annotations

import numpy as np
import pytest
from canvas_looks import ink_pixels, last_stroke
from pointer_events import make_pen, mouse_stroke, pen_stroke, send_pen
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest

from gui.read.canvas import Canvas
from gui.read.hand import ERASER

pytestmark = pytest.mark.gui


def test_the_mouse_draws_at_full_width(canvas, drawing):
    canvas.set_brush_width(8.0)
    mouse_stroke(canvas, [(100, 100), (300, 100)])
    stroke = last_stroke(drawing)
    assert stroke.width == 8.0
    assert stroke.points[0, :2].tolist() == [100, 100]
    assert stroke.points[-1, :2].tolist() == [300, 100]
    assert np.all(stroke.points[:, 2] == 1.0)
    assert np.all(np.diff(stroke.points[:, 3]) >= 0)
    assert stroke.points[0, 3] == pytest.approx(0.0, abs=1e-6)
    assert ink_pixels(canvas)[:, 200].sum() in (7, 8, 9)


def test_the_pen_draws_with_its_pressure(canvas, drawing):
    pen_stroke(canvas, [(50, 50), (150, 50), (250, 50)], [0.1, 0.5, 1.0])
    assert last_stroke(drawing).points[:, 2].tolist() == pytest.approx([0.1, 0.5, 1.0], abs=0.01)
    pixels = ink_pixels(canvas)
    assert pixels[:, 60].sum() < pixels[:, 245].sum()


def test_a_pen_event_is_taken_so_that_no_mouse_event_follows(canvas):
    device = make_pen()
    assert send_pen(canvas, QEvent.Type.TabletPress, (10, 10), 0.5, device=device)
    assert send_pen(canvas, QEvent.Type.TabletMove, (20, 10), 0.5, device=device)
    assert send_pen(canvas, QEvent.Type.TabletRelease, (20, 10), 0.0, device=device)


def test_subpixel_positions_of_the_pen_are_kept(canvas, drawing):
    pen_stroke(canvas, [(50.25, 50.75), (150.5, 60.125)])
    assert last_stroke(drawing).points[:, :2].tolist() == [[50.25, 50.75], [150.5, 60.125]]


def test_the_eraser_end_erases_what_it_touches_in_one_step(canvas, drawing, stack):
    for row in (100, 150, 200):
        mouse_stroke(canvas, [(100, row), (300, row)])
    pen_stroke(canvas, [(200, 80), (200, 120), (200, 170)], eraser=True)
    assert [stroke.points[0, 1] for stroke in drawing.ink.strokes] == [200]
    assert not ink_pixels(canvas)[90:160].any()
    assert ink_pixels(canvas)[200, 200]
    stack.undo()
    assert len(drawing.ink.strokes) == 3
    pixels = ink_pixels(canvas)
    assert pixels[100, 200]
    assert pixels[150, 200]


def test_the_eraser_tool_and_the_right_button_erase(canvas, drawing):
    for row in (100, 200):
        mouse_stroke(canvas, [(100, row), (300, row)])
    mouse_stroke(canvas, [(150, 190), (150, 210)], button=Qt.MouseButton.RightButton)
    assert len(drawing.ink.strokes) == 1
    canvas.set_tool(ERASER)
    mouse_stroke(canvas, [(150, 90), (150, 110)])
    assert not drawing.ink


def test_erasing_nothing_is_no_step(canvas, drawing, stack):
    mouse_stroke(canvas, [(100, 100), (300, 100)])
    pen_stroke(canvas, [(50, 300), (500, 350)], eraser=True)
    assert stack.count() == 1


def test_a_click_is_a_dot(canvas, drawing):
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(80, 90))
    assert len(last_stroke(drawing).points) == 1
    assert ink_pixels(canvas)[90, 80]


def test_two_quick_clicks_are_two_dots(canvas, drawing):
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(80, 90))
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(90, 90))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(90, 90))
    assert len(drawing.ink.strokes) == 2
    assert canvas.view.scale == 1.0


def test_undo_and_redo_show_on_the_paper(canvas, drawing, stack):
    mouse_stroke(canvas, [(100, 100), (300, 100)])
    mouse_stroke(canvas, [(100, 200), (300, 200)])
    both = ink_pixels(canvas)
    stack.undo()
    assert not ink_pixels(canvas)[190:210].any()
    stack.undo()
    stack.redo()
    stack.redo()
    assert np.array_equal(ink_pixels(canvas), both)
    drawing.clear()
    stack.undo()
    assert np.array_equal(ink_pixels(canvas), both)


def test_escape_forgets_the_stroke(canvas, drawing):
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    QTest.mouseMove(canvas, QPoint(150, 50))
    assert canvas.drawing_now
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(150, 50))
    assert not drawing.ink
    assert not ink_pixels(canvas)[:150].any()


def test_undo_in_the_middle_of_a_stroke_forgets_it(canvas, drawing, stack):
    mouse_stroke(canvas, [(100, 100), (300, 100)])
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    QTest.mouseMove(canvas, QPoint(150, 50))
    stack.undo()
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(150, 50))
    assert not drawing.ink
    assert not ink_pixels(canvas)[:150].any()


def test_strokes_know_their_time(canvas, drawing, clock):
    mouse_stroke(canvas, [(20, 20), (40, 20)])
    clock.now += 2.0
    mouse_stroke(canvas, [(20, 60), (40, 60)])
    assert last_stroke(drawing).points[0, 3] == pytest.approx(2.0, abs=0.05)
    drawing.clear()
    mouse_stroke(canvas, [(20, 60), (40, 60)])
    assert last_stroke(drawing).points[0, 3] == pytest.approx(0.0, abs=1e-6), "a new drawing, a new time"


def test_a_restored_drawing_goes_on_in_time(canvas, drawing, clock):
    mouse_stroke(canvas, [(20, 20), (40, 20)])
    ink = drawing.ink
    other = Canvas(clock=clock)
    other.set_ink(ink)
    drawn = []
    other.stroke_drawn.connect(drawn.append)
    mouse_stroke(other, [(20, 60), (40, 60)])
    assert drawn[0].points[0, 3] == pytest.approx(ink.strokes[-1].points[-1, 3] + 1.0, abs=0.01)
    other.deleteLater()
