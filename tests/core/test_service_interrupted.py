"""The engine's loop at work on something when something else is asked: what waits, what gives way."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from service_desk import INK

from core.ink import Ink
from core.messages import (
    Cancel,
    ExplainWord,
    PageRead,
    ReadInk,
    ReadPixels,
    Shutdown,
    Stopped,
)
from core.page import Page


def test_a_stroke_does_not_wait_for_an_explanation(desk_of):
    desk, tools = desk_of()
    desk.answer()
    begun, gate = threading.Event(), threading.Event()

    def explain(page, line, word, *, check):
        begun.set()
        assert gate.wait(5)
        check(0.5, "explaining")
        pytest.fail("it was not given up")

    tools.reader.explain = explain
    desk.ask(ReadInk(1, INK))
    desk.answer()
    desk.ask(ExplainWord(2, page=1, line=0, word=0))
    assert begun.wait(5)
    desk.ask(ReadInk(3, INK))
    gate.set()
    assert desk.answer() == Stopped(2)
    assert desk.answer().generation == 3


@pytest.mark.parametrize("interruption", [Cancel(1), ReadInk(2, INK)])
def test_work_under_way_is_interrupted(desk_of, interruption):
    gate = threading.Event()
    desk, tools = desk_of(gate=gate)
    desk.answer()
    desk.ask(ReadInk(1, INK))
    assert tools.reader.begun.wait(5)
    desk.ask(interruption)
    gate.set()
    assert desk.answer() == Stopped(1)
    desk.ask(Shutdown())


def test_work_of_another_kind_does_not_interrupt(desk_of):
    gate = threading.Event()
    desk, tools = desk_of(gate=gate)
    desk.answer()
    desk.ask(ReadInk(1, INK))
    assert tools.reader.begun.wait(5)
    desk.ask(ReadPixels(2, np.zeros((4, 5, 3), np.uint8)))
    gate.set()
    assert [desk.answer().generation, desk.answer().generation] == [1, 2]


def test_only_the_newest_of_waiting_requests_is_worked_on(desk_of):
    gate = threading.Event()
    desk, tools = desk_of(gate=gate)
    desk.answer()
    desk.ask(ReadPixels(1, np.zeros((4, 5, 3), np.uint8)), ReadInk(2, INK))
    assert isinstance(desk.answer(), PageRead)
    assert tools.reader.begun.wait(5)
    desk.ask(ReadInk(3, INK), ReadInk(4, Ink((*INK.strokes, *INK.strokes))), Cancel(99))
    gate.set()
    assert [desk.answer() for _ in range(3)] == [
        Stopped(2),
        Stopped(3),
        PageRead(4, Page((), 10, 20, source="2 strokes", alphabet="auto")),
    ]


def test_shutdown_ends_the_loop(desk_of):
    desk, _ = desk_of()
    desk.answer()
    desk.ask(Shutdown())
    desk.thread.join(5)
    assert not desk.thread.is_alive()
