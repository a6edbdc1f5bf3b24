"""Specs are bounded; first values have the spread that their method promises."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import ConfigError
from core.nets.initializers import fans, initial_tensors, initial_weight
from core.nets.layout import tensor_shapes
from core.nets.spec import NetSpec


@pytest.mark.parametrize(
    "wrong",
    [
        {"architecture": "vgg"},
        {"activation": "gelu"},
        {"initializer": "orthogonal"},
        {"classes": 0},
        {"hidden": (0,)},
        {"hidden": (8,) * 100},
        {"dropout": 1.0},
        {"dropout": float("nan")},
        {"input_shape": (2, 32, 32)},
        {"input_shape": (1, 5000, 32)},
        {"architecture": "reader", "input_shape": (1, 4, 4)},
    ],
)
def test_values_out_of_bounds_are_refused(wrong: dict) -> None:
    values = {"architecture": "fc", "classes": 10} | wrong
    with pytest.raises(ConfigError, match=r"[cC]hoose"):
        NetSpec(**values)


def test_a_single_linear_layer_and_the_homeworks_network() -> None:
    assert tensor_shapes(NetSpec("fc", classes=36, hidden=())) == {"fc1.weight": (36, 1024), "fc1.bias": (36,)}
    shapes = tensor_shapes(NetSpec("fc", classes=36))
    assert shapes["fc1.weight"] == (64, 1024)
    assert shapes["fc2.weight"] == (36, 64)


@pytest.mark.parametrize("side", [28, 32, 33, 64])
@pytest.mark.parametrize("architecture", ["lenet", "reader", "small_cnn"])
def test_networks_take_pictures_of_any_size(architecture: str, side: int) -> None:
    from core.nets.scratch import build_numpy

    spec = NetSpec(architecture, input_shape=(1, side, side + 1), classes=3)
    network = build_numpy(spec, np.random.default_rng(0))
    assert network.forward(np.zeros((2, *spec.input_shape), np.float32)).shape == (2, 3)


def test_fans_of_dense_and_convolution() -> None:
    assert fans((64, 1024)) == (1024, 64)
    assert fans((32, 16, 3, 3)) == (144, 288)


def test_spread_of_first_weights() -> None:
    rng = np.random.default_rng(9)
    shape = (200, 300)
    assert not initial_weight(shape, "zeros", rng).any()
    assert initial_weight(shape, "normal", rng).std() == pytest.approx(1.0, rel=0.02)
    xavier = initial_weight(shape, "xavier", rng)
    bound = np.sqrt(6 / 500)
    assert np.abs(xavier).max() <= bound
    assert xavier.std() == pytest.approx(bound / np.sqrt(3), rel=0.02)
    assert initial_weight(shape, "he", rng).std() == pytest.approx(np.sqrt(2 / 300), rel=0.02)


def test_biases_start_at_zero_and_batch_norm_as_the_identity() -> None:
    tensors = initial_tensors(NetSpec("reader", classes=3), np.random.default_rng(0))
    assert not tensors["fc2.bias"].any()
    assert (tensors["bn1.weight"] == 1).all()
    assert not tensors["bn1.bias"].any()
    assert not tensors["bn5.running_mean"].any()
    assert (tensors["bn5.running_var"] == 1).all()
