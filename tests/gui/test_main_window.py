"""Drawing becomes text in the window: real events in, what is seen out. The engine says only what a test says."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.messages import Failed, ReadInk

pytestmark = pytest.mark.gui


def test_drawing_becomes_text(desk):
    desk.draw()
    assert isinstance(desk.engine.last, ReadInk)
    desk.engine.answer("T 7", source="drawing")
    assert desk.text() == "T 7"
    assert desk.window.status.count_text == "2 characters"


def test_the_old_text_stays_until_the_new_one_is_there(desk):
    desk.draw(text="A")
    desk.draw(row=200)
    assert desk.text() == "A"
    desk.engine.answer("AB", source="drawing")
    assert desk.text() == "AB"


def test_a_choice_shows_in_text_and_canvas_both_ways(desk):
    desk.draw(text="ABC")
    desk.read.result.selected.emit(2)
    assert desk.read.canvas.overlay.chosen == 2
    at = desk.read.canvas.view.to_screen(desk.read.result.page.glyphs[1].box).center()
    QTest.mouseClick(desk.read.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, at.toPoint())
    assert desk.read.result.chosen == 1
    assert desk.read.canvas.overlay.chosen == 1
    assert len(desk.read.drawing.ink.strokes) == 1


def test_what_was_corrected_is_not_marked_doubtful_after_the_next_stroke(desk):
    desk.settings.change(doubtful_below=0.95)
    desk.draw(text="AB")
    desk.read.result.select(0)
    desk.read.result.correct("X")
    desk.draw(row=200, text="ABC")
    assert desk.text() == "XBC"
    assert desk.read.canvas.overlay.page.text == "XBC"
    assert desk.window.status.count_text == "3 characters, 2 doubtful"


def test_a_text_is_said_once(desk, monkeypatch):
    said = []
    monkeypatch.setattr("gui.read.result_panel.announce", lambda _widget, sentence: said.append(sentence))
    desk.draw(text="A")
    assert said == ["A"]


def test_a_reading_that_is_given_up_leaves_the_old_text_standing(desk):
    desk.window.open_file("/a/page.png")
    desk.engine.open()
    desk.engine.answer("PAGE", source="page.png")
    desk.window.open_file("/a/broken.png")
    assert desk.read.result.text._old
    desk.engine.event_received.emit(Failed(desk.engine.last.generation, "The picture is broken."))
    assert desk.text() == "PAGE"
    assert not desk.read.result.text._old
    assert desk.window.status.sentence == "The picture is broken."
