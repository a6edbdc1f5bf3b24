"""Torch's own gradients of the cases of gradient_check.py, in float64: an independent second opinion."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import torch
import torch.nn.functional as F
from torch.func import functional_call

from core.nets.gradient_check import Case, loss_labels, loss_weights
from core.nets.layers import FloatArray
from core.nets.torch_nets import build_torch

Tensors = Mapping[str, torch.Tensor]
_FUNCTIONS: dict[str, Callable[[torch.Tensor, Tensors], torch.Tensor]] = {
    "dense": lambda x, p: F.linear(x, p["weight"], p["bias"]),
    "conv2d": lambda x, p: F.conv2d(x, p["weight"], p["bias"]),
    "conv2d stride 2 padding 1": lambda x, p: F.conv2d(x, p["weight"], p["bias"], stride=2, padding=1),
    "max pool": lambda x, p: F.max_pool2d(x, 2),
    "max pool overlapping": lambda x, p: F.max_pool2d(x, 3, stride=2),
    "average pool": lambda x, p: F.avg_pool2d(x, (2, 3)),
    "flatten": lambda x, p: torch.flatten(x, 1),
    "sigmoid": lambda x, p: torch.sigmoid(x),
    "tanh": lambda x, p: torch.tanh(x),
    "relu": lambda x, p: F.relu(x),
    "leaky_relu": lambda x, p: F.leaky_relu(x, 0.01),
    "linear": lambda x, p: x * 1.0,
    "batch norm": lambda x, p: F.batch_norm(x, None, None, p["weight"], p["bias"], training=True),
    "batch norm of images": lambda x, p: F.batch_norm(x, None, None, p["weight"], p["bias"], training=True),
    "softmax + cross-entropy": lambda x, p: F.cross_entropy(x, torch.from_numpy(loss_labels()))[None],
    "cross-entropy weighted, smoothed": lambda x, p: F.cross_entropy(
        x, torch.from_numpy(loss_labels()), weight=torch.from_numpy(loss_weights()), label_smoothing=0.1
    )[None],
}


def torch_gradients(case: Case, r: FloatArray) -> dict[str, FloatArray]:
    """Gradients of sum(y r) by "input" and each parameter; empty for a case that torch has no function for."""
    x = torch.tensor(case.x, requires_grad=True)
    parameters = {name: torch.tensor(values, requires_grad=True) for name, values in case.parameters.items()}
    if case.spec is not None:
        module = build_torch(case.spec, 0).double().train()
        y = functional_call(module, parameters, (x,))
    elif case.name == "dropout":  # torch draws another mask: ours is what a batch of ones becomes
        y = x * torch.tensor(case.forward(np.ones_like(case.x)))
    elif case.name == "batch norm in use":
        mean, variance = (torch.tensor(case.buffers[name]) for name in ("running_mean", "running_var"))
        y = F.batch_norm(x, mean, variance, parameters["weight"], parameters["bias"], training=False)
    elif case.name in _FUNCTIONS:
        y = _FUNCTIONS[case.name](x, parameters)
    else:
        return {}
    (y * torch.from_numpy(r)).sum().backward()
    return {name: _numpy(leaf.grad) for name, leaf in {"input": x, **parameters}.items()}


def _numpy(gradient: torch.Tensor | None) -> FloatArray:
    assert gradient is not None  # every leaf takes part in y
    return np.array(gradient.numpy())
