"""Why this letter, exact shapes and doubt, in the window as a person uses it; the engine answers what a test says."""

from __future__ import annotations

import numpy as np
import pytest
from explanations import explanation_of
from pointer_events import mouse_stroke
from PySide6.QtCore import QEvent, QPoint, QSettings, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolButton
from silent_engine import SilentEngine

from core.messages import Cancel, ExplainWord, Failed, ReadInk, ReadPixels
from core.settings import Settings, load_settings, save_settings
from gui.app import make_app
from gui.main_window import MainWindow
from gui.messages import Messages
from gui.read.doubt_control import LEVELS
from gui.settings_store import SettingsStore
from gui.theme import Theme

pytestmark = pytest.mark.gui


class Desk:
    """One window for all tests of this file: a drawing read as "TO BE", and no dialog."""

    def __init__(self, folder):
        make_app()
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder))
        self.engine, messages = SilentEngine(), Messages()
        self.settings = SettingsStore(messages)
        self.window = MainWindow(self.settings, messages, Theme(QApplication.instance(), "light"), self.engine)
        self.read = self.window.workspace
        self.window.show()

    def read_drawing(self, qtbot, text="TO BE"):
        count = len(self.engine.sent)
        mouse_stroke(self.read.canvas, [(100, 60), (250, 60)])
        qtbot.waitUntil(lambda: len(self.engine.sent) > count)
        request = self.engine.last
        self.engine.answer(text, source="drawing")
        return request

    def action(self, name):
        return self.window.actions_table.action(name)

    @property
    def dialog(self):
        return self.read.why.dialog


@pytest.fixture(scope="module")
def shared(qapp, tmp_path_factory):
    folder = tmp_path_factory.mktemp("why")
    patch = pytest.MonkeyPatch()
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        patch.setenv(name, str(folder / name))
    save_settings(Settings(theme="light", read_delay=0))
    desk = Desk(folder)
    yield desk
    desk.window.close()
    desk.window.deleteLater()
    QApplication.sendPostedEvents(desk.window, QEvent.Type.DeferredDelete.value)
    patch.undo()


@pytest.fixture
def desk(shared, qtbot):
    qtbot.waitUntil(lambda: shared.read.canvas.settled)
    shared.settings.change(exact_shapes=False, doubtful_below=0.6)
    shared.read.show_pane("draw")
    shared.read.drawing.clear()
    shared.request = shared.read_drawing(qtbot)
    yield shared
    if shared.dialog is not None:
        shared.dialog.close()


def choose(desk, moves):
    """Walk so many characters from the first one, by the keys of the text."""
    desk.read.result.select(None)
    for _ in range(moves + 1):
        QTest.keyClick(desk.read.result.text, Qt.Key.Key_Right)
    assert desk.read.result.chosen == moves


def test_nothing_chosen_nothing_to_explain(desk):
    desk.read._select(None)
    assert not desk.action("read.why").isEnabled()
    choose(desk, 0)
    assert desk.action("read.why").isEnabled()


def test_the_key_asks_for_the_word_of_the_chosen_character(desk):
    choose(desk, 3)
    QTest.keyClick(desk.window, Qt.Key.Key_F7)
    asked = desk.engine.last
    assert isinstance(asked, ExplainWord)
    assert (asked.page, asked.line, asked.word) == (desk.request.generation, 0, 1)
    assert desk.dialog.isVisible()
    desk.engine.explain(explanation_of("BE"))
    assert desk.dialog.headline.text().startswith("“E” in “BE”")


def test_another_letter_of_the_word_needs_no_question_another_word_does(desk):
    choose(desk, 2)
    desk.action("read.why").trigger()
    desk.engine.explain(explanation_of("BE"))
    count = len(desk.engine.sent)
    QTest.keyClick(desk.read.result.text, Qt.Key.Key_Right)
    assert desk.dialog.headline.text().startswith("“E” in “BE”")
    assert len(desk.engine.sent) == count
    QTest.keyClick(desk.read.result.text, Qt.Key.Key_Home)
    assert desk.engine.last.word == 0
    view = desk.dialog.view  # it still shows the old word: nothing in it is a glyph of the new one
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.cell_box(0).center().toPoint())
    assert desk.read.result.chosen == 0
    desk.engine.explain(explanation_of("TO"))
    assert desk.dialog.headline.text().startswith("“T” in “TO”")


