"""The training process's loop, run in a thread at the other end of a real pipe: what comes back for what was asked."""

from __future__ import annotations

import numpy as np
from training_window import CONFIG

from core.train.records import BatchRecord, Change, EpochRecord
from core.training_desk import pack_stored
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
    ListRuns,
    LoadHistory,
    StartTraining,
)
from core.training_post import pack


def test_a_run_is_trained_and_every_record_comes_once_and_in_order(window):
    ended = window.train()
    assert (ended.reason, ended.failed, ended.run.state) == ("finished", False, "finished")
    began = window.all(TrainingBegan)[0]
    assert (began.batches, began.step, began.run.config) == (8, 0, CONFIG)
    assert window.batch_steps() == list(range(1, 25))
    assert window.epochs() == [0, 1, 2, 3]
    kinds = [type(event) for event in window.seen]
    assert kinds.index(TrainingEnded) > max(place for place, kind in enumerate(kinds) if kind is RecordsArrived)
    sent = [record for event in window.all(RecordsArrived) for record in event.epochs]
    assert all(record.filters is None and record.confusion is None for record in sent), "they lie in the run's folder"


def test_what_was_sent_is_what_the_run_recorded(window):
    ended = window.train()
    stored = window.ask(LoadHistory(ended.run.id), HistoryLoaded)
    sent = [event.batches for event in window.all(RecordsArrived) if event.batches is not None]
    for name in ("step", "epoch", "loss", "accuracy", "rate", "norm_steps", "gradient_norms", "update_ratios"):
        there = np.concatenate([getattr(part, name) for part in sent if getattr(part, name).size])
        np.testing.assert_array_equal(there, getattr(stored.batches, name), err_msg=name)
    assert stored.batches.layers == ("fc1", "fc2")
    assert stored.batches.norm_steps.tolist() == [1, 6, 11, 16, 21]
    assert [record.epoch for record in stored.epochs] == [0, 1, 2, 3]


def test_a_run_that_fails_says_why(window):
    with np.errstate(all="ignore"):
        ended = window.train(CONFIG.changed(learning_rate=100.0, activation="linear", epochs=200))
    assert ended.failed
    assert "no longer a number" in ended.reason
    assert (ended.run.state, ended.run.reason) == ("failed", ended.reason)


def test_settings_that_do_not_fit_leave_no_run(window):
    failed = window.ask(StartTraining(CONFIG.changed(init_from="/nowhere.safetensors")), TrainingFailed)
    assert "nowhere" in failed.message
    window.state(IDLE)
    assert window.ask(ListRuns(), RunsListed).runs == ()
    assert "no dataset" in window.ask(StartTraining(CONFIG.changed(dataset="gone")), TrainingFailed).message


def test_packed_records_are_what_the_history_file_gives(tmp_path):
    from core.train.history_file import HistoryFile, load_history

    records = [
        BatchRecord(1, 1, 2.0, 0.1, 0.01, {"fc1": 1.0, "fc2": 2.0}, {"fc1": 0.1, "fc2": 0.2}),
        BatchRecord(2, 1, 1.5, 0.2, 0.01),
        BatchRecord(3, 1, 1.2, 0.4, 0.02, {"fc1": 0.5, "fc2": 0.25}, {"fc1": 0.3, "fc2": 0.4}),
    ]
    file = HistoryFile(tmp_path)
    for record in records:
        file.add_batch(record)
    file.add_change(Change(2, "momentum", 0.5))
    file.add_epoch(EpochRecord(0, 0, 1.0, 0.0, 1.0, 0.0, 0.1))
    file.close()
    sent, stored = pack(records), pack_stored(load_history(tmp_path))
    assert sent.layers == stored.layers
    for name in ("step", "epoch", "loss", "accuracy", "rate", "norm_steps", "gradient_norms", "update_ratios"):
        np.testing.assert_array_equal(getattr(sent, name), getattr(stored, name))
