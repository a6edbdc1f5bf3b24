"""ReadController: what is asked, and which answers count."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QUndoStack
from silent_engine import PIXELS, SilentEngine

from core.ink import Stroke
from core.messages import (
    Cancel,
    Failed,
    ImageOpened,
    LoadModel,
    OpenImage,
    Progress,
    ReadInk,
    ReadPixels,
    Stopped,
)
from gui.messages import Messages
from gui.read.controller import DRAWING, PICTURE, ReadController
from gui.read.drawing import Drawing
from gui.settings_store import SettingsStore

pytestmark = pytest.mark.gui


def stroke(place=0.0):
    return Stroke(np.array([[place, 0, 1, 0], [place, 20, 1, 0.1]], np.float32))


class Bench:
    def __init__(self):
        self.engine = SilentEngine()
        self.messages = Messages()
        self.settings = SettingsStore(self.messages)
        self.settings.override(read_delay=0)
        self.stack = QUndoStack()
        self.drawing = Drawing(self.stack)
        self.controller = ReadController(self.drawing, self.engine, self.settings, self.messages)
        self.pages, self.stale, self.told, self.opened, self.asked = [], [], [], [], []
        self.controller.page_changed.connect(lambda source, page: self.pages.append((source, page and page.text)))
        self.controller.stale_changed.connect(lambda source, stale: self.stale.append((source, stale)))
        self.controller.picture_opened.connect(self.opened.append)
        self.controller.picture_asked.connect(self.asked.append)
        self.messages.failed.connect(self.told.append)

    @property
    def last(self):
        return self.engine.sent[-1]

    def answer(self, text, request=None):
        self.engine.answer(text, request)


@pytest.fixture
def bench(qapp):
    return Bench()


def draw(bench, qtbot, place=0.0):
    count = len(bench.engine.sent)
    bench.drawing.add_stroke(stroke(place))
    qtbot.waitUntil(lambda: len(bench.engine.sent) > count)


def open_picture(bench, path="/a/page.png", page=0):
    bench.controller.open_picture(path, page)
    bench.engine.event_received.emit(ImageOpened(bench.last.generation, PIXELS, "page.png", 3))


def test_a_stroke_is_read_after_a_moment(bench, qtbot):
    bench.drawing.add_stroke(stroke())
    assert bench.engine.sent == [], "not in the same step"
    assert bench.stale == [(DRAWING, True)]
    qtbot.waitUntil(lambda: len(bench.engine.sent) == 1)
    assert isinstance(bench.last, ReadInk)
    assert bench.last.ink == bench.drawing.ink
    bench.answer("I")
    assert bench.pages == [(DRAWING, "I")]
    assert not bench.controller.is_stale(DRAWING)


def test_quick_strokes_are_read_together(bench, qtbot):
    bench.settings.override(read_delay=30)
    for place in range(3):
        bench.drawing.add_stroke(stroke(place))
    qtbot.waitUntil(lambda: bool(bench.engine.sent))
    qtbot.wait(60)
    assert len(bench.engine.sent) == 1
    assert len(bench.last.ink.strokes) == 3


def test_a_stale_answer_never_overwrites_a_newer_one(bench, qtbot):
    draw(bench, qtbot, 0)
    first = bench.last
    draw(bench, qtbot, 1)
    second = bench.last
    bench.answer("old", first)
    assert bench.pages == []
    assert bench.controller.is_stale(DRAWING)
    bench.answer("new", second)
    bench.answer("old", first)
    assert bench.pages == [(DRAWING, "new")]
    assert bench.controller.page(DRAWING).text == "new"


def test_an_answer_that_comes_while_a_new_stroke_waits_is_shown_but_stays_dimmed(bench, qtbot):
    draw(bench, qtbot, 0)
    bench.settings.override(read_delay=2000)
    bench.drawing.add_stroke(stroke(1))
    bench.answer("I")
    assert bench.pages == [(DRAWING, "I")]
    assert bench.controller.is_stale(DRAWING)


def test_an_empty_drawing_has_no_text_and_old_answers_do_not_come_back(bench, qtbot):
    draw(bench, qtbot)
    request = bench.last
    bench.drawing.clear()
    assert bench.pages == [(DRAWING, None)]
    assert bench.last == Cancel(request.generation)
    bench.answer("I", request)
    assert bench.controller.page(DRAWING) is None
    assert not bench.controller.is_stale(DRAWING)
    bench.stack.undo()
    qtbot.waitUntil(lambda: isinstance(bench.last, ReadInk))
    assert bench.last.generation > request.generation


def test_a_picture_is_opened_and_read_and_becomes_recent(bench):
    open_picture(bench)
    assert bench.opened[0].source == "page.png"
    assert bench.asked == [True]
    assert bench.settings.settings.recent_files == ("/a/page.png",)
    bench.engine.event_received.emit(Progress(bench.last.generation, 0.5, "Reading"))
    bench.answer("PAGE")
    assert bench.pages[-1] == (PICTURE, "PAGE")
    assert not bench.controller.is_stale(PICTURE)


def test_a_bad_file_costs_one_sentence_and_no_picture(bench):
    open_picture(bench)
    bench.answer("PAGE")
    given_up = []
    bench.controller.picture_given_up.connect(lambda: given_up.append(1))
    bench.controller.open_picture("/a/broken.png")
    bench.engine.event_received.emit(Failed(bench.last.generation, "The picture is broken."))
    assert bench.told == ["The picture is broken."]
    assert given_up == [1]
    assert bench.controller.page(PICTURE).text == "PAGE"
    assert bench.settings.settings.recent_files == ("/a/page.png",)
    bench.controller.read_again(PICTURE)
    assert bench.last.path == "/a/page.png", "the picture on screen is read again, not the broken one"


def test_a_failure_of_something_old_is_not_told(bench):
    bench.controller.open_picture("/a/slow.png")
    old = bench.last.generation
    bench.controller.open_picture("/a/page.png")
    bench.engine.event_received.emit(Failed(old, "The picture is broken."))
    bench.engine.event_received.emit(ImageOpened(old, PIXELS, "slow.png"))
    bench.engine.event_received.emit(Stopped(old))
    assert bench.told == []
    assert bench.opened == []
    assert bench.controller.is_stale(PICTURE)


def test_reading_again_leaves_the_picture_as_it_is(bench):
    open_picture(bench)
    bench.answer("PAGE")
    bench.controller.read_again(PICTURE)
    bench.engine.event_received.emit(ImageOpened(bench.last.generation, PIXELS, "page.png", 3))
    assert bench.asked == [True, False]
    assert len(bench.opened) == 1
    bench.answer("AGAIN")
    assert bench.pages[-1] == (PICTURE, "AGAIN")


def test_another_page_of_the_file(bench):
    open_picture(bench)
    bench.controller.open_page(2)
    assert (bench.last.path, bench.last.page) == ("/a/page.png", 2)


def test_pasted_pixels_are_shown_at_once_and_read(bench):
    bench.controller.open_page(1)
    assert bench.engine.sent == [], "there is no file to turn the page of"
    bench.controller.read_pixels(PIXELS)
    assert isinstance(bench.last, ReadPixels)
    assert bench.opened[0].pixels is PIXELS
    assert bench.settings.settings.recent_files == ()
    bench.controller.open_page(1)
    assert len(bench.engine.sent) == 1


def test_cancelling_asks_the_engine_and_waits_for_its_word(bench):
    bench.controller.cancel(PICTURE)
    assert bench.engine.sent == []
    bench.controller.open_picture("/a/page.png")
    request = bench.last
    bench.controller.cancel(PICTURE)
    assert bench.last == Cancel(request.generation)
    assert bench.controller.is_stale(PICTURE)
    bench.engine.event_received.emit(Stopped(request.generation))
    assert not bench.controller.is_stale(PICTURE)


def test_another_alphabet_reads_both_again(bench, qtbot):
    draw(bench, qtbot)
    open_picture(bench)
    bench.settings.change(alphabet="digits")
    ink, picture = bench.engine.sent[-2:]
    assert isinstance(ink, ReadInk)
    assert isinstance(picture, OpenImage)
    assert ink.alphabet == picture.alphabet == "digits"
    count = len(bench.engine.sent)
    bench.settings.change(brush_width=9.0)
    assert len(bench.engine.sent) == count, "other settings read nothing again"


def test_another_model_is_loaded_and_its_failure_is_told(bench, qtbot):
    draw(bench, qtbot)
    bench.settings.change(model="/m/mine.safetensors")
    load, read = bench.engine.sent[-2:]
    assert isinstance(load, LoadModel)
    assert load.path == "/m/mine.safetensors"
    assert isinstance(read, ReadInk)
    bench.engine.event_received.emit(Failed(load.generation, "The model is damaged."))
    assert bench.told == ["The model is damaged. So the shipped model reads."]
    assert bench.settings.settings.model == "", "what cannot read must not be tried again in the next session"
    assert [request.path for request in bench.engine.sent if isinstance(request, LoadModel)][-1] == ""


def test_the_model_before_stays_where_another_one_cannot_read(bench):
    bench.settings.change(model="/m/good.safetensors")
    bench.settings.change(model="/m/bad.safetensors")
    load = [request for request in bench.engine.sent if isinstance(request, LoadModel)][-1]
    bench.engine.event_received.emit(Failed(load.generation, "The model is damaged."))
    assert bench.settings.settings.model == "/m/good.safetensors"
    assert bench.told == ["The model is damaged. So good reads."]
