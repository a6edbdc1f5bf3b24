"""The last layer of SqueezeNet starts small, so that large features do not leave classes dead behind its ReLU."""

from __future__ import annotations

import numpy as np
import pytest

from core.nets.initializers import initial_tensors
from core.nets.spec import NetSpec


def last_weight(initializer, architecture="squeezenet1_0"):
    spec = NetSpec(architecture, input_shape=(3, 64, 64), classes=17, initializer=initializer)
    return initial_tensors(spec, np.random.default_rng(0))["classifier.1.weight"]


@pytest.mark.parametrize("initializer", ["xavier", "he", "normal"])
@pytest.mark.parametrize("architecture", ["squeezenet1_0", "squeezenet1_1"])
def test_last_layer_is_as_small_as_torchvision_has_it(initializer, architecture):
    weight = last_weight(initializer, architecture)
    assert weight.shape == (17, 512, 1, 1)
    assert weight.std() == pytest.approx(0.01)
    assert abs(weight.mean()) < 0.001


def test_zeros_stay_zeros():
    assert not last_weight("zeros").any()


def test_the_other_layers_keep_their_size():
    spec = NetSpec("squeezenet1_0", input_shape=(3, 64, 64), classes=17, initializer="he")
    weight = initial_tensors(spec, np.random.default_rng(0))["features.3.expand3x3.weight"]
    assert weight.std() == pytest.approx(np.sqrt(2 / (16 * 9)), rel=0.05)
