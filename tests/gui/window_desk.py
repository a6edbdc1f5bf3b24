"""One main window on a silent engine, for the tests that use it as a person does."""

from __future__ import annotations

from pointer_events import mouse_stroke
from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from silent_engine import SilentEngine

from gui.main_window import MainWindow
from gui.messages import Messages
from gui.settings_store import SettingsStore
from gui.theme import Theme


class Desk:
    """One window with all that it was given."""

    def __init__(self, qtbot):
        self.qtbot = qtbot
        self.engine = SilentEngine()
        self.messages = Messages()
        self.settings = SettingsStore(self.messages)
        self.theme = Theme(QApplication.instance(), self.settings.settings.theme)
        self.window = MainWindow(self.settings, self.messages, self.theme, self.engine)
        self.read = self.window.workspace
        self.window.show()
        qtbot.waitExposed(self.window)
        qtbot.waitUntil(lambda: self.read.canvas.settled)

    def action(self, name):
        return self.window.actions_table.action(name)

    def draw(self, *, text=None, row=100):
        """A stroke by the mouse, and the engine's answer if a text is given."""
        count = len(self.engine.sent)
        mouse_stroke(self.read.canvas, [(100, row), (250, row)])
        self.qtbot.waitUntil(lambda: len(self.engine.sent) > count)
        if text is not None:
            self.engine.answer(text, source="drawing")

    def text(self):
        return self.read.result.text.toPlainText()

    def key(self, *arguments):
        QTest.keyClick(QApplication.focusWidget() or self.window, *arguments)

    def close(self):
        self.window.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete.value)
