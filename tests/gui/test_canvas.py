"""Canvas: real mouse, pen, touch, wheel and key events in, strokes and edits out, pixels on the paper."""

from __future__ import annotations

import numpy as np
import pytest
from fake_engine import page_of
from pointer_events import finger_stroke, make_pen, mouse_stroke, pen_stroke, send_pen, touch_screen
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QUndoStack, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.convert import to_array
from gui.read.canvas import Canvas
from gui.read.drawing import Drawing
from gui.read.hand import ERASER, SELECT

pytestmark = pytest.mark.gui


@pytest.fixture
def stack(qapp):
    return QUndoStack()


@pytest.fixture
def drawing(stack):
    return Drawing(stack)


class Clock:
    """Seconds, moved by hand."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        self.now += 0.001
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def canvas(qtbot, drawing, clock):
    widget = Canvas(clock=clock)
    qtbot.addWidget(widget)
    widget.stroke_drawn.connect(drawing.add_stroke)
    widget.erased.connect(drawing.erase)
    drawing.changed.connect(widget.set_ink)
    widget.resize(600, 400)
    widget.show()
    qtbot.waitUntil(lambda: widget.settled)
    return widget


def settle(canvas) -> None:
    """Let the slices of the picture be painted."""
    for _ in range(2000):
        if canvas.settled:
            return
        QTest.qWait(1)
    raise AssertionError("the picture was never finished")


def ink_pixels(canvas) -> np.ndarray:
    """bool (400, 600): where the picture of the canvas is dark; it waits until the picture is whole."""
    settle(canvas)
    pixels = to_array(canvas.grab().toImage())
    return pixels.mean(axis=2) < 128


def last_stroke(drawing):
    return drawing.ink.strokes[-1]


def wheel(canvas, at, angle, modifiers=Qt.KeyboardModifier.NoModifier):
    event = QWheelEvent(
        QPointF(*at), QPointF(canvas.mapToGlobal(QPoint(*at))), QPoint(), QPoint(0, angle),
        Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


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


def test_one_finger_draws(canvas, drawing):
    finger_stroke(canvas, [(60, 60), (120, 60), (180, 80)])
    assert len(drawing.ink.strokes) == 1
    assert last_stroke(drawing).points[-1, :2].tolist() == [180, 80]


def test_one_finger_moves_the_paper_where_it_shall_not_draw(canvas, drawing):
    canvas.set_finger_draws(False)
    finger_stroke(canvas, [(60, 60), (120, 70)])
    assert not drawing.ink
    assert (canvas.view.left, canvas.view.top) == (60, 10)


def test_a_palm_draws_nothing_while_the_pen_is_near(canvas, drawing, clock):
    pen_stroke(canvas, [(50, 50), (150, 50)])
    finger_stroke(canvas, [(300, 300), (350, 350)])
    assert len(drawing.ink.strokes) == 1
    clock.now += 60
    finger_stroke(canvas, [(300, 300), (350, 350)])
    assert len(drawing.ink.strokes) == 2, "the pen was put away"


def test_a_palm_draws_nothing_while_a_pen_hovers(canvas, drawing, clock, qapp):
    qapp.sendEvent(qapp, QEvent(QEvent.Type.TabletEnterProximity))
    clock.now += 60
    finger_stroke(canvas, [(300, 300), (350, 350)])
    assert not drawing.ink
    qapp.sendEvent(qapp, QEvent(QEvent.Type.TabletLeaveProximity))
    clock.now += 60
    finger_stroke(canvas, [(300, 300), (350, 350)])
    assert drawing.ink


def test_two_fingers_zoom_and_move_and_take_back_what_the_first_drew(canvas, drawing):
    device = touch_screen()
    QTest.touchEvent(canvas, device).press(0, QPoint(200, 200), canvas).commit()
    QTest.touchEvent(canvas, device).move(0, QPoint(202, 200), canvas).commit()
    QTest.touchEvent(canvas, device).move(0, QPoint(202, 200), canvas).press(1, QPoint(300, 200), canvas).commit()
    QTest.touchEvent(canvas, device).move(0, QPoint(150, 200), canvas).move(1, QPoint(350, 200), canvas).commit()
    assert canvas.view.scale == pytest.approx(200 / 98, rel=0.01)
    assert canvas.view.to_paper(QPointF(250, 200)) == pytest.approx((251, 200), abs=1)
    QTest.touchEvent(canvas, device).release(0, QPoint(150, 200), canvas).release(1, QPoint(350, 200), canvas).commit()
    assert not drawing.ink
    assert not ink_pixels(canvas)[:150].any()


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
