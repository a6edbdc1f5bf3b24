"""What a run has recorded, ranges that hold still, and what is said about time."""

from __future__ import annotations

import numpy as np
import pytest

from core.train.records import Change, EpochRecord
from core.training_events import Batches, HistoryLoaded, RecordsArrived
from gui.train.look import steady_range
from gui.train.run_curves import RunCurves, spoken_time


def batches(first, count, *, norms=False):
    step = np.arange(first, first + count)
    measured = step[step % 5 == 1] if norms else step[:0]
    return Batches(
        step,
        step // 10 + 1,
        1 / step,
        step / 1000,
        np.full(count, 0.1),
        ("fc1", "fc2") if norms else (),
        measured,
        np.column_stack([measured, 2 * measured]) / 10,
        np.column_stack([measured, 2 * measured]) / 1000,
    )


def epoch(number, step, accuracy, *, best=False):
    return EpochRecord(number, step, 1.0, 0.5, 1.0, accuracy, 0.1, best=best)


def test_records_are_appended():
    curves = RunCurves("a", batches=10)
    curves.add(RecordsArrived("a", None, (epoch(0, 0, 0.1, best=True),)))
    curves.add(RecordsArrived("a", batches(1, 7, norms=True)))
    curves.add(RecordsArrived("a", batches(8, 3, norms=True), (epoch(1, 10, 0.4, best=True),), (Change(4, "x", 1.0),)))
    np.testing.assert_allclose(curves.loss.values, 1 / np.arange(1, 11), rtol=1e-6)
    assert curves.norm_steps.values.tolist() == [1, 6]
    np.testing.assert_allclose(curves.gradient["fc2"].values, [0.2, 1.2], rtol=1e-6)
    assert [record.epoch for record in curves.epochs] == [0, 1]
    assert curves.best.epoch == 1
    assert curves.changes == [Change(4, "x", 1.0)]
    assert curves.step == 10


def test_a_history_takes_the_place_of_what_was_there():
    curves = RunCurves("a", batches=10)
    curves.add(RecordsArrived("a", batches(1, 50)))
    curves.load(HistoryLoaded("a", batches(1, 20), (epoch(1, 10, 0.4), epoch(2, 20, 0.5)), ()))
    assert curves.step == 20
    curves.add(RecordsArrived("a", batches(21, 5)))
    np.testing.assert_allclose(curves.loss.values, 1 / np.arange(1, 26), rtol=1e-6)


def test_the_length_of_an_epoch_is_learnt_from_a_history():
    curves = RunCurves("a")
    assert curves.batches == 1
    curves.load(HistoryLoaded("a", batches(1, 26), (epoch(0, 0, 0.1), epoch(1, 13, 0.4), epoch(2, 26, 0.5)), ()))
    assert curves.batches == 13


def test_a_reading_is_what_was_recorded_at_that_step():
    curves = RunCurves("a", batches=10)
    assert curves.read(3) is None
    curves.add(RecordsArrived("a", batches(1, 25), (epoch(0, 0, 0.1), epoch(1, 10, 0.4), epoch(2, 20, 0.5))))
    reading = curves.read(14.2)
    assert (reading.step, reading.epoch, reading.valid.epoch) == (14, 1.4, 1)
    assert reading.loss == pytest.approx(1 / 14)
    assert reading.accuracy == pytest.approx(0.014)
    assert curves.read(0).valid.epoch == 0
    assert curves.read(0).loss is None
    assert curves.read(26) is None
    assert curves.read(-3) is None


@pytest.mark.parametrize(("seconds", "words"), [(0.2, "1 s"), (40, "40 s"), (180, "3 min"), (5400, "1 h 30 min")])
def test_time_is_said_as_a_person_says_it(seconds, words):
    assert spoken_time(seconds) == words


def test_a_range_holds_all_values_and_seldom_changes():
    values = np.linspace(0.3, 2.1, 50)
    low, high = steady_range(values, robust=False)
    assert low < 0.3
    assert high > 2.1
    assert steady_range(np.append(values, 2.11), robust=False) == (low, high)


def test_a_robust_range_leaves_the_outlier_outside():
    values = np.append(np.linspace(0.3, 2.1, 200), 900.0)
    assert steady_range(values, robust=True)[1] < 3
    assert steady_range(values, robust=False)[1] > 900


def test_a_range_of_one_value_has_room_and_of_none_there_is_none():
    low, high = steady_range(np.array([0.5]), robust=True)
    assert low < 0.5 < high
    assert steady_range(np.array([np.nan]), robust=True) is None
