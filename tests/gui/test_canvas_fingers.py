"""Fingers and palms on the canvas: what draws, what moves the paper, what does nothing."""

from __future__ import annotations

import pytest
from canvas_looks import ink_pixels, last_stroke
from pointer_events import finger_stroke, pen_stroke, touch_screen
from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtTest import QTest

pytestmark = pytest.mark.gui


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
