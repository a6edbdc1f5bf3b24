"""The torch networks: names, shapes, sizes, and first values that depend on the seed alone."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.errors import ModelError
from core.nets.initializers import initial_tensors
from core.nets.layout import tensor_shapes
from core.nets.spec import ARCHITECTURES, NetSpec
from core.nets.torch_nets import build_torch, load_tensors, parameter_count, tensors_of

SQUEEZENET1_0 = {
    0: (96, 3, 7),
    3: (96, 16, 64), 4: (128, 16, 64), 5: (128, 32, 128), 7: (256, 32, 128), 8: (256, 48, 192), 9: (384, 48, 192),
    10: (384, 64, 256), 12: (512, 64, 256),
}  # fmt: skip
SQUEEZENET1_1 = {
    0: (64, 3, 3),
    3: (64, 16, 64), 4: (128, 16, 64), 6: (128, 32, 128), 7: (256, 32, 128), 9: (256, 48, 192), 10: (384, 48, 192),
    11: (384, 64, 256), 12: (512, 64, 256),
}  # fmt: skip


def torchvision_shapes(table):
    outputs, inputs, kernel = table[0]
    shapes = {"features.0.weight": (outputs, inputs, kernel, kernel), "features.0.bias": (outputs,)}
    for place, (inputs, squeeze, expand) in list(table.items())[1:]:
        for part, shape in {
            "squeeze": (squeeze, inputs, 1, 1),
            "expand1x1": (expand, squeeze, 1, 1),
            "expand3x3": (expand, squeeze, 3, 3),
        }.items():
            shapes[f"features.{place}.{part}.weight"] = shape
            shapes[f"features.{place}.{part}.bias"] = (shape[0],)
    return shapes | {"classifier.1.weight": (1000, 512, 1, 1), "classifier.1.bias": (1000,)}


@pytest.mark.parametrize(
    ("architecture", "table", "count"),
    [("squeezenet1_0", SQUEEZENET1_0, 1_248_424), ("squeezenet1_1", SQUEEZENET1_1, 1_235_496)],
)
def test_squeezenet_has_torchvisions_names_shapes_and_size(architecture, table, count) -> None:
    module = build_torch(NetSpec(architecture, input_shape=(3, 64, 64), classes=1000), 0)
    assert {name: tuple(values.shape) for name, values in module.state_dict().items()} == torchvision_shapes(table)
    assert parameter_count(module) == count  # as torchvision's documentation says
    assert module(torch.zeros(2, 3, 64, 64)).shape == (2, 1000)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_tensors_have_the_listed_names_and_go_out_and_in(architecture: str) -> None:
    spec = NetSpec(architecture, classes=5)
    module = build_torch(spec, 3)
    found = tensors_of(module)
    assert {name: values.shape for name, values in found.items()} == tensor_shapes(spec)
    assert {name: found[name].shape for name, _ in module.named_parameters()}.keys() <= found.keys()
    other = build_torch(spec, 4)
    load_tensors(other, found, spec)
    for name, values in tensors_of(other).items():
        np.testing.assert_array_equal(values, found[name])


def test_the_readers_network_is_the_agreed_one() -> None:
    module = build_torch(NetSpec("reader", classes=99), 0)
    shapes = {name: tuple(values.shape) for name, values in module.named_parameters()}
    assert shapes["conv1.weight"] == (32, 1, 3, 3)
    assert shapes["conv4.weight"] == (128, 96, 3, 3)
    assert shapes["fc1.weight"] == (192, 2048)
    assert shapes["fc2.weight"] == (99, 192)
    assert not {"conv1.bias", "fc1.bias"} & shapes.keys()
    assert parameter_count(module) <= 700_000


def test_the_small_network_is_small() -> None:
    assert parameter_count(build_torch(NetSpec("small_cnn", input_shape=(1, 28, 28), classes=10), 0)) <= 100_000


def test_first_values_follow_from_the_seed_and_leave_torchs_generator_alone() -> None:
    spec = NetSpec("lenet", classes=7)
    torch.manual_seed(1)
    before = torch.random.get_rng_state()
    first, second = build_torch(spec, 3), build_torch(spec, np.random.default_rng(3))
    assert torch.equal(torch.random.get_rng_state(), before)
    for name, values in initial_tensors(spec, np.random.default_rng(3)).items():
        np.testing.assert_array_equal(tensors_of(first)[name], values.astype(np.float32))
        np.testing.assert_array_equal(tensors_of(second)[name], values.astype(np.float32))


def test_tensors_of_another_network_are_refused() -> None:
    module = build_torch(NetSpec("fc", classes=7), 0)
    with pytest.raises(ModelError, match="do not fit"):
        load_tensors(module, tensors_of(build_torch(NetSpec("fc", classes=8), 0)), NetSpec("fc", classes=7))
