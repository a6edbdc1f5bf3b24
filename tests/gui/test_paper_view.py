"""PaperView: zoom keeps the paper under the pointer, fit shows everything."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QSizeF

from core.page import Box
from gui.read.paper_view import LARGEST, SMALLEST, PaperView, fitted

pytestmark = pytest.mark.gui


@pytest.mark.parametrize("factor", [0.5, 1.0, 1.7, 1e9, 1e-9])
def test_zoom_keeps_the_paper_under_the_pointer(factor):
    view = PaperView(1.3, 40.0, -25.0)
    at = QPointF(333.0, 77.0)
    after = view.zoomed(factor, at)
    assert after.to_paper(at) == pytest.approx(view.to_paper(at))
    assert SMALLEST <= after.scale <= LARGEST


def test_there_and_back():
    view = PaperView(2.5, 10.0, 20.0)
    on_screen = view.transform.map(QPointF(7.0, 9.0))
    assert view.to_paper(on_screen) == pytest.approx((7.0, 9.0))
    assert view.to_screen(Box(9, 7, 19, 27)).getRect() == pytest.approx((27.5, 42.5, 50.0, 25.0))


def test_moving():
    assert PaperView(2.0, 1.0, 2.0).moved(QPointF(3, 4)) == PaperView(2.0, 4.0, 6.0)


@pytest.mark.parametrize("box", [Box(0, 0, 10, 10), Box(-500, -300, 4000, 9000), Box(5, 5, 6, 900)])
def test_fit_shows_the_whole_box_in_the_middle(box):
    size = QSizeF(640, 480)
    shown = fitted(box, size).to_screen(box)
    assert shown.left() >= 0
    assert shown.top() >= 0
    assert shown.right() <= 640
    assert shown.bottom() <= 480
    assert shown.center().x() == pytest.approx(320)
    assert shown.center().y() == pytest.approx(240)


def test_nothing_to_fit_is_the_plain_view():
    assert fitted(Box(0, 0, 0, 0), QSizeF(640, 480)) == PaperView()
