"""What is answered about runs and their weights, against numbers computed another way."""

from __future__ import annotations

import numpy as np
import pytest
from toy_run import LABELS, RUN, weights_of

from core.errors import ConfigError, RunError
from core.inspection.answer import Inspection
from core.inspection_answers import GAP, ZERO
from core.inspection_messages import (
    READER,
    Describe,
    ShowMosaic,
    ShowUnit,
    Subject,
)
from core.train.runs import RunsFolder


def test_it_says_what_there_is(inspection):
    found = inspection.answer(Describe(RUN))
    assert (found.source, found.title, found.dataset, found.labels) == ("toy", "toy", "toy", LABELS)
    assert [(layer.name, layer.shape) for layer in found.layers] == [("fc1", (9, 144)), ("fc2", (5, 9))]
    assert found.epochs == (0, 1, 2, 3)
    assert found.sources == (("toy", "toy"), (READER, "Shipped reader"))


def test_without_runs_the_shipped_reader_is_shown(tmp_path):
    found = Inspection(RunsFolder(tmp_path / "none")).answer(ShowMosaic(Subject()))
    assert (found.source, found.layer, found.tile, found.count) == (READER, "conv1", (3, 3), 32)


def test_the_newest_epoch_is_followed_and_an_older_one_found(inspection):
    assert inspection.answer(ShowMosaic(Subject("toy"))).epoch == 3
    assert inspection.answer(ShowMosaic(Subject("toy", 1))).epoch == 1
    with pytest.raises(RunError):
        inspection.answer(ShowMosaic(Subject("nothing")))


def test_tiles_of_the_first_layer_are_its_weights(inspection):
    found = inspection.answer(ShowMosaic(RUN, aspect=1.0))
    weights = weights_of(inspection, 3)["fc1.weight"].reshape(9, 12, 12)
    for place, unit in enumerate(found.units):
        top = found.gap + (place // found.columns) * (12 + found.gap)
        left = found.gap + (place % found.columns) * (12 + found.gap)
        tile = found.picture[top : top + 12, left : left + 12].astype(float)
        expected = np.clip(weights[unit] / found.limit, -1, 1)
        np.testing.assert_allclose((tile - ZERO) / 127, expected, atol=0.5 / 127 + 1e-6)
    assert (found.picture[0] == GAP).all()


def test_tiles_of_the_second_layer_are_composed(inspection):
    found = inspection.answer(ShowMosaic(RUN, layer="fc2", scale="own"))
    tensors = weights_of(inspection, 3)
    composed = tensors["fc2.weight"] @ tensors["fc1.weight"]
    top, left = found.gap, found.gap
    tile = found.picture[top : top + 12, left : left + 12].astype(float)
    expected = composed[0].reshape(12, 12) / np.abs(composed[0]).max()
    np.testing.assert_allclose((tile - ZERO) / 127, expected, atol=0.5 / 127 + 1e-5)
    assert found.composed
    assert found.names == LABELS
    assert found.limit == 0


def test_tiles_are_ordered_by_change_and_shown_beside_the_start(inspection):
    found = inspection.answer(ShowMosaic(RUN, order="change", start=True))
    moved = np.linalg.norm(weights_of(inspection, 3)["fc1.weight"] - weights_of(inspection, 0)["fc1.weight"], axis=1)
    assert found.units.tolist() == np.argsort(-moved, kind="stable").tolist()
    assert found.start is not None
    assert found.start.shape == found.picture.shape
    assert (found.start != found.picture).any()


def test_a_unit_from_near(inspection):
    found = inspection.answer(ShowUnit(RUN, "fc1", 4))
    now, start = (weights_of(inspection, epoch)["fc1.weight"][4] for epoch in (3, 0))
    assert found.counts.sum() == 144
    assert found.epochs.tolist() == [0, 1, 2, 3]
    assert found.norms[-1] == pytest.approx(np.linalg.norm(now))
    assert found.changes[0] == 0
    assert found.changes[-1] == pytest.approx(np.linalg.norm(now - start))
    np.testing.assert_allclose(found.to_classes, weights_of(inspection, 3)["fc2.weight"][:, 4], rtol=1e-6)
    with pytest.raises(ConfigError, match="units 0 to 8"):
        inspection.answer(ShowUnit(RUN, "fc1", 9))


def test_a_recurrent_networks_weights_are_listed_without_its_gates():
    from core.inspection.weights import layers_of
    from core.nets.spec import NetSpec

    spec = NetSpec("squeezenet1_1", input_shape=(3, 64, 64), classes=4)
    assert layers_of(spec)[0].shape == (64, 3, 3, 3)
    assert all(layer.shape for layer in layers_of(NetSpec("crnn", input_shape=(1, 32, 256), classes=4)))
