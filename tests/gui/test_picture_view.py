"""The picture under wheel, mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from fake_engine import page_of
from pointer_events import finger_stroke, touch_screen
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.convert import to_array
from gui.read.picture_view import PictureView
from gui.theme import colours_of

pytestmark = pytest.mark.gui
NO_BUTTON = Qt.MouseButton.NoButton
PIXELS = np.random.default_rng(0).integers(0, 256, (200, 400, 3), dtype=np.uint8)


@pytest.fixture
def view(qtbot):
    view = PictureView()
    qtbot.addWidget(view)
    view.resize(432, 300)
    view.show()
    view.show_picture(PIXELS)
    view.show_page(page_of("AB CD\nEFGHIJ"))
    qtbot.waitUntil(lambda: view.settled)
    return view


def wheel(view, position, angle, modifiers):
    event = QWheelEvent(
        position, view.mapToGlobal(position), QPoint(), QPoint(0, angle), NO_BUTTON, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def screen(view, column, row):
    return view.view.transform.map(QPointF(column, row)).toPoint()


def test_the_whole_picture_is_fitted_and_follows_the_pane(view):
    assert view.view.scale == pytest.approx(1.0)
    assert (view.view.left, view.view.top) == pytest.approx((16, 50))
    view.resize(232, 300)
    assert view.view.scale == pytest.approx(0.5)


def test_at_full_size_each_pixel_is_shown_as_it_is(view):
    view.show_page(None)
    shown = to_array(view.grab().toImage())
    np.testing.assert_array_equal(shown[50:250, 16:416], PIXELS)


def test_large_pixels_are_crisp_squares(view):
    view.show_page(None)
    view.zoom(4.0, QPointF(16, 50))
    shown = to_array(view.grab().toImage())[50:, 16:]
    expected = PIXELS.repeat(4, axis=0).repeat(4, axis=1)[: shown.shape[0], : shown.shape[1]]
    np.testing.assert_array_equal(shown, expected)


def test_a_small_view_of_a_fine_pattern_is_even_not_jagged(view, qtbot):
    stripes = np.zeros((2048, 2048, 3), np.uint8)
    stripes[:, ::2] = 255
    view.show_picture(stripes)
    qtbot.waitUntil(lambda: view.settled)
    shown = to_array(view.grab().toImage())
    middle = shown[140:160, 180:250]
    assert np.abs(middle.astype(int) - 128).max() <= 2


def test_ctrl_and_wheel_zoom_where_the_pointer_is(view):
    at = QPointF(100, 120)
    before = view.view.to_paper(at)
    wheel(view, at, 240, Qt.KeyboardModifier.ControlModifier)
    assert view.view.scale > 1.3
    assert view.view.to_paper(at) == pytest.approx(before)


def test_one_cannot_zoom_into_nothing(view):
    for _ in range(60):
        wheel(view, QPointF(100, 100), -240, Qt.KeyboardModifier.ControlModifier)
    assert view.view.scale == pytest.approx(0.1)
    for _ in range(60):
        wheel(view, QPointF(100, 100), 240, Qt.KeyboardModifier.ControlModifier)
    assert view.view.scale == pytest.approx(16)


def test_a_huge_picture_is_fitted_whole(view):
    view.show_picture(np.zeros((20, 12_000, 3), np.uint8))
    assert view.view.scale == pytest.approx(400 / 12_000)


def test_the_wheel_alone_scrolls(view):
    wheel(view, QPointF(100, 100), -120, Qt.KeyboardModifier.NoModifier)
    assert view.view.scale == pytest.approx(1.0)
    assert view.view.top < 50


@pytest.mark.parametrize("way", ["left", "middle", "space"])
def test_dragging_moves_the_picture_and_chooses_nothing(view, way, qtbot):
    button = Qt.MouseButton.MiddleButton if way == "middle" else Qt.MouseButton.LeftButton
    if way == "space":
        QTest.keyPress(view, Qt.Key.Key_Space)
    with qtbot.assertNotEmitted(view.chosen, wait=20):
        start = screen(view, 5, 5)
        QTest.mousePress(view, button, pos=start)
        QTest.mouseMove(view, start + QPoint(30, 20))
        QTest.mouseRelease(view, button, pos=start + QPoint(30, 20))
    assert (view.view.left, view.view.top) == pytest.approx((46, 70))
    if way == "space":
        QTest.keyRelease(view, Qt.Key.Key_Space)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    assert (view.view.left, view.view.top) == pytest.approx((16, 50))


def test_a_click_chooses_a_box_and_beside_it_none(view, qtbot):
    with qtbot.waitSignal(view.chosen) as chosen:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=screen(view, 28, 8))
    assert chosen.args == [1]
    assert "capital B" in view.accessibleDescription()
    with qtbot.waitSignal(view.chosen) as chosen:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=screen(view, 300, 150))
    assert chosen.args == [None]


def test_a_tap_chooses_one_finger_moves_two_fingers_zoom(view, qtbot):
    at = screen(view, 28, 8)
    with qtbot.waitSignal(view.chosen) as chosen:
        finger_stroke(view, [(at.x(), at.y()), (at.x() + 1, at.y())])
    assert chosen.args == [1]
    with qtbot.assertNotEmitted(view.chosen, wait=20):
        finger_stroke(view, [(100, 100), (130, 120), (140, 130)])
    assert (view.view.left, view.view.top) == pytest.approx((56, 80))
    view.fit()
    before = view.view.to_paper(QPointF(200, 150))
    for kind, apart in (("press", 20), ("move", 20), ("move", 40), ("release", 40)):
        touch = QTest.touchEvent(view, touch_screen())
        for finger, side in ((0, -1), (1, 1)):
            getattr(touch, kind)(finger, QPoint(200 + side * apart, 150), view)
        touch.commit()
    assert view.view.scale == pytest.approx(2.0)
    assert view.view.to_paper(QPointF(200, 150)) == pytest.approx(before)
    assert view.overlay.chosen == 1


def test_keys_walk_over_the_glyphs(view, qtbot):
    seen = []
    view.chosen.connect(seen.append)
    keys = (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_Escape)
    for key in keys:
        QTest.keyClick(view, key)
    assert seen == [0, 1, 5, 9, 4, None]


def test_what_is_in_sight_does_not_move(view):
    before = view.view
    view.choose(8)
    assert view.view == before


def test_a_chosen_box_glides_into_sight_and_no_further(view, qtbot):
    view.zoom(8.0, QPointF(16, 50))
    before = view.view
    view.choose(9)
    assert view.view == before  # not flung: it glides
    qtbot.waitUntil(lambda: view.settled)
    box = view.overlay.screen_box(9, view.view)
    assert view.rect().toRectF().contains(box)
    assert view.view.scale == before.scale
    assert box.right() == pytest.approx(view.width() - 48)


def test_choosing_from_outside_says_nothing(view, qtbot):
    with qtbot.assertNotEmitted(view.chosen, wait=20):
        view.choose(2)
    view.choose(500)
    assert view.overlay.chosen is None


def test_the_focus_is_seen_when_a_key_brought_it(view):
    accent = QColor(colours_of(view.palette()).accent)
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert view.grab().toImage().pixelColor(0, 5) != accent
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.grab().toImage().pixelColor(0, 5) == accent


def test_old_things_are_dimmed(view):
    view.show_page(None)
    fresh = to_array(view.grab().toImage()).astype(int)
    view.show_as_old(picture=True, page=True)
    old = to_array(view.grab().toImage()).astype(int)
    panel = np.array(view.palette().window().color().getRgb()[:3])
    inside = np.s_[60:200, 30:400]
    np.testing.assert_allclose(old[inside], fresh[inside] * 0.45 + panel * 0.55, atol=3)
    view.show_page(None)
    np.testing.assert_array_equal(to_array(view.grab().toImage()), fresh)


def test_marks_suit_the_paper_of_the_picture_whatever_the_theme(view):
    view.show_picture(np.full((50, 50, 3), 240, np.uint8))
    assert view.overlay.colours.name == "light"
    view.show_picture(np.full((50, 50, 3), 20, np.uint8))
    assert view.overlay.colours.name == "dark"
