"""First values of a network's tensors: zeros, normal, Xavier, He. One draw for numpy and torch alike."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.nets.layout import Shape, buffer_shapes, parameter_shapes
from core.nets.spec import NetSpec

_SQUEEZENET_LAST = 0.01  # standard deviation of its last layer's weights, as torchvision has it


def fans(shape: Shape) -> tuple[int, int]:
    """(inputs, outputs) that one weight of a dense (out, in) or convolution (out, in, kh, kw) layer connects."""
    field = math.prod(shape[2:])
    return shape[1] * field, shape[0] * field


def initial_weight(shape: Shape, initializer: str, rng: np.random.Generator) -> NDArray[np.float64]:
    """Weights of one layer, shape (out, in) or (out, in, kh, kw).

    zeros: 0, so that all units of a layer stay alike for ever. normal: N(0, 1), not scaled to the layer's size.
    xavier: uniform in ±sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio 2010). he: N(0, 2 / fan_in) (He 2015).
    """
    fan_in, fan_out = fans(shape)
    if initializer == "zeros":
        return np.zeros(shape)
    if initializer == "normal":
        return rng.standard_normal(shape)
    if initializer == "xavier":
        bound = math.sqrt(6.0 / (fan_in + fan_out))
        return rng.uniform(-bound, bound, shape)
    return math.sqrt(2.0 / fan_in) * rng.standard_normal(shape)


def initial_tensors(spec: NetSpec, rng: np.random.Generator) -> dict[str, NDArray[np.float64]]:
    """All tensors of an untrained network by name: weights drawn, biases 0, batch normalization the identity."""
    tensors: dict[str, NDArray[np.float64]] = {}
    for name, shape in parameter_shapes(spec).items():
        if ".bias" in name:  # those of recurrent layers go on: lstm1.bias_ih_l0
            tensors[name] = np.zeros(shape)
        elif len(shape) == 1:  # the scale of a batch normalization
            tensors[name] = np.ones(shape)
        else:
            weight = initial_weight(shape, spec.initializer, rng)
            # A trained SqueezeNet's features are large, and a ReLU follows its last layer: with weights of the usual
            # size half of the classes begin dead (measured: 85 % instead of 93 % right after 7 epochs of this layer).
            tensors[name] = weight * (_SQUEEZENET_LAST / weight.std()) if _is_last(name, spec) else weight
    for name, shape in buffer_shapes(spec).items():
        tensors[name] = np.ones(shape) if name.endswith("running_var") else np.zeros(shape)
    return tensors


def _is_last(name: str, spec: NetSpec) -> bool:
    """Whether this is the last layer's weight of a SqueezeNet whose weights are drawn."""
    return name == "classifier.1.weight" and spec.architecture.startswith("squeezenet") and spec.initializer != "zeros"
