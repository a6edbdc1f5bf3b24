"""Teach my hand: what is on the page becomes samples; after fine-tuning one is asked which reader shall read."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from core.page import Box, Candidate, Glyph, Line, Page, Word
from core.training_events import SamplesKept, TrainingFailed
from core.training_messages import KeepSamples
from core.verdict import Side, Verdict
from gui.actions import ActionTable
from gui.context import Context
from gui.messages import Messages
from gui.settings_store import SettingsStore
from gui.teaching import Teaching, kept_sentence
from gui.train.hand_verdict import HandVerdict

pytestmark = pytest.mark.gui
PATCH = np.full((32, 32), 9, np.uint8)


class Engine(QObject):
    event_received = Signal(object)
    state_changed = Signal(str, str)

    def __init__(self):
        super().__init__()
        self.sent, self.started = [], False

    def start(self):
        self.started = True

    def send(self, request):
        self.sent.append(request)


def glyph(text, confidence, patch=PATCH):
    return Glyph(Box(0, 0, 9, 9), (Candidate(text, confidence),), patch)


def page(*glyphs):
    return Page(lines=(Line((Word(glyphs),)),), height=100, width=100, source="drawing")


class Desk:
    def __init__(self, qtbot):
        self.owner = QMainWindow()
        qtbot.addWidget(self.owner)
        self.said, self.told = [], []
        messages = Messages()
        messages.said.connect(self.said.append)
        messages.failed.connect(self.told.append)
        self.training, self.page = Engine(), None
        actions = ActionTable(self.owner)
        context = Context(SettingsStore(messages), messages, actions, Engine(), training=self.training)
        self.teaching = Teaching(context, lambda: self.page, self.owner)
        actions.set_condition("has_text", True)
        self.action = actions.action("read.teach")


@pytest.fixture
def desk(qtbot):
    return Desk(qtbot)


def test_sure_and_corrected_characters_are_kept_as_the_text_says_them(desk):
    doubtful, unseen, unknown = glyph("D", 0.3), glyph("E", 1.0, None), glyph("ß", 1.0)
    desk.page = page(glyph("A", 0.99), glyph("b", 1.0), doubtful, unseen, unknown)
    desk.action.trigger()
    assert desk.training.started
    (request,) = desk.training.sent
    assert isinstance(request, KeepSamples)
    assert [label for label, _patch in request.samples] == ["A", "b"]
    assert all(np.array_equal(patch, PATCH) for _label, patch in request.samples)
    desk.training.event_received.emit(SamplesKept(2, 12, 9))
    assert desk.said[-1].startswith("2 characters kept as samples of your hand: 12 in all, of 9 kinds. With 28 more")
    desk.training.event_received.emit(TrainingFailed(request, "The disk is full."))
    assert desk.told == ["The disk is full."]


def test_nothing_sure_is_said_and_nothing_sent(desk):
    for shown in (None, page(glyph("D", 0.3))):
        desk.page = shown
        desk.action.trigger()
        assert "no sure character" in desk.said[-1]
    assert desk.training.sent == []


def test_enough_samples_are_said():
    assert kept_sentence(SamplesKept(3, 60, 20)).endswith("Train can fine-tune the reader to it now.")


BETTER = Verdict(Side(20, 0.7, 0.9), Side(900, 0.752, 0.75))
WORSE = Verdict(Side(20, 0.7, 0.7), Side(900, 0.752, 0.7))
MIXED = Verdict(Side(20, 0.7, 0.9), Side(900, 0.752, 0.7))


@pytest.fixture
def strip(qtbot):
    made = HandVerdict()
    qtbot.addWidget(made)
    return made


def test_both_readers_are_told_with_numbers_and_the_person_decides(strip, qtbot):
    used = []
    strip.used.connect(used.append)
    strip.ask("run-1", BETTER)
    assert strip.isVisible()
    assert "your 20 held-back samples 70.0 %, then 90.0 %" in strip.words.text()
    assert "900 characters of other hands 75.2 %, then 75.0 %" in strip.words.text()
    QTest.mouseClick(strip.use, Qt.MouseButton.LeftButton)
    assert used == ["run-1"]
    assert not strip.isVisible()


def test_what_is_lost_elsewhere_is_said(strip):
    strip.ask("run-3", MIXED)
    assert "better, but other hands worse" in strip.words.text()


def test_a_worse_reader_is_not_put_in_place_unasked(strip):
    used = []
    strip.used.connect(used.append)
    strip.ask("run-2", WORSE)
    assert "keep the old one" in strip.words.text()
    QTest.mouseClick(strip.keep, Qt.MouseButton.LeftButton)
    assert used == []
    assert not strip.isVisible()
