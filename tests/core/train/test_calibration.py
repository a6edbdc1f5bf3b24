"""Temperature scaling finds the temperature that the samples were drawn with."""

from __future__ import annotations

import numpy as np
import pytest

from core.metrics import calibration_error
from core.train.calibration import COLDEST, HOTTEST, calibrate, fit_temperature
from core.train.config import TrainingConfig
from core.train.engine import train
from core.train.evaluation import evaluate
from core.train.measure import losses, probabilities
from core.train.models import model_of


@pytest.mark.parametrize("true", [0.3, 1.0, 2.5])
def test_the_true_temperature_is_found(true):
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 3, (20_000, 6)).astype(np.float32)
    shares = probabilities(logits / np.float32(true))
    labels = (shares.cumsum(axis=1) > rng.random((len(shares), 1))).argmax(axis=1)
    found = fit_temperature(logits, labels)
    assert found == pytest.approx(true, rel=0.05)
    for other in (found * 1.02, found / 1.02):
        assert losses(logits / np.float32(other), labels).mean() > losses(logits / np.float32(found), labels).mean()


def test_the_bounds_hold():
    logits = np.eye(3, dtype=np.float32)
    assert fit_temperature(logits, np.arange(3)) == pytest.approx(COLDEST, rel=1e-3)
    assert fit_temperature(logits, (np.arange(3) + 1) % 3) == pytest.approx(HOTTEST, rel=1e-3)
    assert fit_temperature(np.zeros((0, 3), np.float32), np.zeros(0, np.int64)) == 1.0


def test_a_calibrated_run_is_more_honest(data, runs):
    config = TrainingConfig(dataset="toy", hidden=(64,), epochs=3, learning_rate=0.1)
    run = runs.create(config)
    for _ in train(config, data, run=run):
        pass
    before = evaluate(model_of(run), data.part("valid"))
    temperature = calibrate(run, data)
    assert temperature < 1  # three epochs leave it too modest
    after = evaluate(model_of(run), data.part("valid"))
    assert after.ece < before.ece
    assert after.loss < before.loss
    assert after.accuracy == before.accuracy
    assert after.ece == pytest.approx(calibration_error(after.confidence, after.predicted == data.part("valid").labels))
