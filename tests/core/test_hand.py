"""Fine-tuning to one hand: a synthetic writer with odd habits teaches the shipped reader, end to end."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from core.alphabet import CAPITALS, NON_CHARACTERS
from core.data import catalogue, synthetic
from core.data.samples import SampleStore
from core.errors import ConfigError, DataError
from core.hand import compare, with_rehearsal
from core.nets.model_file import load_model
from core.read.patch import patches
from core.train.config import TrainingConfig
from core.train.engine import train
from core.train.models import model_of
from core.train.runs import RunsFolder
from core.verdict import NEEDED, Side, Verdict

READER = Path(str(files("assets") / "models" / "reader.safetensors"))
CONFIG = TrainingConfig(
    dataset="samples", model="reader", backend="torch", optimizer="adam", learning_rate=3e-4, augment="light",
    batch_size=64, epochs=1, init_from=str(READER), rehearse="on", label_smoothing=0.05, schedule="cosine",
)  # fmt: skip


def write(count, *, seed=1):
    """Teach so many capitals of one hand: wide letters that lean far to the left."""
    rng = np.random.default_rng(seed)
    hands = synthetic.invent_hands(1, rng)
    hands.slant[:], hands.aspect[:], hands.sloppiness[:] = -0.35, 0.6, 1.0
    letters = [CAPITALS[place % len(CAPITALS)] for place in range(count)]
    pictures = synthetic.draw(letters, rng, hands=hands, hand=np.zeros(count, np.intp))
    store = SampleStore()
    for letter, patch in zip(letters, patches(list(pictures)), strict=True):
        store.add(letter, patch)


def digests(data, split):
    return {image.tobytes() for image in data.images[data.split == split]}


def test_what_was_held_back_stays_so_when_more_is_written():
    write(60)
    before = catalogue.load("samples")
    write(60, seed=2)
    after = catalogue.load("samples")
    assert len(after) > len(before)
    for split in ("train", "valid", "test"):
        assert digests(before, split)
        assert digests(before, split) <= digests(after, split)


def test_too_few_samples_say_how_many_are_needed_and_where_to_give_them():
    write(NEEDED - 5)
    with pytest.raises(DataError, match=rf"{NEEDED - 5} samples.*needs {NEEDED}.*Read.*Teach my hand"):
        with_rehearsal(CONFIG, catalogue.load("samples"))


def test_without_a_reader_nothing_can_be_rehearsed():
    write(NEEDED)
    with pytest.raises(ConfigError, match="needs a reader to start from"):
        with_rehearsal(CONFIG.changed(init_from=""), catalogue.load("samples"))
    data = catalogue.load("samples")
    assert with_rehearsal(CONFIG.changed(rehearse="off"), data) is data


@pytest.mark.slow
def test_the_reader_learns_a_hand_and_forgets_no_other(tmp_path):
    write(104)
    own = catalogue.load("samples")
    data = with_rehearsal(CONFIG, own)
    assert digests(data, "test") == digests(own, "test"), "the person's own samples alone are held back"
    assert not digests(data, "test") & (digests(data, "train") | digests(data, "valid"))
    learned = {data.alphabet.labels[place] for place in np.unique(data.labels[data.split == "train"])}
    assert set(CAPITALS) < learned
    assert learned & set(NON_CHARACTERS), "pieces are rehearsed, else the reader takes them for letters"
    run = RunsFolder(tmp_path / "runs").create(CONFIG)
    for _record in train(CONFIG, data, run=run):
        pass
    verdict = compare(load_model(READER), model_of(run), own)
    assert verdict.own.count == len(digests(own, "test"))
    assert verdict.own.after >= verdict.own.before
    assert verdict.others.after > verdict.others.before - 0.03
    assert model_of(run).header.labels == load_model(READER).header.labels


def test_a_model_is_as_good_as_itself():
    write(NEEDED)
    model = load_model(READER)
    verdict = compare(model, model, catalogue.load("samples"))
    assert verdict.own.before == verdict.own.after
    assert verdict.others.before == verdict.others.after > 0.5
    assert not verdict.is_better


@pytest.mark.parametrize(
    ("own", "others", "better"),
    [((0.8, 0.9), (0.75, 0.745), True), ((0.8, 0.8), (0.75, 0.9), False), ((0.8, 0.99), (0.75, 0.7), False)],
)
def test_better_is_better_on_ones_own_hand_and_no_worse_on_others(own, others, better):
    assert Verdict(Side(20, *own), Side(900, *others)).is_better is better
