"""The real window with the real engine process: what is drawn with real pointer events becomes text."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import numpy as np
import pytest
from hand import draw, write
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.messages import PageRead, ReadInk

pytestmark = [pytest.mark.gui, pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]
SAMPLES = Path(__file__).resolve().parents[2] / "assets" / "samples"


@pytest.fixture
def desk(desk):
    """With an empty paper, and an engine that reads."""
    desk.ready()
    desk.read.show_pane("draw")
    desk.read.drawing.clear()
    desk.wait_for_text("")
    return desk


def test_drawn_characters_become_text_with_boxes(desk):
    write(desk.canvas, "CAT 7")
    desk.wait_for_text("CAT 7")
    page = desk.read.page
    assert [glyph.text for glyph in page.glyphs] == ["C", "A", "T", "7"]
    lefts = [glyph.box.left for glyph in page.glyphs]
    assert lefts == sorted(lefts)
    assert all(glyph.patch is not None and glyph.patch.shape == (32, 32) for glyph in page.glyphs)


def test_the_text_follows_the_hand_and_undo(desk):
    write(desk.canvas, "CA")
    desk.wait_for_text("CA")
    write(desk.canvas, "  T")
    desk.wait_for_text("CAT")
    for _ in range(2):
        desk.choose("edit.undo")
    desk.wait_for_text("CA")
    desk.choose("edit.redo")
    desk.choose("edit.redo")
    desk.wait_for_text("CAT")
    desk.choose("edit.clear")
    desk.wait_for_text("")


def test_a_killed_engine_costs_a_sentence_and_no_drawing(desk):
    write(desk.canvas, "CAT")
    desk.wait_for_text("CAT")
    strokes = len(desk.read.drawing.ink.strokes)
    os.kill(desk.engine.process_id, signal.SIGKILL)
    desk.wait(lambda: ("restarting", "The engine stopped and was started again.") in desk.states)
    assert len(desk.read.drawing.ink.strokes) == strokes
    assert desk.text() == "CAT"
    desk.ready()
    write(desk.canvas, "    7")
    desk.wait_for_text("CAT 7")


def test_killed_while_it_reads_it_reads_again(desk):
    os.kill(desk.engine.process_id, signal.SIGSTOP)  # so that it cannot be quicker than we are
    write(desk.canvas, "HAT")
    desk.wait(lambda: not desk.read.controller._rest.isActive())
    os.kill(desk.engine.process_id, signal.SIGKILL)
    desk.wait_for_text("HAT")


def test_a_stale_result_never_overwrites_a_newer_one(desk):
    write(desk.canvas, "CA")
    desk.wait_for_text("CA")
    old = next(event for event in reversed(desk.events) if isinstance(event, PageRead))
    write(desk.canvas, "  T")
    desk.wait_for_text("CAT")
    desk.engine.event_received.emit(old)
    assert desk.text() == "CAT"
    nobodys = desk.engine.next_generation()
    desk.engine.send(ReadInk(nobodys, desk.read.drawing.ink.without({0})))
    desk.wait(lambda: any(isinstance(event, PageRead) and event.generation == nobodys for event in desk.events))
    assert desk.text() == "CAT"


def test_a_correction_is_made_by_keys_and_undone(desk):
    write(desk.canvas, "CAT")
    desk.wait_for_text("CAT")
    desk.read.result.text.setFocus()
    QTest.keyClick(desk.read.result.text, Qt.Key.Key_Home)
    assert desk.read.result.chosen == 0
    QTest.keyClicks(desk.read.result.text, "R")
    assert desk.text() == "RAT"
    write(desk.canvas, "    7")  # reading again keeps what the person said
    desk.wait_for_text("RAT 7")
    desk.choose("edit.undo")
    desk.wait_for_text("RAT")
    desk.choose("edit.undo")
    desk.wait_for_text("CAT")


def test_copy_takes_what_is_selected_else_all(desk):
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
    desk.window.open_file(str(SAMPLES / "todo.jpg"))
    desk.wait(lambda: desk.read.page is not None and desk.read.page.source == "todo.jpg")
    view = desk.read.image_pane.view
    desk.wait(lambda: view.settled)
    page = desk.read.page
    assert len(page.glyphs) > 20
    box = view.overlay.screen_box(7, view.view)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert desk.read.result.chosen == 7
    QTest.keyClick(desk.read.result.text, Qt.Key.Key_Right)
    assert view.overlay.chosen == 8


def test_a_pasted_picture_is_read(desk):
    write(desk.canvas, "TEA")
    desk.wait_for_text("TEA")
    desk.wait(lambda: desk.canvas.settled)
    desk.read.result.select(None)
    desk.choose("view.boxes")
    image = desk.canvas.grab().toImage()
    QApplication.clipboard().setImage(image)
    desk.choose("edit.paste")
    desk.wait(lambda: desk.read.source == "picture" and desk.text() == "TEA")
    desk.choose("view.boxes")


def test_bad_files_are_one_sentence_each_and_the_old_page_stays(desk, tmp_path):
    for name, content in {
        "text": b"no picture at all",
        "empty": b"",
        "cut": (SAMPLES / "todo.jpg").read_bytes()[:300],
    }.items():
        (tmp_path / f"{name}.png").write_bytes(content)
    (tmp_path / "folder.png").mkdir()
    desk.window.open_file(str(SAMPLES / "note.jpg"))
    desk.wait(lambda: desk.read.page is not None and desk.read.page.source == "note.jpg")
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
    desk.read.show_pane("open")
    desk.read.controller.read_pixels(np.full((300, 400, 3), 250, np.uint8))
    desk.wait(lambda: desk.read.page is not None and not desk.read.page.glyphs)
    assert desk.text() == ""
    assert desk.told == []


def test_one_may_draw_before_the_engine_is_ready_and_it_is_there_again_next_time(desk_of):
    first = desk_of()
    assert first.engine.state == "starting"
    write(first.canvas, "CAT")
    first.window.close()
    second = desk_of()
    assert len(second.read.drawing.ink.strokes) == 5
    second.wait_for_text("CAT")
    draw(second.canvas, np.array([[50, 350], [120, 460]]))
    QTest.mouseMove(second.canvas, QPoint(5, 5))  # and the fixture closes it at once, while the engine works
