"""Data sets, corrections and samples of one's own hand, as the training process keeps and counts them."""

from __future__ import annotations

import numpy as np
from training_window import CONFIG, toy

from core.data.corrections import CorrectionStore, digest_of
from core.inspection_messages import Correction
from core.training_events import (
    DataDescribed,
    SamplesKept,
    TrainingBegan,
    TrainingEnded,
    TrainingFailed,
)
from core.training_messages import (
    IDLE,
    DescribeData,
    KeepSamples,
    StartTraining,
)


def test_a_data_set_is_described(window):
    told = window.ask(DescribeData("toy"), DataDescribed)
    assert told.labels == ("A", "B", "C")
    assert told.counts.sum() == 120
    assert told.splits == (80, 30, 10)
    assert told.samples.shape == (3, 6, 6)
    data = toy()
    for label, sample in enumerate(told.samples):
        np.testing.assert_array_equal(sample, data.images[data.labels == label][0])


def test_corrections_are_counted_and_learned_from_and_kept_with_the_run(window):
    data, store = toy(), CorrectionStore()
    store.keep("toy", {digest_of(data.images[place]): Correction(excluded=True) for place in range(20)})
    assert window.ask(DescribeData("toy"), DataDescribed).corrected == (0, 20)
    window.send(StartTraining(CONFIG))
    assert window.until(TrainingBegan).batches == 6  # of 10: 60 of 80 samples are left to learn from
    run = window.until(TrainingEnded).run
    window.state(IDLE)
    store.keep("toy", {})
    window.send(StartTraining(run.config.changed(epochs=4), resume=run.id))
    assert window.until(TrainingBegan).batches == 6, "a resumed run learns from what it was begun with"
    assert not window.until(TrainingEnded).failed
    window.state(IDLE)
    store.keep("toy", {digest_of(data.images[0]): Correction(excluded=True)})
    window.send(StartTraining(CONFIG.changed(corrections="off")))
    assert window.until(TrainingBegan).batches == 8
    window.state(IDLE)


def test_samples_of_ones_own_hand_are_kept_and_counted(window):
    rng = np.random.default_rng(5)
    patches = [(label, rng.integers(1, 255, (32, 32)).astype(np.uint8)) for label in "ABA"]
    assert window.ask(KeepSamples(tuple(patches)), SamplesKept) == SamplesKept(3, 3, 2)
    assert window.ask(KeepSamples((patches[0],)), SamplesKept) == SamplesKept(1, 3, 2), "the same one counts once"
    bad = window.ask(KeepSamples((("A", np.zeros((32, 32), np.uint8)),)), TrainingFailed)
    assert "some ink" in bad.message
