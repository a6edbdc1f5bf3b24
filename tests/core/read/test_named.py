"""A network that only knows characters names them; the shipped one says what is a character."""

from __future__ import annotations

import numpy as np
import pytest

from core.alphabet import NIST36_ALPHABET, NON_CHARACTERS, READER_ALPHABET
from core.data import catalogue
from core.errors import ModelError
from core.nets.model_file import header_for, load_model, save_model
from core.nets.scratch import build_numpy, network_of
from core.nets.spec import NetSpec
from core.read.models import open_classifier
from core.read.reader import Reader


def model_file(path, labels=NIST36_ALPHABET.labels, shape=(1, 32, 32)):
    spec = NetSpec("fc", input_shape=shape, classes=len(labels), hidden=(8,))
    net = build_numpy(spec, np.random.default_rng(3))
    save_model(path, header_for(spec, name="small", labels=labels, settings={"temperature": 0.5}), net.tensors())
    return path


@pytest.fixture(scope="module")
def patches():
    return catalogue.load("synthetic:9").images[:40]


def test_names_are_the_networks_and_what_is_no_character_is_the_readers(tmp_path, patches):
    path = model_file(tmp_path / "small.safetensors")
    classifier, shipped = open_classifier(path), open_classifier(None)
    shares = np.exp(classifier.log_probabilities(patches).astype(float))
    theirs = np.exp(shipped.log_probabilities(patches).astype(float))
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)
    others = [READER_ALPHABET.index(label) for label in NON_CHARACTERS]
    np.testing.assert_allclose(shares[:, others], theirs[:, others], atol=1e-5)
    logits = network_of(load_model(path)).forward(patches[:, None].astype(np.float32) / 255).astype(float) / 0.5
    named = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    known = [READER_ALPHABET.index(label) for label in NIST36_ALPHABET.labels]
    share_of_characters = 1 - shares[:, others].sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares[:, known], named * share_of_characters, atol=1e-5)


def test_a_reader_opens_with_it_and_bears_its_name(tmp_path):
    assert Reader.open(model_file(tmp_path / "small.safetensors")).name == "small"


@pytest.mark.parametrize(("labels", "shape"), [(("A", "heart"), (1, 32, 32)), (("A", "B"), (1, 28, 28))])
def test_a_network_of_other_things_is_refused_in_one_sentence(tmp_path, labels, shape):
    with pytest.raises(ModelError, match=r"cannot read pages.*\.$"):
        open_classifier(model_file(tmp_path / "other.safetensors", labels, shape))
