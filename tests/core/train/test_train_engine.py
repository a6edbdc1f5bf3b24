"""train(): what it yields, that it learns, stops, stops early, and obeys its Control."""

from __future__ import annotations

import dataclasses
import math
import threading

import numpy as np
import pytest

from core.errors import DataError, RunError
from core.train.config import TrainingConfig
from core.train.control import Control
from core.train.engine import train
from core.train.history_file import load_epoch_arrays, load_history
from core.train.records import BatchRecord, Change, EpochRecord

FAST = TrainingConfig(dataset="toy", hidden=(16,), epochs=3, learning_rate=0.3, batch_size=32, measure_every=5)


def _follow(generator):
    """All records, and why it ended."""
    records = []
    while True:
        try:
            records.append(next(generator))
        except StopIteration as end:
            return records, end.value


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_records_come_in_order_and_the_network_learns(data, backend):
    records, reason = _follow(train(FAST.changed(backend=backend, epochs=6), data))
    assert reason == "finished"
    epochs = [record for record in records if isinstance(record, EpochRecord)]
    batches = [record for record in records if isinstance(record, BatchRecord)]
    assert [record.epoch for record in epochs] == list(range(7))
    assert [record.step for record in batches] == list(range(1, 6 * 10 + 1))
    assert isinstance(records[0], EpochRecord)
    assert math.isnan(records[0].train_loss)
    assert epochs[-1].valid_accuracy > 0.9 > epochs[0].valid_accuracy
    assert epochs[-1].confusion.sum() == 80
    assert np.trace(epochs[-1].confusion) / 80 == pytest.approx(epochs[-1].valid_accuracy)
    assert epochs[0].filters.shape == (16, 12, 12)
    assert [bool(record.gradient_norms) for record in batches[:11]] == [True, *[False] * 4] * 2 + [True]
    assert set(batches[0].gradient_norms) == {"fc1", "fc2"} == set(batches[0].update_ratios)
    in_second = [record for record in batches if record.epoch == 2]
    assert epochs[2].train_loss == pytest.approx(
        sum(record.loss * size for record, size in zip(in_second, [32] * 9 + [12], strict=True)) / 300
    )


def test_numpy_and_torch_follow_the_same_curve(data):
    config = FAST.changed(optimizer="momentum", learning_rate=0.05, weight_decay=1e-3, class_weights="balanced")
    config = config.changed(label_smoothing=0.1, schedule="one-cycle", ema=0.9)
    ours, _ = _follow(train(config, data))
    theirs, _ = _follow(train(config.changed(backend="torch"), data))
    for our, their in zip(ours, theirs, strict=True):
        if isinstance(our, BatchRecord):
            assert our.loss == pytest.approx(their.loss, rel=1e-4)
            assert our.learning_rate == their.learning_rate
            assert our.gradient_norms == pytest.approx(their.gradient_norms, rel=1e-3)
            assert our.update_ratios == pytest.approx(their.update_ratios, rel=1e-3)
        else:
            assert our.valid_loss == pytest.approx(their.valid_loss, rel=1e-4)
            np.testing.assert_allclose(our.filters, their.filters, atol=1e-4)


def test_adam_is_the_same_in_both(data):
    config = FAST.changed(optimizer="adam", learning_rate=0.003, weight_decay=0.01, clip_norm=0.5)
    ours, _ = _follow(train(config, data))
    theirs, _ = _follow(train(config.changed(backend="torch"), data))
    assert [r.loss for r in ours if isinstance(r, BatchRecord)] == pytest.approx(
        [r.loss for r in theirs if isinstance(r, BatchRecord)], rel=1e-3
    )


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_dead_units_are_counted(data, backend):
    config = FAST.changed(backend=backend, activation="relu", initializer="zeros", epochs=1)
    records, _ = _follow(train(config, data))
    assert records[0].dead_units == {"act1": 1.0}


def test_early_stopping_ends_after_the_patience(data):
    records, reason = _follow(train(FAST.changed(epochs=200, patience=3, watch="accuracy"), data))
    epochs = [record for record in records if isinstance(record, EpochRecord)]
    assert reason == "stopped early"
    best = max(record.epoch for record in epochs if record.best)
    assert epochs[-1].epoch == best + 3 < 200


@pytest.mark.parametrize("watch", ["accuracy", "loss"])
def test_the_best_epoch_is_the_best_by_what_is_watched(data, watch):
    """With a rate that is too large the two figures disagree and go up and down."""
    config = FAST.changed(watch=watch, learning_rate=3.0, epochs=12, label_smoothing=0.2)
    epochs = [record for record in train(config, data) if isinstance(record, EpochRecord)]
    values = [record.valid_accuracy if watch == "accuracy" else -record.valid_loss for record in epochs]
    assert [record.best for record in epochs] == [
        value > max(values[:place], default=-math.inf) for place, value in enumerate(values)
    ]
    assert sum(record.best for record in epochs) < len(epochs)