def test_a_piece_chosen_in_the_lattice_is_chosen_everywhere(desk):
    choose(desk, 2)
    desk.action("read.why").trigger()
    desk.engine.explain(explanation_of("BE"))
    view = desk.dialog.view
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.cell_box(1).center().toPoint())
    assert desk.read.result.chosen == 3
    assert desk.read.canvas.overlay.chosen == 3


def test_a_newer_page_is_asked_about_again_and_an_older_answer_is_dropped(desk, qtbot):
    choose(desk, 0)
    desk.action("read.why").trigger()
    old = desk.engine.last
    newer = desk.read_drawing(qtbot, "TOO BE")
    asked = desk.engine.last
    assert isinstance(asked, ExplainWord)
    assert (asked.page, asked.word) == (newer.generation, 0)
    desk.engine.explain(explanation_of("XX"), old)
    assert desk.dialog.explanation is None
    desk.engine.explain(explanation_of("TOO"))
    assert desk.dialog.explanation.text == "TOO"


def test_what_cannot_be_explained_is_said_in_the_dialog_and_closing_gives_up(desk):
    choose(desk, 0)
    desk.action("read.why").trigger()
    desk.engine.event_received.emit(Failed(desk.engine.last.generation, "Read it again to see why."))
    assert desk.dialog.sentence.text() == "Read it again to see why."
    QTest.keyClick(desk.dialog, Qt.Key.Key_Escape)
    assert not desk.dialog.isVisible()
    desk.action("read.why").trigger()
    asked = desk.engine.last
    assert isinstance(asked, ExplainWord)
    desk.dialog.close()
    QApplication.processEvents()
    assert desk.engine.last == Cancel(asked.generation)


def test_button_and_menu_of_the_text_open_it(desk):
    choose(desk, 0)
    button = next(each for each in desk.read.result.detail.findChildren(QToolButton) if each.isVisible())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert desk.dialog.isVisible()
    text = desk.read.result.text
    cursor = text.textCursor()
    cursor.setPosition(4)
    where = text.cursorRect(cursor).center() + QPoint(4, 0)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, text.viewport().mapToGlobal(where))
    QApplication.sendEvent(text.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert desk.action("read.why") in menu.actions()
    assert desk.read.result.chosen == 3
    menu.close()


def test_the_picture_has_the_menu_too(desk, qtbot):
    desk.read.show_pane("open")
    desk.read.controller.read_pixels(np.full((200, 400, 3), 255, np.uint8))
    desk.engine.answer("AB", source="pasted picture")
    view = desk.read.image_pane.view
    qtbot.waitUntil(lambda: view.settled)
    where = view.overlay.screen_box(1, view.view).center().toPoint()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, view.mapToGlobal(where))
    QApplication.sendEvent(view, event)
    menu = QApplication.activePopupWidget()
    assert menu.actions() == [desk.action("read.why")]
    assert desk.read.result.chosen == 1
    menu.close()


def test_exact_shapes_read_again_at_once_and_the_text_says_so(desk):
    desk.action("read.exact_shapes").trigger()
    asked = desk.engine.last
    exact = [each for each in desk.engine.sent if isinstance(each, ReadInk | ReadPixels) and each.exact_shapes]
    assert asked in exact
    assert any(isinstance(each, ReadInk) for each in exact)
    assert "exact shapes" in desk.read.result._title.text()
    desk.settings.flush()
    assert load_settings().exact_shapes
    desk.action("read.exact_shapes").trigger()
    assert not desk.engine.last.exact_shapes
    assert "exact" not in desk.read.result._title.text()


def test_the_slider_says_how_many_are_marked_everywhere_and_is_kept(desk):
    doubt = desk.read.result.doubt
    assert doubt.count.text() == "none"  # all are 90 % sure
    doubt.slider.setFocus()
    QTest.keyClick(doubt.slider, Qt.Key.Key_End)
    assert doubt.count.text() == "4 of 4"
    assert desk.window.status.count_text == "4 characters, 4 doubtful"
    assert desk.read.canvas.overlay.style.doubtful_below == 1.0
    desk.settings.flush()
    assert load_settings().doubtful_below == 1.0
    QTest.keyClick(doubt.slider, Qt.Key.Key_Home)
    assert doubt.count.text() == "none"
    assert doubt.slider.toolTip() == "No character is marked"
    desk.settings.change(doubtful_below=0.93)  # in the preferences: the slider shows the nearest step, and keeps it
    assert LEVELS[doubt.slider.value()] == 0.95
    assert desk.settings.settings.doubtful_below == 0.93
    assert doubt.count.text() == "4 of 4"
