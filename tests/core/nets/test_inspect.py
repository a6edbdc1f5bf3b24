"""Views into networks: known answers for linear networks, sums that must come out, torch as a second opinion."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.errors import ConfigError
from core.nets import layout, saliency
from core.nets.dream import DreamSettings, dream
from core.nets.inspect import compose, tile_order, weight_layers, weight_tiles, weights_to_classes
from core.nets.scratch import assemble, build_numpy
from core.nets.spec import NetSpec
from core.nets.torch_nets import build_torch

RNG = np.random.default_rng(10)
SHAPE = (1, 12, 12)
LINEAR = NetSpec("fc", input_shape=SHAPE, classes=4, hidden=())
DEEP = NetSpec("fc", input_shape=SHAPE, classes=4, hidden=(9, 7), activation="linear")


def a_network(spec, dtype=np.float64):
    network = build_numpy(spec, np.random.default_rng(1), dtype)
    for name, values in network.parameters.items():
        if name.endswith("bias"):
            values[...] = np.random.default_rng(2).standard_normal(values.shape)
    return network


def an_image(shape=SHAPE):
    return RNG.random(shape)


def test_a_deep_network_without_activations_is_one_linear_map() -> None:
    network, image = a_network(DEEP), an_image()
    whole = compose(network.tensors(), DEEP, "fc3")
    np.testing.assert_allclose(whole.weight @ image.reshape(-1) + whole.bias, network.forward(image[None])[0])
    middle = compose(network.tensors(), DEEP, "fc2")
    np.testing.assert_allclose(
        middle.weight @ image.reshape(-1) + middle.bias, saliency.activations(network, image)["fc2"]
    )


def test_weights_to_classes_are_the_layers_above() -> None:
    tensors = a_network(DEEP).tensors()
    np.testing.assert_allclose(
        weights_to_classes(tensors, DEEP, "fc1"), (tensors["fc3.weight"] @ tensors["fc2.weight"]).T
    )
    np.testing.assert_array_equal(weights_to_classes(tensors, DEEP, "fc3"), np.eye(4))


def test_tiles_have_the_shape_of_what_the_units_see() -> None:
    tensors = a_network(DEEP).tensors()
    assert weight_layers(DEEP) == ("fc1", "fc2", "fc3")
    np.testing.assert_array_equal(weight_tiles(tensors, DEEP, "fc1").reshape(9, -1), tensors["fc1.weight"])
    assert weight_tiles(tensors, DEEP, "fc3").shape == (4, *SHAPE)
    reader = NetSpec("reader", input_shape=(1, 16, 16), classes=4)
    values = build_numpy(reader, np.random.default_rng(1)).tensors()
    shapes = {layer: weight_tiles(values, reader, layer).shape for layer in weight_layers(reader)}
    assert shapes["conv1"] == (32, 1, 3, 3)
    assert shapes["conv4"] == (128, 96, 3, 3)
    assert shapes["fc1"] == (192, 128, 2, 2)
    assert shapes["fc2"] == (4, 1, 1, 192)
    with pytest.raises(ConfigError, match="no weights"):
        weight_tiles(values, reader, "pool1")
    with pytest.raises(ConfigError, match="fully connected"):
        compose(values, reader, "fc1")


@pytest.mark.parametrize("architecture", ["fc", "lenet", "reader", "small_cnn"])
def test_listed_output_shapes_are_the_real_ones(architecture: str) -> None:
    spec = NetSpec(architecture, input_shape=(3, 29, 35), classes=4, dropout=0.5)
    network = build_numpy(spec, np.random.default_rng(1))
    found = saliency.activations(network, RNG.random((3, 29, 35)))
    assert {name: values.shape for name, values in found.items()} == layout.output_shapes(spec)


def test_orders_of_tiles() -> None:
    tiles = np.array([[[1.0, 0.0]], [[0.0, 3.0]], [[0.1, 2.0]], [[2.1, 0.1]]])
    assert tile_order(tiles, "index").tolist() == [0, 1, 2, 3]
    assert tile_order(tiles, "norm").tolist() == [1, 3, 2, 0]
    assert tile_order(tiles, "similarity").tolist() == [1, 2, 3, 0]
    start = tiles.copy()
    start[2] += 5.0
    start[0] += 1.0
    assert tile_order(tiles, "change", start=start).tolist() == [2, 0, 1, 3]
    for wrong in ("change", "colour"):
        with pytest.raises(ConfigError):
            tile_order(tiles, wrong)


def test_gradients_of_a_linear_network_are_its_weights() -> None:
    network, image = a_network(LINEAR), an_image()
    weight = network.parameters["fc1.weight"].reshape(4, *SHAPE)
    np.testing.assert_allclose(saliency.gradient(network, image, 2), weight[2])
    np.testing.assert_allclose(saliency.integrated_gradients(network, image, 2), weight[2] * image)


@pytest.mark.parametrize("architecture", ["lenet", "reader"])
def test_gradients_are_those_of_torch(architecture: str) -> None:
    spec = NetSpec(architecture, input_shape=SHAPE, classes=4, activation="tanh")
    image = an_image()
    leaf = torch.tensor(image[None], requires_grad=True)
    build_torch(spec, 3).double().eval()(leaf)[0, 1].backward()
    found = saliency.gradient(build_numpy(spec, np.random.default_rng(3), np.float64), image, 1)
    np.testing.assert_allclose(found, leaf.grad[0].numpy(), atol=1e-6)


def test_integrated_gradients_sum_to_the_difference_of_the_logits() -> None:
    network, image = a_network(NetSpec("lenet", input_shape=SHAPE, classes=4, activation="tanh")), an_image()
    shares = saliency.integrated_gradients(network, image, 3, steps=64)
    logits = network.forward(np.stack([image, np.zeros(SHAPE)]))
    assert shares.sum() == pytest.approx(logits[0, 3] - logits[1, 3], rel=1e-4)


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_occlusion_finds_what_the_answer_rests_on(stride: int) -> None:
    network = a_network(LINEAR)
    network.vector[...] = 0.0
    network.parameters["fc1.weight"].reshape(4, *SHAPE)[1, 0, 2:4, 8:10] = 3.0
    image = np.ones(SHAPE)
    before = image.copy()
    found = saliency.occlusion(network, image, 1, size=3, stride=stride)
    np.testing.assert_array_equal(image, before)
    assert found.shape == SHAPE[1:]
    assert found[2:4, 8:10].max() == found.max() > 0
    assert not found[6:].any()
    assert not found[:, :5].any()
    assert not saliency.occlusion(network, np.zeros(SHAPE), 1, size=3).any()


def test_occlusion_by_hand() -> None:
    network = a_network(NetSpec("fc", input_shape=(1, 1, 2), classes=2, hidden=()))
    network.vector[...] = 0.0
    network.parameters["fc1.weight"][0] = [2.0, 0.0]
    found = saliency.occlusion(network, np.ones((1, 1, 2)), 0, size=1)
    np.testing.assert_allclose(found, [[1 / (1 + np.exp(-2.0)) - 0.5, 0.0]])
    with pytest.raises(ConfigError, match="square"):
        saliency.occlusion(network, np.ones((1, 1, 2)), 0, size=2)


def test_the_most_exciting_images_come_first() -> None:
    network = a_network(NetSpec("lenet", input_shape=SHAPE, classes=4, activation="tanh"))
    images = RNG.random((150, *SHAPE))
    found = saliency.most_exciting(network, images, "fc2", 5, count=7)
    driven = network.activations(images)["fc2"][:, 5]
    np.testing.assert_array_equal(driven[found], np.sort(driven)[::-1][:7])
    channel = saliency.most_exciting(network, images, "conv2", 3, count=1)[0]
    assert channel == network.activations(images)["conv2"][:, 3].max(axis=(1, 2)).argmax()
    with pytest.raises(ConfigError, match="no layer"):
        saliency.most_exciting(network, images, "conv9", 3)


def test_the_dream_of_a_linear_unit_is_ink_where_its_weights_are_positive() -> None:
    network = a_network(LINEAR)
    settings = DreamSettings(steps=400, rate=0.1, decay=0.0, jitter=0, blur=0.0)
    found = dream(network, SHAPE, layer="fc1", unit=1, rng=np.random.default_rng(1), settings=settings)
    weight = network.parameters["fc1.weight"].reshape(4, *SHAPE)[1]
    clear = np.abs(weight) > 0.01
    np.testing.assert_array_equal((found.image > 0.99)[clear], (weight > 0)[clear])


@pytest.mark.parametrize(("layer", "unit"), [("fc3", 2), ("conv2", 3), ("act1", 1)])
def test_a_dream_drives_its_unit_within_the_bounds_of_a_picture(layer: str, unit: int) -> None:
    network = a_network(NetSpec("lenet", input_shape=SHAPE, classes=4, activation="tanh"))
    found = dream(network, SHAPE, layer=layer, unit=unit, rng=np.random.default_rng(1))
    again = dream(network, SHAPE, layer=layer, unit=unit, rng=np.random.default_rng(1))
    np.testing.assert_array_equal(found.image, again.image)
    assert found.image.min() >= 0.0
    assert found.image.max() <= 1.0
    assert len(found.answers) == DreamSettings().steps + 1
    assert found.answers[-1] == pytest.approx(saliency.activations(network, found.image)[layer][unit].mean())
    random = [saliency.activations(network, an_image())[layer][unit].mean() for _ in range(50)]
    assert found.answers[-1] > max(*random, found.answers[0])


def test_dreams_of_what_is_not_there_are_refused() -> None:
    network = a_network(LINEAR)
    for layer, unit in (("fc2", 0), ("fc1", 4), ("fc1", -1)):
        with pytest.raises(ConfigError, match="choose one of"):
            dream(network, SHAPE, layer=layer, unit=unit, rng=np.random.default_rng(1))


def test_a_network_is_assembled_from_fitting_tensors_only() -> None:
    network = a_network(DEEP)
    image = an_image()[None]
    np.testing.assert_array_equal(assemble(DEEP, network.tensors(), np.float64).forward(image), network.forward(image))
    with pytest.raises(Exception, match="do not fit"):
        assemble(LINEAR, network.tensors())
