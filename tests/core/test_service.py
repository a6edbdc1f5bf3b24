"""The engine's loop, run in a thread with a reader that does as told: what comes back for what was asked."""

from __future__ import annotations

import time

import numpy as np
import pytest
from service_desk import INK

from core.explanation import Explanation
from core.messages import (
    EngineReady,
    ExplainWord,
    Failed,
    ImageOpened,
    LoadModel,
    OpenImage,
    PageRead,
    ReadInk,
    ReadPixels,
    WordExplained,
)
from core.page import Page
from core.transport import receive


def test_says_that_it_is_ready_and_reads_ink(desk_of):
    desk, _ = desk_of()
    assert desk.answer() == EngineReady("fake")
    desk.ask(ReadInk(5, INK, "digits"))
    assert desk.answer() == PageRead(5, Page((), 10, 20, source="1 strokes", alphabet="digits"))


@pytest.mark.parametrize("exact", [True, False])
def test_exact_shapes_reach_the_reader(desk_of, exact):
    desk, tools = desk_of()
    desk.answer()
    asked = []
    read_ink, read_picture = tools.reader.read_ink, tools.reader.read_picture
    tools.reader.read_ink = lambda ink, **how: asked.append(how.pop("exact_shapes")) or read_ink(ink, **how)
    tools.reader.read_picture = lambda picture, **how: (
        asked.append(how.pop("exact_shapes")) or read_picture(picture, **how)
    )
    desk.ask(ReadInk(1, INK, exact_shapes=exact))
    desk.answer()
    desk.ask(ReadPixels(2, np.zeros((4, 5, 3), np.uint8), exact_shapes=exact))
    desk.answer()
    desk.ask(OpenImage(3, "a.png", exact_shapes=exact))
    assert isinstance(desk.answer(), ImageOpened)
    desk.answer()
    assert asked == [exact] * 3


def test_a_word_of_a_page_that_was_read_is_explained(desk_of):
    desk, tools = desk_of()
    desk.answer()
    asked = []
    explanation = Explanation("I", "I", np.zeros((2, 2), np.uint8), np.zeros((2, 2), np.uint8), (), ())

    def explain(page, line, word, *, check):
        asked.append((page.source, line, word))
        check(0.5, "explaining")
        return explanation

    tools.reader.explain = explain
    desk.ask(ReadInk(3, INK), ReadPixels(4, np.zeros((4, 5, 3), np.uint8)))
    desk.answer(), desk.answer()
    desk.ask(ExplainWord(5, page=3, line=1, word=2))
    told = desk.answer()
    assert isinstance(told, WordExplained)
    assert (told.generation, told.explanation.text) == (5, "I")
    desk.ask(ExplainWord(6, page=4, line=0, word=0))
    desk.answer()
    assert asked == [("1 strokes", 1, 2), ("pasted picture", 0, 0)]
    desk.ask(ReadInk(7, INK))
    desk.answer()
    desk.ask(ExplainWord(8, page=3, line=1, word=2))  # a newer drawing took its place
    failed = desk.answer()
    assert isinstance(failed, Failed)
    assert "read it again" in failed.message
    assert not failed.unexpected


def test_an_opened_image_is_shown_before_it_is_read(desk_of):
    desk, _ = desk_of()
    desk.answer()
    desk.ask(OpenImage(1, "folder/scan.pdf", page=2, alphabet="all"))
    opened = desk.answer()
    assert isinstance(opened, ImageOpened)
    assert (opened.source, opened.pages) == ("scan.pdf", 4)
    np.testing.assert_array_equal(opened.pixels, np.full((2, 3, 3), 2))
    assert desk.answer() == PageRead(1, Page((), 2, 3, source="scan.pdf"))


def test_pixels_are_read(desk_of):
    desk, _ = desk_of()
    desk.answer()
    desk.ask(ReadPixels(9, np.zeros((4, 5, 3), np.uint8)))
    assert desk.answer() == PageRead(9, Page((), 4, 5, source="pasted picture", alphabet="auto"))


def test_an_expected_failure_is_one_sentence_and_the_next_request_is_answered(desk_of):
    desk, _ = desk_of()
    desk.answer()
    desk.ask(OpenImage(1, "a.bad"))
    assert desk.answer() == Failed(1, "This is no picture; open a PNG.")
    desk.ask(ReadInk(2, INK))
    assert desk.answer().generation == 2


def test_a_fault_of_ours_is_told_as_such_with_its_traceback(desk_of, caplog):
    desk, _ = desk_of()
    desk.answer()
    desk.ask(ReadPixels(3, np.zeros((4, 5, 3), np.uint8), source="poison"))
    failed = desk.answer()
    assert isinstance(failed, Failed)
    assert failed.unexpected
    assert "ZeroDivisionError" in failed.details
    assert "Traceback" not in failed.message
    assert "ZeroDivisionError" in caplog.text


def test_another_model_can_be_loaded(desk_of):
    desk, _ = desk_of()
    desk.answer()
    desk.ask(LoadModel(1, "models/mine.safetensors"))
    assert desk.answer() == EngineReady("mine")


def test_a_broken_model_is_told_at_the_start_and_again_when_asked_to_read(desk_of):
    desk, _ = desk_of(broken_model=True)
    sentence = "The model file is damaged; install Inkscope again."
    assert desk.answer() == Failed(0, sentence)
    desk.ask(ReadInk(1, INK))
    assert desk.answer() == Failed(1, sentence)


def test_progress_is_told_but_not_at_every_step(desk_of):
    desk, tools = desk_of()
    steps = 30

    def read_ink(ink, *, alphabet="auto", exact_shapes=False, check=None):
        for step in range(steps if check else 0):
            check(step / steps, "Reading")
            time.sleep(0.01)
        return Page((), 1, 1)

    assert desk.answer() == EngineReady("fake")
    tools.reader.read_ink = read_ink
    desk.ask(ReadInk(1, INK))
    progress = []
    while not isinstance(event := receive(desk.connection), PageRead):
        progress.append(event.fraction)
    assert 1 <= len(progress) < steps
    assert progress == sorted(progress)
