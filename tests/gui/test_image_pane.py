"""What can be handed in, what is shown meanwhile, how it is stopped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fake_engine import page_of
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QSpinBox, QToolButton

from gui.read.image_pane import EMPTY_SENTENCE, ImagePane
from gui.read.progress_strip import time_left

pytestmark = pytest.mark.gui
PIXELS = np.full((100, 150, 3), 230, np.uint8)


@pytest.fixture
def pane(qtbot):
    pane = ImagePane()
    qtbot.addWidget(pane)
    pane.resize(600, 400)
    pane.show()
    yield pane
    pane.finish()


@pytest.fixture
def shown(pane, qtbot):
    pane.show_picture(PIXELS, "scan.pdf", pages=3, page=1)
    pane.show_page(page_of("AB"))
    qtbot.waitUntil(lambda: pane.view.settled)
    return pane


def mime_of(*paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def image_mime(colour="red"):
    image = QImage(7, 5, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    mime = QMimeData()
    mime.setImageData(image)
    return mime


def drop(pane, mime):
    action, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPoint(50, 50), action, mime, button, keys)
    entered.ignore()
    QApplication.sendEvent(pane, entered)
    if entered.isAccepted():
        QApplication.sendEvent(pane, QDropEvent(QPointF(50, 50), action, mime, button, keys))
    return entered.isAccepted()


def test_an_empty_pane_says_what_to_do_and_offers_it(pane, qtbot):
    button = next(button for button in pane.findChildren(QPushButton) if button.isVisible())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = pane.findChild(QFileDialog)
    assert dialog.isVisible()
    with qtbot.waitSignal(pane.opened) as opened:
        dialog.fileSelected.emit("/scans/page.png")
    assert opened.args == [Path("/scans/page.png")]
    dialog.close()
    assert "paste" in EMPTY_SENTENCE


def test_a_dropped_file_is_handed_on(pane, qtbot):
    with qtbot.waitSignal(pane.opened) as opened:
        assert drop(pane, mime_of("/scans/a b.png"))
    assert opened.args == [Path("/scans/a b.png")]


def test_of_several_files_the_first_is_taken_and_that_is_said(pane, qtbot):
    with qtbot.waitSignals([pane.opened, pane.said]):
        drop(pane, mime_of("/a.png", "/b.png"))


def test_a_dropped_picture_is_handed_on_as_pixels(pane, qtbot):
    with qtbot.waitSignal(pane.pasted) as pasted:
        assert drop(pane, image_mime())
    np.testing.assert_array_equal(pasted.args[0], np.broadcast_to(np.uint8([255, 0, 0]), (5, 7, 3)))


def test_text_cannot_be_dropped(pane, qtbot):
    mime = QMimeData()
    mime.setText("hello")
    with qtbot.assertNotEmitted(pane.opened, wait=20):
        assert not drop(pane, mime)


def test_a_picture_or_a_copied_file_is_pasted(pane, qtbot):
    QApplication.clipboard().setMimeData(image_mime("blue"))
    with qtbot.waitSignal(pane.pasted) as pasted:
        pane.paste()
    assert pasted.args[0][0, 0].tolist() == [0, 0, 255]
    QApplication.clipboard().setMimeData(mime_of("/scans/a.png"))
    with qtbot.waitSignal(pane.opened):
        pane.paste()
    QApplication.clipboard().setText("only text")
    with qtbot.waitSignal(pane.said) as said:
        pane.paste()
    assert "no picture on the clipboard" in said.args[0]


def test_pages_are_chosen_only_where_there_are_several(shown, qtbot):
    number = shown.findChild(QSpinBox)
    assert number.isVisible()
    assert (number.value(), number.maximum()) == (2, 3)
    with qtbot.waitSignal(shown.page_chosen) as chosen:
        number.stepUp()
    assert chosen.args == [2]
    shown.show_picture(PIXELS, "a.png")
    assert not number.isVisible()


def test_showing_a_page_of_a_file_asks_for_nothing(pane, qtbot):
    with qtbot.assertNotEmitted(pane.page_chosen, wait=20):
        pane.show_picture(PIXELS, "scan.pdf", pages=9, page=8)


def test_buttons_lead_from_page_to_page_and_stop_at_the_ends(shown, qtbot):
    back = next(b for b in shown.findChildren(QToolButton) if b.accessibleName() == "Page before")
    with qtbot.waitSignal(shown.page_chosen) as chosen:
        QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    assert chosen.args == [0]
    assert not back.isEnabled()


def test_short_work_is_silent_and_long_work_can_be_stopped(shown, qtbot, monkeypatch):
    shown.progress._soon.setInterval(30)
    shown.begin_reading("Opening the picture", new_picture=True)
    assert not shown.progress.isVisible()
    assert shown.progress.working
    qtbot.waitUntil(shown.progress.isVisible)
    shown.show_progress(0.4, "finding lines")
    assert shown.progress._label.text() == "Finding lines"
    cancel = shown.progress.findChild(QPushButton)
    with qtbot.waitSignal(shown.cancelled):
        QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert not cancel.isEnabled()
    shown.show_progress(0.5, "finding more lines")
    assert shown.progress._label.text() == "Stopping"
    shown.end_reading()
    assert not shown.progress.isVisible()
    shown.begin_reading(new_picture=False)
    shown.show_page(page_of("AB"))
    assert not shown.progress.working


@pytest.mark.parametrize(
    ("elapsed", "fraction", "text"),
    [
        (9, 0.1, ""),
        (20, 0.5, ", about 20 s left"),
        (20, 0.0, ""),
        (60, 0.1, ", about 9 min left"),
        (20, 1.0, ", about 1 s left"),
    ],
)
def test_only_long_work_tells_the_time_left(elapsed, fraction, text):
    assert time_left(elapsed, fraction) == text


def test_progress_does_not_move_the_picture(shown, qtbot):
    before = shown.view.view
    shown.progress.begin("Reading")
    shown.progress._soon.timeout.emit()
    assert shown.progress.isVisible()
    assert shown.view.view == before
    assert shown.progress.geometry().bottom() == shown.progress.parentWidget().height() - 1


def test_a_glyph_is_chosen_both_ways(shown, qtbot):
    with qtbot.waitSignal(shown.selected) as selected:
        QTest.keyClick(shown.view, Qt.Key.Key_Right)
    assert selected.args == [0]
    with qtbot.assertNotEmitted(shown.selected, wait=20):
        shown.select(1)
    assert shown.view.overlay.chosen == 1


def test_the_keyboard_is_where_the_next_step_is(pane, qtbot):
    pane.setFocus()
    assert isinstance(pane.focusWidget(), QPushButton)
    pane.show_picture(PIXELS, "scan.png")
    pane.show_page(page_of("AB"))
    assert pane.focusWidget() is pane.view
    with qtbot.waitSignal(pane.selected):
        QTest.keyClick(pane.focusWidget(), Qt.Key.Key_Right)


def test_marks_follow_the_settings(shown):
    shown.set_doubtful_below(0.95)
    shown.set_order_shown(True)
    shown.set_boxes_shown(False)
    style = shown.view.overlay.style
    assert (style.doubtful_below, style.order, style.boxes) == (0.95, True, False)


def test_every_button_has_a_name_and_a_tip(shown):
    for button in shown.findChildren(QToolButton):
        assert button.accessibleName()
        assert button.toolTip()