def test_a_loss_that_is_no_number_fails_the_run(data, runs):
    config = FAST.changed(learning_rate=100.0, activation="linear", initializer="normal", epochs=50, momentum=0.99)
    run = runs.create(config.changed(optimizer="momentum"))
    with pytest.raises(RunError, match="smaller learning rate"):
        _follow(train(config.changed(optimizer="momentum"), data, run=run))
    assert run.info().state == "failed"
    assert "learning rate" in run.info().reason


def test_closing_the_generator_leaves_a_run_to_resume(data, runs):
    run = runs.create(FAST)
    training = train(FAST, data, run=run)
    for _ in range(15):
        next(training)
    training.close()
    assert (run.info().state, run.info().step) == ("stopped", 13)  # 15 records: two epochs' and 13 batches'
    assert len(load_history(run.history).batches) == 13


def test_stop_is_obeyed_after_the_batch(data, runs):
    control, run = Control(), runs.create(FAST)
    training = train(FAST, data, control=control, run=run)
    for _ in range(5):
        next(training)
    control.stop()
    assert control.state == "stopping"
    assert _follow(training) == ([], "stopped")
    assert run.info().state == "stopped"


def test_pause_step_and_resume(data):
    control = Control()
    control.pause()
    seen, lock = [], threading.Lock()
    reached = {count: threading.Event() for count in (1, 2, 4, 12)}

    def follow():
        for record in train(FAST, data, control=control):
            with lock:
                seen.append(record)
                if len(seen) in reached:
                    reached[len(seen)].set()

    thread = threading.Thread(target=follow)
    thread.start()
    assert reached[1].wait(20)  # the untrained network is measured
    control.step_batch()
    assert reached[2].wait(20)
    control.step_batch(2)
    assert reached[4].wait(20)
    assert not reached[12].wait(0.05)  # it waits
    control.step_epoch()  # seven batches and the record of the epoch
    assert reached[12].wait(20)
    with lock:
        assert len(seen) == 12
        assert isinstance(seen[-1], EpochRecord)
    assert control.state == "paused"
    control.resume()
    thread.join(20)
    assert not thread.is_alive()
    assert len(seen) == 4 + 30


def test_settings_change_while_it_runs(data, runs):
    control, run = Control(), runs.create(FAST)
    training = train(FAST, data, control=control, run=run)
    for _ in range(4):
        next(training)
    control.change(learning_rate=0.001, dropout=0.5)
    assert next(training).learning_rate == 0.001
    _follow(training)
    assert load_history(run.history).changes == (Change(3, "learning_rate", 0.001), Change(3, "dropout", 0.5))


def test_only_live_settings_change():
    from core.errors import ConfigError

    with pytest.raises(ConfigError):
        Control().change(batch_size=3)
    with pytest.raises(ConfigError):
        Control().change(dropout=2.0)


def test_without_a_validation_split_some_training_samples_are_held_out(data):
    only_train = dataclasses.replace(data, split=np.where(data.split == "valid", "train", data.split))
    records, _ = _follow(train(FAST.changed(epochs=1), only_train))
    assert records[0].confusion.sum() == 38


def test_a_dataset_without_training_samples_is_refused(data):
    with pytest.raises(DataError):
        next(train(FAST, dataclasses.replace(data, split=np.full(len(data), "test"))))


def test_the_history_on_disk_is_what_was_yielded(data, runs):
    run = runs.create(FAST, name="kept")
    records, _ = _follow(train(FAST, data, run=run))
    batches = [record for record in records if isinstance(record, BatchRecord)]
    epochs = [record for record in records if isinstance(record, EpochRecord)]
    stored = load_history(run.history)
    assert stored.records().batches == batches
    scalars = [dataclasses.replace(record, filters=None, confusion=None) for record in epochs]
    for kept, given in zip(stored.epochs, scalars, strict=True):
        for name in ("epoch", "step", "valid_loss", "valid_accuracy", "seconds", "dead_units", "best"):
            assert getattr(kept, name) == getattr(given, name)
    for record in epochs:
        arrays = load_epoch_arrays(run.history, record.epoch)
        np.testing.assert_array_equal(arrays.filters, record.filters)
        np.testing.assert_array_equal(arrays.confusion, record.confusion)
        assert set(arrays.weights) == {"fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"}
    info = run.info()
    assert (info.state, info.reason, info.epoch, info.step) == ("finished", "finished", 3, 30)
    assert info.best_accuracy == max(record.valid_accuracy for record in epochs)
