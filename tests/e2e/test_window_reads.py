"""The real window with the real engine process: what is drawn with real pointer events becomes text."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import numpy as np
import pytest
from hand import draw, write
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.messages import PageRead, ReadInk
from gui.app import make_app, make_window
from gui.arguments import parse
from gui.messages import Messages

pytestmark = [pytest.mark.gui, pytest.mark.e2e, pytest.mark.slow]
SAMPLES = Path(__file__).resolve().parents[2] / "assets" / "samples"
PATIENCE = 60_000  # milliseconds: a busy machine is not a fault


class Desk:
    """A window and what a person would see in it."""

    def __init__(self, qtbot, tmp_path, arguments=()):
        app = make_app()
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "qsettings"))
        self.qtbot, self.told, self.states, self.events = qtbot, [], [], []
        messages = Messages()
        messages.failed.connect(self.told.append)
        self.messages = messages
        self.window = make_window(app, messages, parse(list(arguments)))
        self.engine = self.window.context.engine
        self.engine.state_changed.connect(lambda state, sentence: self.states.append((state, sentence)))
        self.engine.event_received.connect(self.events.append)
        self.window.show()
        self.read = self.window.workspace
        self.canvas = self.read.canvas

    def text(self):
        return self.read.result.text.toPlainText()

    def wait(self, condition):
        self.qtbot.waitUntil(condition, timeout=PATIENCE)

    def wait_until_ready(self):
        self.wait(lambda: self.engine.state == "ready")

    def wait_for_text(self, text):
        try:
            self.wait(lambda: self.text() == text)
        except AssertionError:
            pytest.fail(f"expected {text!r}, the window shows {self.text()!r}; told: {self.told}")

    def close(self):
        self.window.close()
        assert self.engine.process_id is None
        self.window.deleteLater()
        QApplication.sendPostedEvents(self.window)


@pytest.fixture
def desk_of(qtbot, tmp_path):
    desks = []

    def make(*arguments):
        desks.append(Desk(qtbot, tmp_path, arguments))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(desk_of):
    return desk_of()


def test_drawn_characters_become_text_with_boxes(desk):
    desk.wait_until_ready()
    write(desk.canvas, "CAT 7")
    desk.wait_for_text("CAT 7")
    page = desk.read.page
    assert [glyph.text for glyph in page.glyphs] == ["C", "A", "T", "7"]
    lefts = [glyph.box.left for glyph in page.glyphs]
    assert lefts == sorted(lefts)
    assert all(glyph.patch is not None and glyph.patch.shape == (32, 32) for glyph in page.glyphs)


def test_the_text_follows_the_hand_and_undo(desk):
    desk.wait_until_ready()
    write(desk.canvas, "CA")
    desk.wait_for_text("CA")
    write(desk.canvas, "  T")
    desk.wait_for_text("CAT")
    for _ in range(2):
        desk.window.actions_table.action("edit.undo").trigger()
    desk.wait_for_text("CA")
    desk.window.actions_table.action("edit.redo").trigger()
    desk.window.actions_table.action("edit.redo").trigger()
    desk.wait_for_text("CAT")
    desk.window.actions_table.action("edit.clear").trigger()
    desk.wait_for_text("")


def test_one_may_draw_before_the_engine_is_ready(desk):
    assert desk.engine.state == "starting"
    write(desk.canvas, "HAT")
    desk.wait_for_text("HAT")


def test_a_killed_engine_costs_a_sentence_and_no_drawing(desk):
    desk.wait_until_ready()
    write(desk.canvas, "CAT")
    desk.wait_for_text("CAT")
    strokes = len(desk.read.drawing.ink.strokes)
    os.kill(desk.engine.process_id, signal.SIGKILL)
    desk.wait(lambda: ("restarting", "The engine stopped and was started again.") in desk.states)
    assert len(desk.read.drawing.ink.strokes) == strokes
    assert desk.text() == "CAT"
    desk.wait_until_ready()
    write(desk.canvas, "    7")
    desk.wait_for_text("CAT 7")


def test_killed_while_it_reads_it_reads_again(desk):
    desk.wait_until_ready()
    os.kill(desk.engine.process_id, signal.SIGSTOP)  # so that it cannot be quicker than we are
    write(desk.canvas, "HAT")
    desk.wait(lambda: not desk.read.controller._rest.isActive())
    os.kill(desk.engine.process_id, signal.SIGKILL)
    desk.wait_for_text("HAT")


def test_a_stale_result_never_overwrites_a_newer_one(desk):
    desk.wait_until_ready()
    write(desk.canvas, "CA")
    desk.wait_for_text("CA")
    old = next(event for event in reversed(desk.events) if isinstance(event, PageRead))
    write(desk.canvas, "  T")
    desk.wait_for_text("CAT")
    desk.engine.event_received.emit(old)
    assert desk.text() == "CAT"
    desk.engine.send(ReadInk(desk.engine.next_generation(), desk.read.drawing.ink.without({0})))  # asked by no one
    seen = len(desk.events)
    desk.wait(lambda: len(desk.events) > seen)
    assert desk.text() == "CAT"


def test_a_correction_is_made_by_keys_and_undone(desk):
    desk.wait_until_ready()
    write(desk.canvas, "CAT")
    desk.wait_for_text("CAT")
    desk.read.result.text.setFocus()
    QTest.keyClick(desk.read.result.text, Qt.Key.Key_Home)
    assert desk.read.result.chosen == 0
    QTest.keyClicks(desk.read.result.text, "R")
    assert desk.text() == "RAT"
    write(desk.canvas, "    7")  # reading again keeps what the person said
    desk.wait_for_text("RAT 7")


def test_copy_takes_what_is_selected_else_all(desk):
    desk.wait_until_ready()
    write(desk.canvas, "CAT 7")
    desk.wait_for_text("CAT 7")
    text, clipboard = desk.read.result.text, QApplication.clipboard()
    desk.window.activateWindow()
    text.setFocus()
    cursor = text.textCursor()
    cursor.setPosition(1)
    cursor.setPosition(3, cursor.MoveMode.KeepAnchor)
    text.setTextCursor(cursor)
    QTest.keyClick(text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "AT"
    cursor.clearSelection()
    text.setTextCursor(cursor)
    QTest.keyClick(text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "CAT 7"


def test_a_picture_is_read_and_a_box_chooses_its_character(desk):
    desk.wait_until_ready()
    desk.window.open_file(str(SAMPLES / "todo.jpg"))
    desk.wait(lambda: desk.text() != "")
    view = desk.read.image_pane.view
    desk.wait(lambda: view.settled)
    page = desk.read.page
    assert page.source == "todo.jpg"
    assert len(page.glyphs) > 20
    box = view.overlay.screen_box(7, view.view)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert desk.read.result.chosen == 7
    QTest.keyClick(desk.read.result.text, Qt.Key.Key_Right)
    assert view.overlay.chosen == 8


def test_a_pasted_picture_is_read(desk):
    desk.wait_until_ready()
    image = desk.canvas.grab().toImage()
    write(desk.canvas, "TEA")
    desk.wait_for_text("TEA")
    desk.wait(lambda: desk.canvas.settled)
    desk.read.result.select(None)
    desk.window.actions_table.action("view.boxes").trigger()
    image = desk.canvas.grab().toImage()
    QApplication.clipboard().setImage(image)
    desk.window.actions_table.action("edit.paste").trigger()
    desk.wait(lambda: desk.read.source == "picture" and desk.text() == "TEA")


def test_bad_files_are_one_sentence_each_and_the_old_page_stays(desk, tmp_path):
    for name, content in {
        "text": b"no picture at all",
        "empty": b"",
        "cut": (SAMPLES / "todo.jpg").read_bytes()[:300],
    }.items():
        (tmp_path / f"{name}.png").write_bytes(content)
    (tmp_path / "folder.png").mkdir()
    desk.wait_until_ready()
    desk.window.open_file(str(SAMPLES / "note.jpg"))
    desk.wait(lambda: desk.text() != "")
    before = desk.text()
    for count, name in enumerate(("text", "empty", "cut", "folder", "missing"), start=1):
        desk.window.open_file(str(tmp_path / f"{name}.png"))
        desk.wait(lambda count=count: len(desk.told) == count)
        assert desk.told[-1].endswith(".")
        assert "log" not in desk.told[-1], "that is how a fault of ours is told"
        assert desk.text() == before
        assert not desk.read.image_pane.progress.working
    desk.wait(lambda: desk.engine.state == "ready")


def test_a_picture_without_writing_is_an_empty_text(desk):
    desk.wait_until_ready()
    desk.read.show_pane("open")
    desk.read.controller.read_pixels(np.full((300, 400, 3), 250, np.uint8))
    desk.wait(lambda: desk.read.page is not None)
    assert desk.text() == ""
    assert desk.told == []


def test_what_was_drawn_is_there_again_next_time(desk_of):
    first = desk_of()
    write(first.canvas, "CAT")
    first.window.close()
    second = desk_of()
    assert len(second.read.drawing.ink.strokes) == 5
    second.wait_for_text("CAT")


def test_the_window_closes_while_the_engine_works(desk):
    desk.wait_until_ready()
    draw(desk.canvas, np.array([[50, 50], [120, 160]]))
    QTest.mouseMove(desk.canvas, QPoint(5, 5))  # and the fixture closes it at once
