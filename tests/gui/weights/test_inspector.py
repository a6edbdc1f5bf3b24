"""Questions and answers over the real pipe; which network is looked at; the scrubber over its epochs."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.inspection_answers import Description, Layer
from core.inspection_messages import READER, Correct, Describe, SaveFigure, See, ShowConfusion, ShowMosaic, Subject
from core.train.records import EpochRecord
from gui.cancel_button import CancelButton
from gui.inspector import GIVEN_UP, Inspector
from gui.looking import Looking
from gui.scrubber import EpochScrubber
from gui.train.selection import LATEST, RunSelection
from gui.weights.controls import WeightsControls

sys.path.insert(0, str(Path(__file__).parents[1]))
from fake_inspector import TARGET, SilentInspector

pytestmark = pytest.mark.gui
PATIENCE = 60_000


def description(source="one", epochs=(0, 1, 2, 3), best=2):
    return Description(
        source, source.title(), "fc", ("A", "B"), (1, 4, 4), (Layer("fc1", (3, 16)), Layer("fc2", (2, 3))), epochs,
        best, "toy", (("one", "One"), ("two", "Two"), (READER, "Shipped reader")), ("synthetic", "toy"),
    )  # fmt: skip


def record(epoch):
    return EpochRecord(epoch, 10, 1.0, 0.5, 1.0, 0.5, 0.1)


@pytest.fixture
def looking(qtbot):
    made = Looking(RunSelection())
    made.inspector = SilentInspector()
    made.set_shown(True)
    return made


@pytest.fixture
def scrubber(looking, qtbot):
    made = EpochScrubber(looking)
    qtbot.addWidget(made)
    looking.inspector.answer(Describe, description())
    return made


def test_each_question_gets_its_answer_or_a_sentence(qtbot):
    inspector = Inspector(target=TARGET)
    answers, sentences, progress = [], [], []
    inspector.failed.connect(sentences.append)
    inspector.progressed.connect(lambda *said: progress.append(said))
    inspector.ask(Correct("toy", {}), answers.append)
    inspector.ask(SaveFigure(ShowMosaic(Subject()), "a.png"), answers.append)
    inspector.ask(Describe(), answers.append)
    inspector.ask(ShowConfusion(Subject()), answers.append, sentences.append)
    try:
        qtbot.waitUntil(lambda: not inspector.is_busy, timeout=PATIENCE)
        assert [type(answer).__name__ for answer in answers] == ["Corrected", "Saved"]
        assert sentences[0] == "There is no such run."
        assert "fault of Inkscope" in sentences[1]
    finally:
        inspector.stop()
    assert inspector.process_id is None


def test_the_newest_of_a_kind_takes_the_place_of_the_waiting_one(qtbot):
    inspector = Inspector(target=TARGET)
    answers = []
    for name in ("first", "second", "third"):
        inspector.ask(SaveFigure(ShowMosaic(Subject()), name), answers.append)
    try:
        qtbot.waitUntil(lambda: not inspector.is_busy, timeout=PATIENCE)
        assert [answer.path for answer in answers] == ["first", "third"]
    finally:
        inspector.stop()


def test_it_follows_the_chosen_run(looking, qtbot):
    with qtbot.waitSignal(looking.changed):
        looking._selection.choose_run("two")
    assert looking.subject() == Subject("two", LATEST)
    looking.inspector.answer(Describe, description("two"))
    looking.choose_source(READER)
    assert looking.subject().source == READER
    looking.choose_source("one")
    assert looking._selection.run == "one"


def test_a_new_epoch_of_the_run_is_followed_and_another_runs_is_not(looking):
    looking._selection.choose_run("one")
    looking.inspector.answer(Describe, description())
    changes = []
    looking.changed.connect(lambda: changes.append(1))
    looking._selection.announce("two", record(1))
    assert not changes
    looking._selection.announce("one", record(4))
    assert changes == [1]
    looking.choose_epoch(1)
    looking._selection.announce("one", record(5))
    assert changes == [1, 1]  # the choice itself; the past stays in sight


def test_nothing_is_asked_while_no_view_is_shown_and_all_is_caught_up_with(looking):
    looking.set_shown(False)
    looking.inspector.asked.clear()
    changes = []
    looking.changed.connect(lambda: changes.append(looking.source))
    looking._selection.choose_run("two")
    looking._selection.announce("two", record(1))
    looking._selection.announce("two", record(2))
    looking.choose_epoch(1)
    assert changes == ["two", "two"], "the choices, not the epochs"
    assert looking.inspector.asked == []
    looking.set_shown(True)
    assert [question for question, _answered, _failed in looking.inspector.asked] == [Describe(Subject("two"))]
    assert looking.subject() == Subject("two", 1)


def test_the_scrubber_chooses_epochs_for_all(scrubber, looking):
    assert scrubber.text == "Epoch 3 of 3, newest"
    scrubber.slider.setValue(0)
    assert looking.epoch == 0
    assert scrubber.text == "Epoch 0 of 3, before training"
    scrubber.forward.click()
    scrubber.forward.click()
    assert looking.epoch == 2
    assert scrubber.text == "Epoch 2 of 3, best"
    scrubber.forward.click()
    assert looking.epoch == LATEST


def test_it_stays_at_its_epoch_while_new_ones_come(scrubber, looking):
    scrubber.slider.setValue(1)
    looking._selection.announce("one", record(4))
    looking.inspector.answer(Describe, description(epochs=(0, 1, 2, 3, 4)))
    assert scrubber.slider.value() == 1
    assert scrubber.slider.maximum() == 4


def test_the_film_plays_from_the_start_and_stops_at_the_end(scrubber, looking, qtbot):
    seen = []
    looking.changed.connect(lambda: seen.append(looking.epoch))
    scrubber._film.setInterval(1)
    scrubber.play_button.click()
    qtbot.waitUntil(lambda: not scrubber.is_playing, timeout=PATIENCE)
    assert seen == [0, 1, 2, LATEST]


def test_without_epochs_there_is_nothing_to_play(scrubber, looking):
    looking.set_shown(True)
    looking.inspector.answer(Describe, description(READER, epochs=()))
    assert not scrubber.play_button.isEnabled()
    assert scrubber.text.startswith("No epochs")


def test_a_chosen_character_is_told_once(looking, qtbot):
    told = []
    looking.patch.changed.connect(lambda: told.append(looking.patch.title))
    looking.patch.choose(np.ones((3, 3), np.uint8), "A")
    looking.patch.choose(np.ones((3, 3), np.uint8), "A")
    looking.patch.choose(None)
    assert told == ["A", ""]
    assert See(looking.subject(), np.ones((3, 3), np.uint8)).kind == "see"


def test_another_network_is_shown_by_its_first_layer(looking, qtbot):
    controls, asked = WeightsControls(looking), []
    qtbot.addWidget(controls)
    looking.described.emit(description())
    controls.layers.setCurrentRow(1)
    controls.changed.connect(lambda: asked.append(controls.layer))
    looking.described.emit(description(epochs=(0, 1)))
    assert controls.layer == "fc2"
    assert asked == []
    other = description(READER, epochs=())
    looking.described.emit(replace(other, layers=(Layer("conv1", (3, 1, 3, 3)), Layer("fc2", (2, 3)))))
    assert asked == ["conv1"]
    assert not controls.start.isEnabled()


def test_what_takes_long_is_given_up_by_a_button(qtbot):
    inspector = Inspector(target=TARGET)
    button = CancelButton(inspector, ("mosaic", "unit"))
    qtbot.addWidget(button)
    answers, sentences = [], []
    inspector.ask(ShowMosaic(Subject()), answers.append, sentences.append)
    assert not button.isVisible(), "what is quick needs no button"
    try:
        qtbot.waitUntil(button.isVisible, timeout=PATIENCE)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: bool(sentences), timeout=PATIENCE)
        assert sentences == [GIVEN_UP]
        assert not button.isVisible()
        inspector.ask(Correct("toy", {}), answers.append)
        qtbot.waitUntil(lambda: bool(answers), timeout=PATIENCE)
    finally:
        inspector.stop()


def test_a_newer_question_is_no_giving_up(qtbot):
    inspector = Inspector(target=TARGET)
    answers, sentences = [], []
    inspector.ask(ShowMosaic(Subject()), answers.append, sentences.append)
    inspector.ask(ShowMosaic(Subject("other")), answers.append, sentences.append)
    try:
        qtbot.waitUntil(lambda: inspector.is_asked("mosaic"), timeout=PATIENCE)
        inspector.cancel("mosaic")
        qtbot.waitUntil(lambda: bool(sentences), timeout=PATIENCE)
        assert (answers, sentences) == ([], [GIVEN_UP])
        assert not inspector.is_busy, "what waited behind it is given up as well"
    finally:
        inspector.stop()


def test_without_a_run_a_button_leads_to_training(looking, qtbot):
    asked = []
    scrubber = EpochScrubber(looking, train=lambda: asked.append(True))
    qtbot.addWidget(scrubber)
    scrubber.show()
    looking.described.emit(replace(description(epochs=()), sources=((READER, "Shipped reader"),)))
    assert scrubber.train_button.isVisible()
    assert not scrubber.slider.isVisible()
    assert "No network of yours yet" in scrubber.text
    QTest.mouseClick(scrubber.train_button, Qt.MouseButton.LeftButton)
    assert asked == [True]
    looking.described.emit(description())
    assert scrubber.slider.isVisible()
    assert not scrubber.train_button.isVisible()
