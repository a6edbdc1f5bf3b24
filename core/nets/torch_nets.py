"""The torch siblings of the numpy networks: same layers, same names, same first values.

Torch is imported here, in the other torch_*.py files of this folder, and in the torch half of core/train alone.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from core.errors import ModelError
from core.nets import layout
from core.nets.initializers import initial_tensors
from core.nets.layout import tensor_shapes
from core.nets.spec import NetSpec
from core.nets.torch_crnn import Crnn
from core.nets.torch_squeezenet import SqueezeNet

_COUNTER = "num_batches_tracked"  # torch counts batches beside the running mean; nothing of ours needs it
_ACTIVATIONS: dict[str, type[nn.Module]] = {
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "linear": nn.Identity,
}


def build_torch(spec: NetSpec, seed: int | np.random.Generator) -> nn.Module:
    """The network in torch, float32, on the CPU, in training mode: images (N, C, H, W) -> logits (N, classes).

    With the same seed its first values are those of scratch.build_numpy(spec, np.random.default_rng(seed)).
    """
    module = _empty(spec)
    load_tensors(module, initial_tensors(spec, np.random.default_rng(seed)), spec)
    return module


def tensors_of(module: nn.Module) -> dict[str, NDArray[np.float32]]:
    """Copies of all tensors by name, as model_file.save_model takes them."""
    state = {name: tensor for name, tensor in module.state_dict().items() if not name.endswith(_COUNTER)}
    return {name: tensor.detach().float().cpu().numpy().copy() for name, tensor in state.items()}


def load_tensors(module: nn.Module, tensors: Mapping[str, NDArray[np.floating]], spec: NetSpec) -> None:
    """Put values into a network of this spec, in place. Raises ModelError unless all names and shapes fit."""
    expected = tensor_shapes(spec)
    if {name: values.shape for name, values in tensors.items()} != expected:
        raise ModelError(f"The weights do not fit the network {spec.architecture}; choose the network they came from.")
    state = module.state_dict()
    with torch.no_grad():
        for name, values in tensors.items():
            state[name].copy_(torch.from_numpy(np.array(values, dtype=np.float32)))


def parameter_count(module: nn.Module) -> int:
    """How many numbers are learned."""
    return sum(parameter.numel() for parameter in module.parameters())


def _empty(spec: NetSpec) -> nn.Module:
    """The network with whatever values torch puts there; nothing is drawn from torch's own generator."""
    with torch.random.fork_rng(devices=[]):
        if spec.architecture.startswith("squeezenet"):
            return SqueezeNet(spec)
        if spec.architecture == "crnn":
            return Crnn(spec)
        return nn.Sequential(OrderedDict((row.name, _module(row)) for row in layout.rows(spec)))


def _module(row: layout.Row) -> nn.Module:
    match row:
        case layout.Conv():
            return nn.Conv2d(row.inputs, row.outputs, row.kernel, stride=row.stride, padding=row.padding, bias=row.bias)
        case layout.Linear():
            return nn.Linear(row.inputs, row.outputs, bias=row.bias)
        case layout.Norm():
            return nn.BatchNorm2d(row.channels) if row.images else nn.BatchNorm1d(row.channels)
        case layout.Act():
            return nn.LeakyReLU(0.01) if row.kind == "leaky_relu" else _ACTIVATIONS[row.kind]()
        case layout.Pool():
            return nn.MaxPool2d(row.size) if row.kind == "max" else nn.AvgPool2d(row.size)
        case layout.Drop():
            return nn.Dropout(row.share)
        case layout.Flat():
            return nn.Flatten()
