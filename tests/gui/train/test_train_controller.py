"""What the Train workspace knows after each thing that the training process says."""

from __future__ import annotations

import numpy as np
import pytest
from silent_training import SilentTraining, info_of

from core.train.records import Change, EpochRecord
from core.training_events import (
    Batches,
    HistoryLoaded,
    RecordsArrived,
    RunChanged,
    RunDeleted,
    StateSaid,
    TrainingEnded,
    TrainingFailed,
)
from core.training_messages import ChangeSettings, LoadHistory, Pause, Resume, StartTraining, StopTraining
from gui.train.controller import TrainController
from gui.train.pace import RECENT, Pace
from gui.train.selection import LATEST, RunSelection

pytestmark = pytest.mark.gui


def some(first, count):
    step = np.arange(first, first + count)
    ones = np.ones(count)
    return Batches(step, step // 10, ones, ones / 2, ones / 10)


def an_epoch(number, step, accuracy=0.5, *, best=True):
    return EpochRecord(number, step, 1.0, 0.5, 1.0, accuracy, 0.25, best=best)


class Desk:
    def __init__(self):
        self.training, self.selection = SilentTraining(), RunSelection()
        self.controller = TrainController(self.training, self.selection)
        self.states, self.failed = [], []
        self.controller.state_changed.connect(self.states.append)
        self.controller.failed.connect(self.failed.append)


@pytest.fixture
def desk(qapp):
    return Desk()


def test_a_press_is_answered_before_the_process_does(desk):
    config = info_of("a").config
    desk.controller.start(config)
    assert desk.training.sent == [StartTraining(config)]
    assert desk.states == ["starting"]
    desk.controller.start(config)
    assert len(desk.training.sent) == 1, "one training at a time"
    desk.training.begin(info_of("a"))
    desk.controller.pause_or_go_on()
    assert desk.training.sent[-1] == Pause()
    assert desk.controller.state == "paused"
    desk.controller.pause_or_go_on()
    assert desk.training.sent[-1] == Resume()
    desk.controller.stop()
    assert desk.training.sent[-1] == StopTraining()
    assert desk.controller.state == "stopping"
    desk.training.say(StateSaid("running"))
    assert desk.controller.state == "stopping", "an answer that stop has overtaken"
    desk.training.say(TrainingEnded(info_of("a", state="stopped"), "stopped"), StateSaid("idle"))
    assert desk.states == ["starting", "running", "paused", "running", "stopping", "idle"]


def test_a_run_that_begins_is_chosen_and_its_epochs_are_announced(desk):
    arrived = []
    desk.selection.epoch_arrived.connect(lambda event: arrived.append((event.run, event.record.epoch)))
    desk.training.begin(info_of("a"))
    assert desk.selection.run == "a"
    desk.training.say(RecordsArrived("a", None, (an_epoch(0, 0, 0.1),)))
    desk.training.say(RecordsArrived("a", some(1, 10), (an_epoch(1, 10, 0.7),)))
    assert arrived == [("a", 0), ("a", 1)]
    assert desk.controller.curves["a"].step == 10
    info = desk.controller.runs["a"]
    assert (info.epoch, info.best_epoch, info.best_accuracy, info.state) == (1, 1, 0.7, "running")


def test_records_of_a_run_that_no_one_knows_are_dropped(desk):
    desk.training.say(RecordsArrived("ghost", some(1, 3)))
    assert "ghost" not in desk.controller.curves


def test_only_a_training_under_way_is_changed(desk):
    desk.controller.change({"dropout": 0.5})
    assert desk.training.sent == []
    desk.training.begin(info_of("a"))
    desk.controller.change({"dropout": 0.5})
    assert desk.training.sent == [ChangeSettings({"dropout": 0.5})]
    desk.training.say(RecordsArrived("a", some(1, 3), (), (Change(2, "dropout", 0.5),)))
    assert desk.controller.live["dropout"] == 0.5
    assert desk.controller.curves["a"].changes == [Change(2, "dropout", 0.5)]


def test_a_history_is_asked_for_once_and_drawn_when_it_comes(desk, qtbot):
    desk.training.list(info_of("old", state="finished"))
    curves = desk.controller.curves_of("old")
    assert desk.controller.curves_of("old") is curves
    assert desk.training.sent == [LoadHistory("old")]
    with qtbot.waitSignal(desk.controller.curves_changed):
        desk.training.say(HistoryLoaded("old", some(1, 30), (an_epoch(1, 10),), ()))
    assert curves.step == 30


def test_a_history_that_cannot_be_read_may_be_asked_for_again(desk):
    desk.training.list(info_of("old"))
    desk.controller.curves_of("old")
    desk.training.say(TrainingFailed(LoadHistory("old"), "The history of the run is damaged."))
    assert desk.failed == ["The history of the run is damaged."]
    desk.controller.curves_of("old")
    assert desk.training.sent == [LoadHistory("old"), LoadHistory("old")]


def test_a_continued_run_grows_on_from_its_history(desk):
    desk.training.begin(info_of("a"), step=20)
    desk.training.say(HistoryLoaded("a", some(1, 20), (an_epoch(2, 20),), ()))
    desk.training.say(RecordsArrived("a", some(21, 5)))
    assert desk.controller.curves["a"].step == 25


def test_a_deleted_run_is_gone_everywhere(desk):
    desk.training.list(info_of("a"), info_of("b"))
    desk.selection.choose_run("a")
    desk.controller.curves_of("a")
    desk.training.say(RunDeleted("a", "a", "/trash/a"))
    assert list(desk.controller.runs) == ["b"]
    assert "a" not in desk.controller.curves
    assert desk.selection.run == ""
    desk.training.say(RunChanged(info_of("a")))
    assert set(desk.controller.runs) == {"a", "b"}


def test_a_process_that_dies_ends_the_training_and_is_told(desk):
    desk.training.begin(info_of("a"))
    desk.training.state_changed.emit("restarting")
    assert desk.controller.state == "idle"
    assert desk.controller.run == ""
    assert "died while it trained a" in desk.failed[0]
    desk.training.state_changed.emit("failed")
    assert "cannot be started" in desk.failed[1]


def test_a_run_that_fails_says_why(desk):
    desk.training.begin(info_of("a"))
    desk.training.say(TrainingEnded(info_of("a", state="failed"), "The loss is no longer a number.", failed=True))
    assert desk.failed == ["The loss is no longer a number."]
    assert desk.controller.runs["a"].state == "failed"


def test_the_pace_is_that_of_the_last_seconds():
    now = [0.0]
    pace = Pace(lambda: now[0])
    assert pace.value == 0
    for second in range(20):
        now[0] = float(second)
        pace.note(100 * second if second < 10 else 1000 + 7 * (second - 10))
    assert pace.value == pytest.approx(7)
    assert RECENT < 10
    pace.clear()
    assert pace.value == 0


def test_a_selection_tells_each_change_once_and_forgets_the_epoch_of_another_run(qapp):
    selection, runs, epochs = RunSelection(), [], []
    selection.run_changed.connect(runs.append)
    selection.epoch_changed.connect(epochs.append)
    selection.choose_run("a")
    selection.choose_run("a")
    selection.choose_epoch(3)
    selection.choose_epoch(3)
    selection.choose_run("b")
    assert (runs, epochs) == (["a", "b"], [3])
    assert selection.epoch == LATEST
    with pytest.raises(ValueError, match="-2"):
        selection.choose_epoch(-2)
