"""Confusions, galleries, calibration and corrections, against numbers computed another way."""

from __future__ import annotations

import numpy as np
import pytest
from toy_run import RUN, toy

from core.data.corrections import CorrectionStore, corrected, digest_of
from core.data.dataset import to_floats
from core.errors import Cancelled, DataError
from core.inspection.answer import Inspection
from core.inspection.confusions import confused_together, reliability
from core.inspection_messages import (
    Correct,
    Correction,
    ShowCalibration,
    ShowConfusion,
    ShowGallery,
    Subject,
)
from core.nets.scratch import network_of
from core.train.config import TrainingConfig
from core.train.corrected_data import corrections_of, keep_with, training_data
from core.train.engine import train


def test_confusion_while_training_is_what_the_run_measured(inspection, data):
    found = inspection.answer(ShowConfusion(RUN))
    valid = data.part("valid")
    predicted = network_of(inspection.sources.open(RUN).model).forward(to_floats(valid.images)).argmax(axis=1)
    expected = np.zeros((5, 5), int)
    for true, said in zip(valid.labels, predicted, strict=True):
        expected[true, said] += 1
    assert found.live
    assert found.counts.tolist() == expected.tolist()
    assert sorted(found.order.tolist()) == [0, 1, 2, 3, 4]
    other = inspection.answer(ShowConfusion(Subject("toy", 0)))
    assert other.epoch == 0
    assert other.accuracy < found.accuracy


def test_the_test_split_is_read_by_the_network_itself(inspection):
    found = inspection.answer(ShowConfusion(Subject("toy", split="test")))
    assert not found.live
    assert found.counts.sum() == 60


def worst_cell(found):
    wrong = found.counts - np.diag(np.diag(found.counts))
    row, column = np.unravel_index(int(wrong.argmax()), wrong.shape)
    return found.labels[row], found.labels[column], int(wrong[row, column])


def test_a_cell_opens_its_pictures_and_a_correction_moves_them(inspection):
    early = Subject("toy", 0)
    true, predicted, count = worst_cell(inspection.answer(ShowConfusion(early)))
    gallery = inspection.answer(ShowGallery(early, true, predicted))
    assert gallery.count == len(gallery.images) == count > 1
    assert (np.diff(gallery.confidence) <= 0).all()
    assert set(gallery.labels) == {true}
    first, second = gallery.digests[:2]
    inspection.answer(Correct("toy", {first: Correction(label=predicted), second: Correction(excluded=True)}))
    after = inspection.answer(ShowConfusion(early))
    assert after.corrected == 2
    assert after.counts.sum() == 79
    assert inspection.answer(ShowGallery(early, true, predicted)).count == count - 2
    inspection.answer(Correct("toy", {}))
    assert inspection.answer(ShowConfusion(early)).live


def test_flagging_more_catches_more(inspection):
    found = inspection.answer(ShowCalibration(RUN))
    assert found.count == 80
    assert found.samples.sum() == 80
    assert found.flagged[0] == 0
    assert (np.diff(found.flagged) >= 0).all()
    assert (np.diff(found.caught) >= 0).all()
    assert (found.caught <= found.flagged).all()
    assert found.caught.max() <= found.mistakes


def test_a_check_can_give_up(inspection):
    def give_up(fraction, text):
        raise Cancelled("Stopped as asked.")

    with pytest.raises(Cancelled):
        inspection.answer(ShowGallery(RUN, "A", "B"), give_up)


def test_confused_classes_stand_together():
    counts = np.diag([9, 9, 9, 9, 9])
    counts[0, 4], counts[4, 0], counts[1, 3] = 5, 2, 3
    order = confused_together(counts).tolist()
    assert abs(order.index(0) - order.index(4)) == 1
    assert abs(order.index(1) - order.index(3)) == 1
    assert sorted(order) == [0, 1, 2, 3, 4]


def test_reliability_by_hand():
    confidence, right = np.array([0.05, 0.95, 0.97, 0.5]), np.array([False, True, False, True])
    means, shares, samples = reliability(confidence, right, bins=2)
    assert samples.tolist() == [2, 2]
    np.testing.assert_allclose(means, [0.275, 0.96])
    np.testing.assert_allclose(shares, [0.5, 0.5])


def test_corrections_are_kept_beside_the_data(tmp_path):
    data, store = toy(), CorrectionStore(tmp_path)
    digest = digest_of(data.images[3])
    store.keep("toy/one", {digest: Correction("E"), digest_of(data.images[4]): Correction(excluded=True)})
    store.keep("toy-one", {})
    again = CorrectionStore(tmp_path).load("toy/one")
    changed = corrected(data, again)
    assert len(changed) == 439
    assert changed.labels[3] == 4
    assert (data.images == toy().images).all()
    assert (data.labels == toy().labels).all()
    next(tmp_path.glob("toy-one-*.json")).write_text("{}")
    for path in tmp_path.glob("*.json"):
        path.write_text('{"corrections": {"x": {"label": 3, "excluded": false}}}')
    with pytest.raises(DataError, match="cannot be read"):
        store.load("toy/one")


def test_what_a_run_measured_with_corrections_is_not_shown_as_the_data_are(runs, data):
    """The matrix that training counted is of the corrected samples: after they are taken back it is counted anew."""
    store = CorrectionStore()
    wrong = {digest_of(image): Correction(excluded=True) for image in data.images[300:340]}
    store.keep("toy", wrong)
    config = TrainingConfig(dataset="toy", epochs=1, learning_rate=0.5, hidden=(4,))
    run = runs.create(config, name="corrected")
    keep_with(run, "toy", corrections_of(config))
    list(train(config, training_data(config, data, wrong), run=run))
    subject = Subject(run.info().id)
    assert Inspection(runs).answer(ShowConfusion(subject)).counts.sum() == 40
    store.keep("toy", {})
    found = Inspection(runs).answer(ShowConfusion(subject))
    assert (found.counts.sum(), found.live) == (80, False)
    runs.trash(run)
