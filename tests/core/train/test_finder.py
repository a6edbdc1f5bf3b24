"""The learning-rate finder on curves that are known, and on a network."""

from __future__ import annotations

import math

import pytest

from core.errors import DataError
from core.train.config import TrainingConfig
from core.train.engine import train
from core.train.finder import Trial, suggested_rate, try_rates
from core.train.records import EpochRecord

CONFIG = TrainingConfig(dataset="toy", hidden=(16,), epochs=3)


def test_the_steepest_fall_is_suggested():
    rates = [10 ** (number / 10) for number in range(-40, 10)]
    trials = [Trial(rate, 0.0, 3 - 2 / (1 + math.exp(-4 * math.log10(rate / 0.05)))) for rate in rates]
    assert suggested_rate(trials) == pytest.approx(0.05, rel=0.3)


def test_a_loss_that_never_falls_is_one_sentence():
    with pytest.raises(DataError):
        suggested_rate([Trial(rate, 1.0, 1.0 + rate) for rate in (0.1, 0.2, 0.4, 0.8)])
    with pytest.raises(DataError):
        suggested_rate([Trial(0.1, 1.0, 1.0)])


def test_the_suggested_rate_learns_better_than_a_tenth_of_it(data):
    trials = list(try_rates(CONFIG, data, low=1e-4, high=100.0, steps=60))
    assert [trial.learning_rate for trial in trials] == sorted(trial.learning_rate for trial in trials)
    rate = suggested_rate(trials)
    assert 0.01 < rate < 20

    def last_loss(learning_rate):
        records = train(CONFIG.changed(learning_rate=learning_rate), data)
        return [record.valid_loss for record in records if isinstance(record, EpochRecord)][-1]

    assert last_loss(rate) < last_loss(rate / 10)


def test_a_loss_that_explodes_ends_it(data):
    config = CONFIG.changed(activation="linear", initializer="normal")
    trials = list(try_rates(config, data, low=1e-3, high=1e6, steps=80))
    assert len(trials) < 80


def test_bad_bounds_are_refused(data):
    with pytest.raises(ValueError, match="low"):
        next(try_rates(CONFIG, data, low=1.0, high=0.1))
