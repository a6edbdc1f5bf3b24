"""A network that learns on from a model keeps the model's labels, so that it can be used in its place."""

from __future__ import annotations

import numpy as np
import pytest

from core.alphabet import Alphabet
from core.train.calibration import calibrate
from core.train.config import TrainingConfig
from core.train.engine import train
from core.train.initial import in_its_labels
from core.train.models import model_of, write_model

CONFIG = TrainingConfig(hidden=(6,), epochs=1, batch_size=20, learning_rate=0.05)


@pytest.fixture
def taught(data, runs, tmp_path):
    """A model file that knows five letters, and a few samples of two of them."""
    thorough = CONFIG.changed(epochs=30, learning_rate=0.3)
    run = runs.create(thorough)
    for _ in train(thorough, data, run=run):
        pass
    path = tmp_path / "five.safetensors"
    write_model(run, path)
    few = data.take(np.flatnonzero(np.isin(data.labels, (1, 3)))).relabel(Alphabet(("D", "B")))
    return path, few


def test_few_labels_are_brought_to_those_of_the_model(taught):
    path, few = taught
    brought = in_its_labels(CONFIG.changed(init_from=str(path)), few)
    assert brought.alphabet.labels == ("A", "B", "C", "D", "E")
    names = [brought.alphabet.labels[label] for label in brought.labels]
    assert names == [few.alphabet.labels[label] for label in few.labels]
    np.testing.assert_array_equal(brought.images, few.images)


def test_the_trained_model_has_all_labels_and_its_calibration_fits(taught, runs):
    path, few = taught
    config = CONFIG.changed(init_from=str(path))
    run = runs.create(config)
    records = list(train(config, few, run=run))
    assert records[0].confusion.shape == (5, 5)
    assert records[0].valid_accuracy > 0.5, "it begins with what the model knows"
    assert 0.05 <= calibrate(run, few) <= 20
    assert model_of(run).header.labels == ("A", "B", "C", "D", "E")


def test_data_of_other_labels_or_models_of_another_kind_stay_as_they_are(taught, tmp_path):
    path, few = taught
    other = few.relabel(few.alphabet)
    assert in_its_labels(CONFIG, few) is few
    assert in_its_labels(CONFIG.changed(init_from=str(path), model="lenet"), few) is few
    renamed = type(other)(other.images, other.labels, Alphabet(("x", "B")), other.split, other.writers)
    assert in_its_labels(CONFIG.changed(init_from=str(path)), renamed) is renamed
    assert in_its_labels(CONFIG.changed(init_from=str(tmp_path / "gone.safetensors")), few) is few
