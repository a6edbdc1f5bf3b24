"""Keys and focus in the window: what a key does depends on where one is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QWidget

from core.messages import Cancel
from gui.read.hand import ERASER, PEN, SELECT

pytestmark = pytest.mark.gui


def test_undo_redo_and_clear_by_keys(desk):
    desk.draw(text="A")
    desk.draw(row=200, text="AB")
    ink = desk.read.drawing.ink
    desk.window.activateWindow()
    desk.read.canvas.setFocus()
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(desk.read.drawing.ink.strokes) == 1
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert desk.read.drawing.ink == ink
    desk.action("edit.clear").trigger()
    assert not desk.read.drawing.ink
    assert desk.text() == ""
    desk.action("edit.undo").trigger()
    assert desk.read.drawing.ink == ink


def test_the_canvas_has_the_keys_at_the_start(desk):
    desk.window.activateWindow()
    desk.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    assert QApplication.focusWidget() is desk.read.canvas


def test_tools_by_key_only_while_the_canvas_has_the_focus(desk):
    desk.window.activateWindow()
    desk.read.canvas.setFocus()
    for key, tool in ((Qt.Key.Key_E, ERASER), (Qt.Key.Key_V, SELECT), (Qt.Key.Key_P, PEN)):
        desk.key(key)
        assert desk.read.canvas.tool == tool
        assert desk.action(f"draw.{tool}").isChecked()
    width = desk.settings.settings.brush_width
    desk.key(Qt.Key.Key_BracketRight)
    assert desk.settings.settings.brush_width == width + 1
    desk.draw(text="PE")
    desk.read.result.select(0)
    desk.read.result.text.setFocus()
    desk.key(Qt.Key.Key_E)
    assert desk.read.canvas.tool == PEN, "a letter typed over the text corrects the text"
    assert desk.text() == "eE"


def test_escape_gives_up_reading(desk):
    desk.window.open_file("/a/page.png")
    request = desk.engine.last
    desk.window.activateWindow()
    desk.key(Qt.Key.Key_Escape)
    assert desk.engine.last == Cancel(request.generation)


def test_escape_while_drawing_is_for_the_stroke(desk):
    desk.draw()
    assert desk.action("read.cancel").isEnabled()
    desk.window.activateWindow()
    desk.read.canvas.setFocus()
    QTest.mousePress(desk.read.canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    QTest.mouseMove(desk.read.canvas, QPoint(150, 50))
    desk.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(desk.read.canvas, Qt.MouseButton.LeftButton, pos=QPoint(150, 50))
    assert len(desk.read.drawing.ink.strokes) == 1
    assert not any(isinstance(request, Cancel) for request in desk.engine.sent)


@pytest.mark.parametrize(("letter", "theme"), [(Qt.Key.Key_D, "dark"), (Qt.Key.Key_L, "light")])
def test_a_shortcut_of_two_keys(letter, theme, desk):
    desk.window.activateWindow()
    desk.read.canvas.setFocus()
    desk.key(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    desk.key(letter)
    assert desk.action(f"theme.{theme}").isChecked()
    assert not desk.read.drawing.ink


def test_tab_reaches_tools_canvas_and_text(desk):
    desk.window.activateWindow()
    desk.read.canvas.setFocus()
    seen: list[QWidget] = []
    for _ in range(40):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    assert desk.read.result.text in seen
    assert desk.read.canvas in seen
    assert any(isinstance(widget, QComboBox) for widget in seen)


def test_a_click_on_a_tool_leaves_the_keys_with_the_canvas(desk):
    desk.window.activateWindow()
    desk.read.canvas.setFocus()
    button = next(
        button for button in desk.read.draw_pane.findChildren(QAbstractButton) if button.accessibleName() == "Eraser"
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert desk.read.canvas.tool == ERASER
    assert QApplication.focusWidget() is desk.read.canvas


def test_the_open_pane_takes_the_keys_too(desk):
    desk.window.activateWindow()
    desk.action("pane.open").trigger()
    assert desk.read.image_pane.isAncestorOf(QApplication.focusWidget())
    desk.window.open_file("/a/page.png")
    desk.engine.open()
    assert QApplication.focusWidget() is desk.read.image_pane.view
