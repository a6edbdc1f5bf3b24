"""The parts of the frame: rail, status line, labels that give way, help."""

from __future__ import annotations

import pytest
from fake_engine import page_of
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from silent_engine import SilentEngine

from core.page import Page
from gui import main_window
from gui.actions import ActionSpec
from gui.app import make_app
from gui.elided_label import ElidedLabel
from gui.help import about_html, shortcut_html
from gui.main_window import MainWindow
from gui.messages import Messages
from gui.settings_store import SettingsStore
from gui.status_line import StatusLine, count_sentence
from gui.theme import Theme
from gui.workspaces import WORKSPACES, Workspace, WorkspaceSpec

pytestmark = pytest.mark.gui


class Room(Workspace):
    """A workspace that remembers what happened to it."""

    def __init__(self, _context):
        super().__init__()
        self.happened = []

    def activate(self):
        self.happened.append("activate")

    def deactivate(self):
        self.happened.append("deactivate")

    def close_down(self):
        self.happened.append("close_down")

    @property
    def page(self):
        return page_of("AB")


@pytest.fixture
def window(qtbot, tmp_path, monkeypatch):
    """A window with the Read room and a second one."""
    make_app()
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "qsettings"))
    rooms = (WORKSPACES[0], WorkspaceSpec("train", "Train", "train", "Ctrl+2", Room))
    monkeypatch.setattr(main_window, "present", lambda: rooms)
    messages = Messages()
    settings = SettingsStore(messages)
    settings.override(theme="light")
    made = MainWindow(settings, messages, Theme(QApplication.instance(), "light"), SilentEngine())
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete.value)


def test_the_rail_and_its_keys_lead_from_room_to_room(window):
    read = window.workspace
    train_button = next(button for button in window.findChildren(QToolButton) if button.accessibleName() == "Train")
    QTest.mouseClick(train_button, Qt.MouseButton.LeftButton)
    assert train_button.width() >= train_button.fontMetrics().horizontalAdvance("Train") + 8
    room = window.workspace
    assert isinstance(room, Room)
    assert room.happened == ["activate"]
    assert window.status.count_text == "2 characters"
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.workspace is read
    assert room.happened == ["activate", "deactivate"]
    assert window.actions_table.action("workspace.read").isChecked()
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.workspace is room, "it is made once"
    window.close()
    assert room.happened[-1] == "close_down"


def test_opening_a_file_leads_back_to_reading(window):
    window.show_workspace("train")
    window.open_file("/a/page.png")
    assert window.workspace is not window._rooms["train"]
    assert window.context.engine.last.path == "/a/page.png"


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        (page_of(""), "0 characters"),
        (page_of("A"), "1 character"),
        (page_of("AB C"), "3 characters"),
    ],
)
def test_counting(page, sentence):
    assert count_sentence(page, 0.5) == sentence


def test_counting_the_doubtful():
    assert count_sentence(page_of("AB C"), 0.95) == "3 characters, 3 doubtful"


def test_the_status_line_of_a_page(qtbot):
    line = StatusLine()
    qtbot.addWidget(line)
    page = page_of("AB")
    line.show_page(Page(page.lines, page.height, page.width, seconds=0.4142, alphabet="digits"), 0.5)
    assert line._seconds.text() == "0.41 s"
    assert "digits" in line._alphabet.toolTip()
    line.show_page(None, 0.5)
    assert line.count_text == ""


def test_every_engine_state_looks_different(qtbot):
    line = StatusLine()
    qtbot.addWidget(line)
    pictures = []
    for state in ("starting", "ready", "busy", "failed"):
        line.show_engine(state, state)
        assert line.sentence == state
        pictures.append(line._mark.grab().toImage())
    for place, picture in enumerate(pictures):
        assert all(picture != other for other in pictures[:place])


def test_an_elided_label_keeps_the_whole_text_as_its_tooltip(qtbot):
    label = ElidedLabel("a rather long sentence that will not fit")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert label.text() != label.whole_text
    assert label.toolTip() == label.accessibleName() == label.whole_text
    label.resize(600, 20)
    assert label.text() == label.whole_text
    assert label.toolTip() == ""


def test_the_list_of_shortcuts_is_made_from_the_rows(qapp):
    rows = [
        ActionSpec("a", "&File", "&Open <b>…", print, shortcuts=("Ctrl+O",)),
        ActionSpec("b", "&File", "Without a key", print),
    ]
    html = shortcut_html(rows)
    assert "Ctrl+O" in html
    assert "Open &lt;b&gt;" in html
    assert "Without a key" not in html


def test_about_escapes_the_name_of_a_model():
    assert "&lt;script&gt;" in about_html("<script>")
    assert "not ready" in about_html("")
