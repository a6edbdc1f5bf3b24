"""Evaluation against figures worked out by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from core.alphabet import Alphabet
from core.data.dataset import Dataset
from core.errors import DataError
from core.nets.model_file import ModelFile, header_for
from core.nets.spec import NetSpec
from core.train.evaluation import ConfusedPair, evaluate
from core.train.measure import losses, measure, probabilities
from core.train.models import backend_of

# A network of four pixels and three classes: pixel k is the logit of class k times 10; the fourth pixel is ignored.
SPEC = NetSpec("fc", input_shape=(1, 2, 2), classes=3, hidden=())
WEIGHT = np.eye(3, 4, dtype=np.float32) * 10
MODEL = ModelFile(
    header_for(SPEC, name="eye", labels=("A", "B", "C")), {"fc1.weight": WEIGHT, "fc1.bias": np.zeros(3, np.float32)}
)


def _data(said, labels, alphabet="ABC"):
    images = np.zeros((len(said), 4), np.uint8)
    images[np.arange(len(said)), ["ABC".index(label) for label in said]] = 255
    return Dataset(
        images=images.reshape(-1, 2, 2),
        labels=np.array([alphabet.index(label) for label in labels]),
        alphabet=Alphabet(tuple(alphabet)),
        split=np.array(["test"] * len(said)),
        writers=np.array([""] * len(said)),
    )


def test_accuracy_precision_recall_and_pairs():
    found = evaluate(MODEL, _data("AAABBBCCAA", "AAABBCCCBB"))
    assert found.count == 10
    assert found.accuracy == 0.7
    np.testing.assert_array_equal(found.confusion, [[3, 0, 0], [2, 2, 0], [0, 1, 2]])
    scores = {score.label: score for score in found.per_class()}
    assert (scores["A"].precision, scores["A"].recall, scores["A"].count) == (0.6, 1.0, 3)
    assert (scores["B"].precision, scores["B"].recall) == (pytest.approx(2 / 3), 0.5)
    assert found.confused_pairs() == [ConfusedPair("B", "A", 2), ConfusedPair("C", "B", 1)]
    sure = 1 / (1 + 2 * np.exp(-10))
    assert found.ece == pytest.approx(sure - 0.7)
    wrong, right = 10 - np.log(sure), -np.log(sure)
    assert found.loss == pytest.approx((3 * wrong + 7 * right) / 10, rel=1e-5)


def test_only_the_datasets_classes_compete():
    data = _data("CA", "AA", "AB")
    images = data.images.copy()
    images[0, 0, 1] = 100  # the first picture looks like C, then like B
    found = evaluate(MODEL, dataclasses.replace(data, images=images))
    assert found.labels == ("A", "B")
    np.testing.assert_array_equal(found.confusion, [[1, 1], [0, 0]])
    assert found.per_class()[1].recall is None
    assert evaluate(MODEL, _data("CA", "AA", "AB"), among=frozenset("ABC")).confused_pairs() == [
        ConfusedPair("A", "C", 1)
    ]


def test_a_models_temperature_calibrates():
    header = dataclasses.replace(MODEL.header, settings={**MODEL.header.settings, "temperature": 5.0})
    found = evaluate(ModelFile(header, MODEL.tensors), _data("AB", "AB"))
    assert found.confidence == pytest.approx(1 / (1 + 2 * np.exp(-2)))


def test_what_does_not_fit_is_one_sentence():
    data = _data("AB", "AB")
    with pytest.raises(DataError, match="2 by 2"):
        evaluate(MODEL, dataclasses.replace(data, images=np.zeros((2, 3, 3), np.uint8)))
    with pytest.raises(DataError, match="share no label"):
        evaluate(MODEL, dataclasses.replace(data, alphabet=Alphabet(("x", "y", "z"))))


def test_losses_are_minus_the_log_of_the_probabilities():
    logits = np.random.default_rng(0).normal(0, 300, (50, 7)).astype(np.float32)
    labels = logits.argmax(axis=1)
    shares = probabilities(logits)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    np.testing.assert_allclose(losses(logits, labels), -np.log(shares[np.arange(50), labels]), atol=1e-12)


def test_measuring_in_chunks_and_giving_up():
    data = _data("ABC" * 300, "ABB" * 300)
    backend = backend_of(MODEL)
    measured = measure(backend, data.images, data.labels, classes=3)
    np.testing.assert_array_equal(measured.confusion, [[300, 0, 0], [0, 300, 300], [0, 0, 0]])
    assert measured.accuracy == pytest.approx(2 / 3)
    assert measure(backend, data.images, data.labels, classes=3, given_up=lambda: True) is None
