"""The network from scratch as a whole: the same curve as torch, views into one vector, folding, model files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from core.errors import ConfigError, ModelError
from core.nets.fold import folded
from core.nets.layout import buffer_shapes, parameter_shapes
from core.nets.losses import cross_entropy
from core.nets.model_file import header_for, load_model, save_model
from core.nets.normalization import BatchNorm
from core.nets.optimizers import build_optimizer
from core.nets.scratch import build_numpy, network_of
from core.nets.spec import NetSpec
from core.nets.torch_nets import build_torch, load_tensors, tensors_of

PLAIN = ("fc", "lenet", "reader", "small_cnn")
RNG = np.random.default_rng(8)


def a_batch(count=6, shape=(1, 16, 16), classes=5):
    return RNG.random((count, *shape), np.float32), RNG.integers(0, classes, count)


def a_spec(architecture, **more):
    return NetSpec(architecture, input_shape=(1, 16, 16), classes=5, **more)


def trained(architecture: str):
    """A network whose running statistics are no longer those of the start."""
    network = build_numpy(a_spec(architecture, initializer="he"), np.random.default_rng(1))
    for _ in range(3):
        network.forward(a_batch(20)[0] * 2 - 1, training=True)
    return network


@pytest.mark.parametrize("architecture", PLAIN)
def test_answers_are_those_of_torch_with_the_same_seed(architecture: str) -> None:
    spec = a_spec(architecture)
    ours, theirs = build_numpy(spec, np.random.default_rng(4)), build_torch(spec, 4)
    images, _ = a_batch()
    with torch.no_grad():
        np.testing.assert_allclose(
            ours.forward(images, training=True), theirs(torch.from_numpy(images)).numpy(), atol=2e-5
        )
        np.testing.assert_allclose(ours.forward(images), theirs.eval()(torch.from_numpy(images)).numpy(), atol=2e-5)


@pytest.mark.parametrize(("architecture", "activation"), [("fc", "sigmoid"), ("fc", "relu"), ("lenet", "tanh")])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_the_first_epochs_are_those_of_torch(architecture: str, activation: str, optimizer: str) -> None:
    spec = a_spec(architecture, hidden=(12,), activation=activation)
    images, labels = a_batch(64)
    ours, theirs = build_numpy(spec, np.random.default_rng(2)), build_torch(spec, 2)
    rate = 0.003 if optimizer == "adam" else 0.05
    step = build_optimizer(optimizer, rate)
    steps = {
        "sgd": lambda p: torch.optim.SGD(p, lr=rate),
        "momentum": lambda p: torch.optim.SGD(p, lr=rate, momentum=0.9),
        "adam": lambda p: torch.optim.Adam(p, lr=rate),
    }
    reference = steps[optimizer](theirs.parameters())
    curve, expected = [], []
    for _ in range(3):
        for start in range(0, 64, 16):
            part = slice(start, start + 16)
            loss = cross_entropy(ours.forward(images[part], training=True), labels[part])
            ours.backward(loss.d_logits)
            step.step(ours.vector, ours.gradient_vector)
            curve.append(loss.value)
            reference.zero_grad()
            torch_loss = F.cross_entropy(theirs(torch.from_numpy(images[part])), torch.from_numpy(labels[part]))
            torch_loss.backward()
            reference.step()
            expected.append(torch_loss.item())
    np.testing.assert_allclose(curve, expected, rtol=1e-4)
    for name, values in tensors_of(theirs).items():
        np.testing.assert_allclose(ours.parameters[name], values, atol=2e-4 if optimizer == "adam" else 1e-5)


@pytest.mark.parametrize("architecture", PLAIN)
def test_a_network_learns_a_batch_by_heart(architecture: str) -> None:
    spec = a_spec(architecture, activation="tanh", hidden=(32,), dropout=0.1)
    network, optimizer = build_numpy(spec, np.random.default_rng(3)), build_optimizer("adam", 0.01)
    images, labels = a_batch(10)
    rng = np.random.default_rng(1)
    for _ in range(60):
        loss = cross_entropy(network.forward(images, training=True, rng=rng), labels)
        network.backward(loss.d_logits)
        optimizer.step(network.vector, network.gradient_vector)
    assert (network.forward(images, training=True, rng=rng).argmax(axis=1) == labels).mean() >= 0.9


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_parameters_are_views_into_one_vector(dtype) -> None:
    network = build_numpy(a_spec("reader"), np.random.default_rng(3), dtype)
    assert {name: values.shape for name, values in network.parameters.items()} == parameter_shapes(a_spec("reader"))
    assert {name: values.shape for name, values in network.buffers.items()} == buffer_shapes(a_spec("reader"))
    assert network.vector.size == sum(values.size for values in network.parameters.values())
    network.vector[...] = 7.0
    network.gradient_vector[...] = 8.0
    assert all((values == 7.0).all() for values in network.parameters.values())
    assert all((values == 8.0).all() for values in network.gradients.values())
    images, labels = a_batch()
    logits = network.forward(images, training=True)
    network.backward(cross_entropy(logits, labels).d_logits)
    assert network.forward(images).dtype == network.gradient_vector.dtype == dtype


def test_an_answer_outlives_the_next_batch() -> None:
    network = build_numpy(a_spec("fc"), np.random.default_rng(3))
    first = network.forward(a_batch()[0])
    copy = first.copy()
    network.forward(a_batch()[0])
    np.testing.assert_array_equal(first, copy)


def test_the_gradient_by_the_image_is_that_of_torch() -> None:
    network = trained("reader")
    module = build_torch(a_spec("reader"), 0)
    load_tensors(module, network.tensors(), a_spec("reader"))
    images, labels = a_batch()
    d_images = network.backward_to_input(cross_entropy(network.forward(images), labels).d_logits)
    leaf = torch.tensor(images, requires_grad=True)
    F.cross_entropy(module.eval()(leaf), torch.from_numpy(labels)).backward()
    np.testing.assert_allclose(d_images, leaf.grad.numpy(), atol=1e-4 * np.abs(d_images).max())


@pytest.mark.parametrize("architecture", PLAIN)
def test_folding_changes_no_answer_and_shares_no_memory(architecture: str) -> None:
    network = trained(architecture)
    images, _ = a_batch()
    expected = network.forward(images)
    light = folded(network)
    assert not any(isinstance(layer, BatchNorm) for layer in light.layers)
    network.vector[...] = 0.0
    np.testing.assert_allclose(light.forward(images), expected, atol=2e-5 * max(1.0, np.abs(expected).max()))


def test_activations_by_name_end_with_the_logits() -> None:
    network = trained("small_cnn")
    images, _ = a_batch(2)
    found = network.activations(images)
    assert list(found)[:4] == ["conv1", "bn1", "act1", "conv2"]
    assert found["act1"].shape == (2, 16, 16, 16)
    assert (found["act1"] >= 0).all()
    np.testing.assert_array_equal(found["fc1"], network.forward(images))


@pytest.mark.parametrize("architecture", PLAIN)
def test_a_network_goes_through_a_model_file(architecture: str, tmp_path: Path) -> None:
    network = trained(architecture)
    path = tmp_path / "m.safetensors"
    save_model(path, header_for(a_spec(architecture), name="m", labels=tuple("ABCDE")), network.tensors())
    images, _ = a_batch()
    np.testing.assert_array_equal(network_of(load_model(path)).forward(images), network.forward(images))


def test_what_does_not_fit_is_refused() -> None:
    network = build_numpy(a_spec("fc"), np.random.default_rng(3))
    with pytest.raises(ModelError, match="do not fit"):
        network.load_tensors(build_numpy(a_spec("lenet"), np.random.default_rng(3)).tensors())
    with pytest.raises(ConfigError, match="torch only"):
        build_numpy(NetSpec("squeezenet1_1", classes=5), np.random.default_rng(3))
    before = network.tensors()
    network.load_tensors({name: values + 1 for name, values in before.items()})
    np.testing.assert_array_equal(network.parameters["fc1.weight"], before["fc1.weight"] + 1)
