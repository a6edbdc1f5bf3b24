"""What waits, what takes whose place, what is sent again."""

from __future__ import annotations

from core.ink import Ink
from core.messages import Cancel, EngineReady, LoadModel, OpenImage, PageRead, ReadInk, Shutdown
from core.page import Page
from gui.requests import ReadingOutbox


def taken(outbox):
    """Everything that waits to be sent."""
    messages = []
    while outbox._queue:
        messages.append(outbox.take())
    return messages


def test_a_newer_request_takes_the_place_of_a_waiting_one_of_its_kind():
    outbox = ReadingOutbox()
    picture = OpenImage(2, "a.png")
    for request in (ReadInk(1, Ink()), picture, ReadInk(3, Ink())):
        outbox.ask(request)
    assert taken(outbox) == [picture, ReadInk(3, Ink())]


def test_answers_settle_requests():
    outbox = ReadingOutbox()
    outbox.ask(ReadInk(1, Ink()))
    outbox.ask(OpenImage(2, "a.png"))
    assert outbox.is_waiting
    outbox.note(PageRead(1, Page((), 1, 1)))
    outbox.note(PageRead(7, Page((), 1, 1)))  # of nobody
    assert outbox.is_waiting
    outbox.ask(Cancel(2))
    assert not outbox.is_waiting


def test_unanswered_requests_are_sent_again_once():
    outbox = ReadingOutbox()
    outbox.ask(OpenImage(1, "a.png"))
    assert taken(outbox) == [OpenImage(1, "a.png")]
    outbox.recover()
    assert taken(outbox) == [OpenImage(1, "a.png")]
    assert outbox.take_given_up() == []
    outbox.recover()
    assert taken(outbox) == []
    assert outbox.take_given_up() == [1]
    assert outbox.take_given_up() == []


def test_what_never_was_sent_does_not_count_as_tried():
    outbox = ReadingOutbox()
    outbox.ask(OpenImage(1, "a.png"))
    for _ in range(3):
        outbox.recover()
    assert taken(outbox) == [OpenImage(1, "a.png")]
    assert outbox.take_given_up() == []


def test_cancels_are_not_repeated():
    outbox = ReadingOutbox()
    outbox.ask(OpenImage(1, "a.png"))
    outbox.ask(Cancel(1))
    outbox.recover()
    assert taken(outbox) == []


def test_a_fresh_engine_first_loads_the_model_in_use():
    outbox = ReadingOutbox()
    outbox.ask(LoadModel(1, "mine.safetensors"))
    taken(outbox)
    outbox.note(EngineReady("mine"))
    outbox.ask(ReadInk(2, Ink()))
    outbox.recover()
    assert taken(outbox) == [LoadModel(1, "mine.safetensors"), ReadInk(2, Ink())]
    outbox.ask(LoadModel(3, ""))
    taken(outbox)
    outbox.note(EngineReady("shipped"))
    outbox.note(PageRead(2, Page((), 1, 1)))
    outbox.recover()
    assert taken(outbox) == []


def test_an_interrupted_taker_goes_home():
    outbox = ReadingOutbox()
    outbox.ask(Shutdown())
    outbox.interrupt()
    assert outbox.take() is None
