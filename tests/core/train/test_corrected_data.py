"""Corrections reach training: the samples are relabelled or left out, the splits stay, the run remembers them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from core.data.corrections import CorrectionStore, digest_of, in_force
from core.errors import DataError
from core.inspection_messages import Correction
from core.train.config import TrainingConfig
from core.train.corrected_data import corrections_of, corrections_of_run, keep_with, training_data
from core.train.engine import train
from core.train.learner import parts_of

CONFIG = TrainingConfig(dataset="toy", hidden=(8,), learning_rate=0.3, epochs=1)


def said(data, **places):
    """Corrections of the samples at these places: relabel=[...], exclude=[...]."""
    corrections = {digest_of(data.images[place]): Correction(label="A") for place in places.get("relabel", ())}
    return corrections | {digest_of(data.images[place]): Correction(excluded=True) for place in places["exclude"]}


def pictures(data):
    return {digest_of(image): label for image, label in zip(data.images, data.labels.tolist(), strict=True)}


def test_relabelled_samples_are_relabelled_and_excluded_ones_left_out_in_every_split(data):
    others = np.flatnonzero(data.labels != 0)
    chosen = [int(others[data.split[others] == split][0]) for split in ("train", "valid", "test")]
    out = [int(np.flatnonzero(data.split == split)[-1]) for split in ("train", "valid", "test")]
    corrections = said(data, relabel=chosen, exclude=out)
    before = data.labels.copy()
    found = training_data(CONFIG, data, corrections)
    kept = pictures(found)
    assert len(found) == len(data) - 3
    assert all(kept[digest_of(data.images[place])] == 0 for place in chosen)
    assert not any(digest_of(data.images[place]) in kept for place in out)
    assert np.array_equal(data.labels, before), "the data set itself must not change"
    assert in_force(data, corrections) == (3, 3)


def test_what_is_held_out_stays_so_whatever_is_left_out(data):
    whole = dataclasses.replace(data, split=np.full(len(data), "train"))
    plain = parts_of(whole, CONFIG.seed)
    found = parts_of(training_data(CONFIG, whole, said(whole, exclude=range(0, 60, 3))), CONFIG.seed)
    assert set(pictures(found.valid)) <= set(pictures(plain.valid))
    assert set(pictures(found.train)) <= set(pictures(plain.train))
    assert len(found.train) + len(found.valid) == len(whole) - 20


def test_corrections_of_pictures_that_are_gone_change_nothing(data):
    corrections = {"0" * 32: Correction(excluded=True), digest_of(data.images[0]): Correction(label="?")}
    assert training_data(CONFIG, data, corrections) is data
    assert in_force(data, corrections) == (0, 0)


def test_leaving_out_a_whole_split_is_one_sentence(data):
    with pytest.raises(DataError, match="no sample in its valid split"):
        training_data(CONFIG, data, said(data, exclude=np.flatnonzero(data.split == "valid")))


def test_a_run_keeps_what_it_was_begun_with(data, runs):
    store = CorrectionStore()
    first = said(data, exclude=[1, 2])
    store.keep("toy", first)
    assert corrections_of(CONFIG) == first
    assert corrections_of(CONFIG.changed(corrections="off")) == {}
    run = runs.create(CONFIG)
    keep_with(run, "toy", first)
    store.keep("toy", {})
    assert corrections_of_run(run) == first
    assert corrections_of(CONFIG) == {}
    assert corrections_of_run(runs.create(CONFIG)) == {}


def test_the_network_is_measured_on_the_corrected_samples(data):
    """All samples of class B are said to be A: after that nothing is a B, and the counted confusions show it."""
    places = np.flatnonzero(data.labels == 1)
    corrected = training_data(CONFIG, data, said(data, relabel=places, exclude=[]))
    plain, other = (list(train(CONFIG, samples))[-1] for samples in (data, corrected))
    assert plain.confusion[1].sum() > 0
    assert other.confusion[1].sum() == 0
    assert other.confusion[0].sum() == plain.confusion[0].sum() + plain.confusion[1].sum()
