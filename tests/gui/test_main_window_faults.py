"""Engine, damaged files and faults: each costs a sentence, never the drawing."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from gui.read.recovery import last_drawing_file

pytestmark = pytest.mark.gui


def test_engine_states_are_told_and_sentences_go_again(desk):
    status = desk.window.status
    assert status.sentence == "The engine is warming up."
    desk.engine.state_changed.emit("ready", "Ready, reader-1")
    assert status.sentence == "Ready, reader-1"
    desk.messages.fail("The picture is broken.")
    desk.engine.state_changed.emit("busy", "Reading")
    assert status.sentence == "The picture is broken."
    status._back.setInterval(1)
    status._back.start()
    desk.qtbot.waitUntil(lambda: status.sentence == "Reading")


def test_a_restarting_engine_costs_a_sentence_not_the_drawing(desk):
    desk.draw(text="A")
    ink = desk.read.drawing.ink
    desk.engine.state_changed.emit("restarting", "The engine stopped and was started again.")
    assert "started again" in desk.window.status.sentence
    assert desk.read.drawing.ink == ink
    assert desk.text() == "A"


def test_the_drawing_is_there_again_after_a_restart_and_is_read(desks):
    first = desks()
    first.draw(text="A")
    points = first.read.drawing.ink.strokes[0].points
    first.window.close()
    second = desks()
    assert np.allclose(second.read.drawing.ink.strokes[0].points, points, atol=0.01)
    assert second.read.canvas.ink == second.read.drawing.ink
    assert not second.action("edit.undo").isEnabled()
    second.qtbot.waitUntil(lambda: bool(second.engine.sent))
    assert second.engine.last.ink == second.read.drawing.ink


def test_a_damaged_drawing_is_told_and_kept_aside(desks):
    last_drawing_file().parent.mkdir(parents=True)
    last_drawing_file().write_text("{broken")
    desk = desks()
    assert not desk.read.drawing.ink
    assert "damaged" in desk.window.status.sentence
    assert last_drawing_file().with_suffix(".damaged.json").read_text() == "{broken"


def test_the_engine_starts_after_the_first_paint_and_stops_with_the_window(desks, qtbot):
    desk = desks()
    assert not desk.engine.started
    desk.window.painted.connect(desk.engine.start)
    desk.window.repaint()
    qtbot.wait(10)
    desk.window.close()
    assert desk.engine.stopped


def test_an_uncaught_fault_in_a_slot_costs_one_sentence(desk):
    from gui.messages import catch_all

    undo = catch_all(desk.messages)
    try:
        sys.excepthook(ValueError, ValueError("a fault"), None)
    finally:
        undo()
    assert "Something went wrong inside Inkscope" in desk.window.status.sentence
    desk.draw(text="A")
    assert desk.text() == "A"
