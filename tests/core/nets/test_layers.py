"""The layers' answers against torch's, over batches of several sizes; inputs stay as they were."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from core.nets.activations import ACTIVATION_LAYERS
from core.nets.convolution import Conv2d
from core.nets.layers import Dense, Dropout, Flatten
from core.nets.normalization import BatchNorm
from core.nets.pooling import AvgPool2d, MaxPool2d

RNG = np.random.default_rng(3)
DTYPES = [(np.float32, 1e-5), (np.float64, 1e-13)]
SIZES = (5, 2, 7, 5)  # batches one after the other: rooms shrink, grow and come back


def follow(layer, apply, shape, dtype, tolerance, *, training=False) -> None:
    for size in SIZES:
        x = RNG.standard_normal((size, *shape)).astype(dtype)
        before = x.copy()
        y = layer.forward(x, training=training)
        expected = apply(torch.from_numpy(before)).numpy()
        assert y.dtype == dtype
        np.testing.assert_allclose(y, expected, rtol=tolerance, atol=tolerance)
        layer.backward(np.ones_like(y))
        np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize(("dtype", "tolerance"), DTYPES)
def test_dense_without_bias(dtype, tolerance) -> None:
    weight = RNG.standard_normal((4, 6)).astype(dtype)
    follow(Dense("d", weight, None), lambda x: x @ torch.from_numpy(weight.T), (6,), dtype, tolerance)


@pytest.mark.parametrize(("dtype", "tolerance"), DTYPES)
@pytest.mark.parametrize(("stride", "padding", "kernel"), [(1, 0, 3), (1, 1, 3), (2, 2, 5), (3, 0, 2), (1, 0, 1)])
def test_conv2d(dtype, tolerance, stride, padding, kernel) -> None:
    weight = RNG.standard_normal((4, 3, kernel, kernel)).astype(dtype)
    bias = RNG.standard_normal(4).astype(dtype)
    layer = Conv2d("c", weight, bias, stride=stride, padding=padding)

    def apply(x):
        return F.conv2d(x, torch.from_numpy(weight), torch.from_numpy(bias), stride=stride, padding=padding)

    follow(layer, apply, (3, 9, 8), dtype, 10 * tolerance)


def test_conv2d_is_cross_correlation_by_hand() -> None:
    kernel = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    picture = np.array([[[[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 5.0]]]])
    y = Conv2d("c", kernel, None).forward(picture)
    np.testing.assert_array_equal(y, [[[[1.0, 0.0], [0.0, 20.0]]]])


def test_conv2d_of_many_pictures_is_that_of_each(monkeypatch) -> None:
    monkeypatch.setattr("core.nets.convolution._MOST_NUMBERS", 1000)
    layer = Conv2d("c", RNG.standard_normal((4, 2, 3, 3)), RNG.standard_normal(4), padding=1)
    x = RNG.standard_normal((11, 2, 6, 6))
    d_y = RNG.standard_normal((11, 4, 6, 6))
    whole = layer.forward(x).copy()
    d_x = layer.backward(d_y).copy()
    d_weight = layer.gradients["weight"].copy()
    sums = np.zeros_like(d_weight)
    for place in range(11):
        np.testing.assert_allclose(layer.forward(x[place : place + 1])[0], whole[place], atol=1e-12)
        np.testing.assert_allclose(layer.backward(d_y[place : place + 1])[0], d_x[place], atol=1e-12)
        sums += layer.gradients["weight"]
    np.testing.assert_allclose(d_weight, sums, atol=1e-12)


@pytest.mark.parametrize(("dtype", "tolerance"), DTYPES)
def test_pooling(dtype, tolerance) -> None:
    follow(MaxPool2d("p", (2, 2)), lambda x: F.max_pool2d(x, 2), (3, 7, 6), dtype, tolerance)
    follow(MaxPool2d("p", (3, 3), (2, 2)), lambda x: F.max_pool2d(x, 3, stride=2), (3, 7, 7), dtype, tolerance)
    follow(AvgPool2d("p", (2, 3)), lambda x: F.avg_pool2d(x, (2, 3)), (3, 7, 6), dtype, tolerance)


def test_of_equal_numbers_the_first_gets_the_gradient_as_in_torch() -> None:
    x = np.zeros((1, 1, 4, 4))
    layer = MaxPool2d("p", (2, 2))
    layer.forward(x)
    d_x = layer.backward(np.arange(1.0, 5.0).reshape(1, 1, 2, 2))
    leaf = torch.zeros(1, 1, 4, 4, dtype=torch.float64, requires_grad=True)
    (F.max_pool2d(leaf, 2) * torch.arange(1.0, 5.0).reshape(1, 1, 2, 2)).sum().backward()
    np.testing.assert_array_equal(d_x, leaf.grad.numpy())


@pytest.mark.parametrize(("dtype", "tolerance"), DTYPES)
def test_activations(dtype, tolerance) -> None:
    functions = {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": F.relu,
        "leaky_relu": F.leaky_relu,
        "linear": lambda x: x,
    }
    for name, function in functions.items():
        follow(ACTIVATION_LAYERS[name](name), function, (3, 4), dtype, tolerance)


def test_activations_of_huge_numbers_are_finite_and_silent() -> None:
    x = np.array([[-1e30, -1e4, 0.0, 1e4, 1e30]], np.float32)
    for name in ("sigmoid", "tanh"):
        layer = ACTIVATION_LAYERS[name](name)
        assert np.isfinite(layer.forward(x)).all()
        assert np.isfinite(layer.backward(np.ones_like(x))).all()
    np.testing.assert_array_equal(ACTIVATION_LAYERS["sigmoid"]("s").forward(x), [[0, 0, 0.5, 1, 1]])


@pytest.mark.parametrize("shape", [(3,), (3, 4, 5)])
@pytest.mark.parametrize(("dtype", "tolerance"), DTYPES)
def test_batch_norm_in_training_and_in_use(dtype, tolerance, shape) -> None:
    ours = BatchNorm(
        "b", *(RNG.uniform(0.5, 2, 3).astype(dtype) for _ in range(2)), np.zeros(3, dtype), np.ones(3, dtype)
    )
    theirs = (torch.nn.BatchNorm2d if len(shape) == 3 else torch.nn.BatchNorm1d)(3)
    theirs = theirs.to(torch.float32 if dtype == np.float32 else torch.float64)
    with torch.no_grad():
        theirs.weight.copy_(torch.from_numpy(ours.parameters["weight"]))
        theirs.bias.copy_(torch.from_numpy(ours.parameters["bias"]))
        follow(ours, theirs.train(), shape, dtype, 5 * tolerance, training=True)
        for name, values in ours.buffers.items():
            np.testing.assert_allclose(values, theirs.get_buffer(name).numpy(), rtol=10 * tolerance)
        follow(ours, theirs.eval(), shape, dtype, 5 * tolerance)


def test_batch_norm_refuses_to_learn_from_one_number() -> None:
    layer = BatchNorm("b", np.ones(3), np.zeros(3), np.zeros(3), np.ones(3))
    with pytest.raises(ValueError, match="two numbers"):
        layer.forward(np.ones((1, 3)), training=True)


def test_dropout_keeps_the_mean_drops_the_share_and_follows_its_seed() -> None:
    layer = Dropout("d", 0.25)
    x = np.ones((400, 500))
    y = layer.forward(x, training=True, rng=np.random.default_rng(4)).copy()
    assert abs((y == 0).mean() - 0.25) < 0.01
    assert abs(y.mean() - 1.0) < 0.01
    assert set(np.unique(y)) == {0.0, 1.0 / 0.75}
    np.testing.assert_array_equal(layer.forward(x, training=True, rng=np.random.default_rng(4)), y)
    np.testing.assert_array_equal(layer.forward(x), x)
    np.testing.assert_array_equal(layer.backward(x), x)
    with pytest.raises(ValueError, match="rng"):
        layer.forward(x, training=True)


def test_flatten_there_and_back() -> None:
    x = RNG.standard_normal((2, 3, 4, 5))
    layer = Flatten("f")
    assert layer.forward(x).shape == (2, 60)
    np.testing.assert_array_equal(layer.backward(layer.forward(x)), x)
