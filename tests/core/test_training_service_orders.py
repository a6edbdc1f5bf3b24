"""Orders to a training that runs: acknowledged, obeyed, or refused in one sentence."""

from __future__ import annotations

import threading
import time

from training_window import CONFIG, LONG

from core.training_events import (
    HistoryLoaded,
    RecordsArrived,
    RunsListed,
    TrainingBegan,
    TrainingEnded,
    TrainingFailed,
)
from core.training_messages import (
    IDLE,
    PAUSED,
    RUNNING,
    STARTING,
    STOPPING,
    ChangeSettings,
    ListRuns,
    LoadHistory,
    Pause,
    Resume,
    StartTraining,
    StepBatch,
    StepEpoch,
    StopTraining,
)


def test_orders_are_acknowledged_and_obeyed(window):
    window.send(StartTraining(LONG))
    window.state(STARTING)
    window.until(RecordsArrived)
    window.send(Pause())
    window.state(PAUSED)
    time.sleep(0.3)
    window.ask(ListRuns(), RunsListed)  # whatever was under way has come before this
    before = window.batch_steps()[-1]
    window.send(StepBatch(3))
    window.state(PAUSED)
    window.until(RecordsArrived, lambda event: event.batches is not None and event.batches.step[-1] == before + 3)
    window.ask(ListRuns(), RunsListed)
    assert window.batch_steps()[-1] == before + 3
    window.send(StepEpoch())
    window.state(RUNNING)
    window.until(RecordsArrived, lambda event: bool(event.epochs))
    window.state(PAUSED)
    assert window.batch_steps()[-1] % 8 == 0
    window.send(Resume())
    window.state(RUNNING)
    window.until(RecordsArrived)
    window.send(StopTraining())
    window.state(STOPPING)
    ended = window.until(TrainingEnded)
    assert (ended.reason, ended.run.state) == ("stopped", "stopped")
    window.state(IDLE)


def test_an_order_is_acknowledged_while_a_long_step_is_computed(window, monkeypatch):
    from core.train.learner import Learner

    began, go_on = threading.Event(), threading.Event()
    real = Learner.batch

    def slow(learner):
        began.set()
        assert go_on.wait(20)
        return real(learner)

    monkeypatch.setattr(Learner, "batch", slow)
    window.send(StartTraining(CONFIG))
    assert began.wait(20)
    window.send(StopTraining())
    window.state(STOPPING)  # though no step has ended
    assert window.batch_steps() == []
    go_on.set()
    window.until(TrainingEnded)


def test_a_changed_setting_is_in_force_and_its_step_is_told(window):
    window.send(StartTraining(LONG))
    window.until(RecordsArrived, lambda event: event.batches is not None)
    window.send(ChangeSettings({"learning_rate": 0.025}))
    arrived = window.until(RecordsArrived, lambda event: bool(event.changes))
    [change] = arrived.changes
    assert (change.name, change.value) == ("learning_rate", 0.025)
    window.send(StopTraining())
    ended = window.until(TrainingEnded)
    stored = window.ask(LoadHistory(ended.run.id), HistoryLoaded)
    assert stored.changes == (change,)
    rates = stored.batches.rate
    assert (rates[: change.step] == 0.1).all()
    assert (rates[change.step :] == 0.025).all()


def test_a_change_out_of_bounds_is_one_sentence(window):
    window.send(StartTraining(LONG))
    window.until(TrainingBegan)
    failed = window.ask(ChangeSettings({"dropout": 2.0}), TrainingFailed)
    assert "dropout" in failed.message
    assert not failed.unexpected
    window.send(StopTraining())
    window.until(TrainingEnded)


def test_a_second_training_is_refused(window):
    window.send(StartTraining(LONG))
    window.until(TrainingBegan)
    assert "stop it first" in window.ask(StartTraining(CONFIG), TrainingFailed).message
    window.send(StopTraining())
    window.until(TrainingEnded)
    window.state(IDLE)
    assert window.train().reason == "finished"


def test_an_unknown_run_is_one_sentence(window):
    assert "no run" in window.ask(LoadHistory("gone"), TrainingFailed).message


def test_orders_without_training_change_nothing(window):
    window.send(Pause())
    window.state(IDLE)
