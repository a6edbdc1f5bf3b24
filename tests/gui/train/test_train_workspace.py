"""The Train workspace's buttons and form on an engine that says only what a test says."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from silent_training import info_of

from core.train.config import TrainingConfig
from core.training_events import (
    DataDescribed,
    RatesTried,
    StateSaid,
    TrainingFailed,
    TrainingReady,
)
from core.training_messages import DescribeData, StartSweep, StartTraining
from gui.train.workspace import SWEEP

pytestmark = pytest.mark.gui


def test_the_first_visit_looks_at_the_data_set(desk):
    assert desk.training.sent == [DescribeData("synthetic")]
    assert "Looking" in desk.room.form.card.sentence.text()
    samples = np.zeros((2, 8, 8), np.uint8)
    desk.training.say(
        TrainingReady((("synthetic", "capitals"),), frozenset(("synthetic",))),
        DataDescribed("synthetic", samples, ("A", "B"), np.array([30, 20]), (40, 10, 0), "MIT", ("One was bad.",)),
    )
    text = desk.room.form.card.sentence.text()
    for part in ("2 classes", "40 samples to learn from", "10 to choose by", "MIT", "One was bad."):
        assert part in text
    assert desk.room.form.card.bars.accessibleDescription() == "A 30, B 20"
    desk.training.say(TrainingFailed(DescribeData("synthetic"), "It is gone."))
    assert desk.room.form.card.sentence.text() == "It is gone."


def test_the_big_button_starts_pauses_and_goes_on(desk):
    button = desk.room.start_bar.start
    for text, state in (("Start", ""), ("Pause", "running"), ("Go on", "paused"), ("Stopping", "stopping")):
        if state:
            desk.training.say(StateSaid(state))
        assert button.text() == text
        assert button.isEnabled() == (state != "stopping")
    desk.training.say(StateSaid("idle"))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert desk.last == StartTraining(desk.room.form.config())


def test_settings_that_do_not_fit_are_told_and_nothing_starts(desk):
    before = len(desk.training.sent)
    desk.room.form.chooser.box.setEditText("x" * 5000)
    desk.press("train.start")
    assert len(desk.training.sent) == before
    assert "dataset" in desk.told[0]


def test_settings_of_a_run_are_put_into_the_form(desk):
    config = TrainingConfig(learning_rate=0.123, hidden=(7,))
    desk.training.list(info_of("a", config=config))
    desk.press("run.duplicate")
    assert desk.room.form.config() == config


def test_a_sweep_asks_for_rates_around_the_one_in_the_form(desk):
    config = desk.room.form.config()
    desk.press("train.sweep")
    assert isinstance(desk.last, StartSweep)
    assert desk.last.config == config
    assert desk.last.rates == pytest.approx([config.learning_rate * part for part in SWEEP], rel=0.01)
    desk.training.begin(info_of("a", config=config.changed(learning_rate=9.0)))
    assert desk.room.form.config().learning_rate == 9.0
    desk.training.say(StateSaid("idle"))
    assert desk.room.form.config() == config, "the form is as it was before the sweep"


def test_a_suggested_rate_goes_into_the_form(desk):
    desk.training.say(RatesTried(np.array([0.1, 0.2]), np.array([2.0, 1.0]), 0.1234))
    assert desk.room.form.config().learning_rate == 0.12
    assert "0.12" in desk.said[-1]
    desk.training.say(RatesTried(np.array([0.1]), np.array([2.0]), None, "The loss fell at no learning rate."))
    assert desk.told == ["The loss fell at no learning rate."]


def test_fields_stand_in_one_column_and_their_text_off_the_edge(desk):
    fields = desk.room.form.fields
    assert len({fields[name].mapTo(desk.room, QPoint()).x() for name in ("augment", "model", "epochs")}) == 1
    assert all(box.findChild(QLineEdit).textMargins().left() >= 4 for box in (fields["epochs"], fields["dropout"]))
