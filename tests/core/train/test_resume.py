"""A resumed run is bit for bit the uninterrupted one: weights, optimizer, records; numpy and torch, one thread."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from core.errors import ConfigError, RunError
from core.train.checkpoint import load_checkpoint
from core.train.config import TrainingConfig
from core.train.control import Control
from core.train.engine import train
from core.train.history_file import load_history
from core.train.records import BatchRecord

HARD = TrainingConfig(
    dataset="toy",
    hidden=(12, 9),
    activation="relu",
    optimizer="adam",
    learning_rate=0.004,
    weight_decay=0.01,
    schedule="one-cycle",
    dropout=0.3,
    ema=0.95,
    label_smoothing=0.05,
    class_weights="balanced",
    batch_size=32,
    epochs=4,
    measure_every=7,
)
CASES = {
    "numpy adam": HARD,
    "numpy momentum": HARD.changed(optimizer="momentum", schedule="step", step_every=1, step_factor=0.5),
    "numpy augmented": HARD.changed(augment="usual", clip_norm=0.5),
    "torch adam": HARD.changed(backend="torch"),
    "torch momentum": HARD.changed(backend="torch", optimizer="momentum", schedule="cosine"),
    "torch reader": HARD.changed(backend="torch", model="reader", epochs=2),
}


def _same_tensors(ours, theirs):
    assert ours.keys() == theirs.keys()
    for name in ours:
        assert ours[name].dtype == theirs[name].dtype
        assert ours[name].tobytes() == theirs[name].tobytes(), name


# Stopped after so many records: the first epoch's, inside the second, at its very end.
@pytest.mark.parametrize(
    ("name", "stop_after"),
    [(name, 13) for name in CASES] + [("numpy adam", 1), ("numpy adam", 21), ("torch adam", 21)],
)
def test_a_resumed_run_equals_an_uninterrupted_one(name, stop_after, data, runs):
    config = CASES[name]
    whole = runs.create(config, name="whole")
    for _ in train(config, data, run=whole):
        pass
    parts = runs.create(config, name="parts")
    training = train(config, data, run=parts)
    for _ in range(stop_after):
        next(training)
    training.close()
    for _ in train(config, data, run=parts, resume=True):
        pass
    one, other = load_checkpoint(whole.last), load_checkpoint(parts.last)
    _same_tensors(one.tensors, other.tensors)
    _same_tensors(load_checkpoint(whole.best).tensors, load_checkpoint(parts.best).tensors)
    without_time = [dataclasses.replace(c.position, seconds=0.0, epoch_seconds=0.0) for c in (one, other)]
    assert without_time[0] == without_time[1]
    ours, theirs = load_history(whole.history), load_history(parts.history)
    np.testing.assert_array_equal(ours.batches, theirs.batches)
    np.testing.assert_array_equal(ours.norms, theirs.norms)
    assert [(e.epoch, e.train_loss, e.valid_loss) for e in ours.epochs][1:] == [
        (e.epoch, e.train_loss, e.valid_loss) for e in theirs.epochs
    ][1:]


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_what_came_after_the_last_checkpoint_is_forgotten_and_done_again(backend, data, runs):
    """As after a kill: the history has records that the checkpoint does not know."""
    config = HARD.changed(backend=backend)
    run = runs.create(config)
    records = []
    training = train(config, data, run=run, save_seconds=1e9)
    for _ in range(6):
        records.append(next(training))
    training.close()
    checkpoint = run.last.read_bytes()
    rest = list(train(config, data, run=run, resume=True))
    records += rest
    run.last.write_bytes(checkpoint)  # the last checkpoint that the disk took
    again = list(train(config, data, run=run, resume=True))
    assert [r for r in again if isinstance(r, BatchRecord)] == [r for r in rest if isinstance(r, BatchRecord)]
    assert load_history(run.history).records().batches == [r for r in records if isinstance(r, BatchRecord)]


def test_a_stop_in_the_middle_of_validation_changes_nothing(data, runs):
    config = HARD
    whole, parts = runs.create(config), runs.create(config)
    for _ in train(config, data, run=whole):
        pass
    control = Control()
    training = train(config, data, control=control, run=parts)
    for _ in range(11):  # all ten batches of the first epoch
        next(training)
    control.stop()
    with pytest.raises(StopIteration):
        next(training)
    assert load_checkpoint(parts.last).position.batch == 10
    for _ in train(config, data, run=parts, resume=True):
        pass
    _same_tensors(load_checkpoint(whole.last).tensors, load_checkpoint(parts.last).tensors)


def test_changed_settings_are_still_in_force_after_resuming(data, runs):
    run = runs.create(HARD)
    control = Control()
    config = HARD.changed(schedule="constant")
    training = train(config, data, control=control, run=run)
    next(training)
    control.change(learning_rate=0.123)
    next(training)
    training.close()
    batches = list(train(config, data, run=run, resume=True))[:3]
    assert [record.learning_rate for record in batches] == [0.123] * 3


def test_a_finished_run_goes_on_with_more_epochs(data, runs):
    run = runs.create(HARD)
    for _ in train(HARD, data, run=run):
        pass
    more = list(train(HARD.changed(epochs=6), data, run=run, resume=True))
    assert more[-1].epoch == 6
    assert [epoch.epoch for epoch in load_history(run.history).epochs] == list(range(7))


def test_more_epochs_are_still_asked_for_after_another_stop(data, runs):
    run = runs.create(HARD)
    for _ in train(HARD, data, run=run):
        pass
    training = train(HARD.changed(epochs=6), data, run=run, resume=True)
    next(training)
    training.close()
    assert run.info().config == HARD.changed(epochs=6)
    assert list(train(run.info().config, data, run=run, resume=True))[-1].epoch == 6


def test_another_network_or_dataset_is_refused(data, make_data, runs):
    run = runs.create(HARD)
    for _ in train(HARD.changed(epochs=1), data, run=run):
        pass
    with pytest.raises(ConfigError, match="hidden"):
        next(train(HARD.changed(hidden=(5,)), data, run=run, resume=True))
    with pytest.raises(RunError, match="dataset"):
        next(train(HARD, make_data(train=200), run=run, resume=True))


def test_a_run_in_use_is_not_trained_twice(data, runs):
    run = runs.create(HARD)
    training = train(HARD, data, run=run)
    next(training)
    with pytest.raises(RunError, match="another process"):
        next(train(HARD, data, run=run, resume=True))
    assert run.info().state == "running"
    training.close()
