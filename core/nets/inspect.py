"""Looking at weights: as tiles, in the input's space, by class, in an order that shows something. Arrays in and out.

What a network makes of one picture stands in saliency.py; pictures that please a unit in dream.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import ConfigError
from core.nets import layout
from core.nets.layers import FloatArray
from core.nets.spec import NetSpec

ORDERS = ("index", "norm", "change", "similarity")
Tensors = Mapping[str, FloatArray]


@dataclass(frozen=True, eq=False, slots=True)
class LinearMap:
    """y = weight x + bias; weight (outputs, inputs), bias (outputs)."""

    weight: FloatArray
    bias: FloatArray


def weight_layers(spec: NetSpec) -> tuple[str, ...]:
    """Names of the layers whose weights can be shown, from the input to the classes."""
    shapes = layout.parameter_shapes(spec)
    weights = (name for name, shape in shapes.items() if name.endswith(".weight") and len(shape) > 1)
    return tuple(name.removesuffix(".weight") for name in weights)


def weight_tiles(tensors: Tensors, spec: NetSpec, layer: str) -> FloatArray:
    """A layer's weights as pictures, (units, channels, rows, columns).

    A dense layer: one picture of its input for each unit; of an "fc" network always of the network's input, deeper
    layers by composing the layers below (compose). A convolution: its kernels. A dense layer above another one in a
    convolutional network: rows of numbers, (units, 1, 1, inputs). Raises ConfigError for a layer without weights.
    """
    if layer not in weight_layers(spec):
        raise ConfigError(f"The layer '{layer}' has no weights; choose one of {', '.join(weight_layers(spec))}.")
    weight = tensors[f"{layer}.weight"]
    if weight.ndim == 4:
        return weight.copy()
    if spec.architecture == "fc":
        return compose(tensors, spec, layer).weight.reshape(-1, *spec.input_shape)
    return weight.reshape(-1, *_picture_below(spec, layer)).copy()


def compose(tensors: Tensors, spec: NetSpec, layer: str) -> LinearMap:
    """The layers of an "fc" network up to and with this one as a single map of the input, activations left out.

    W = W_n ... W_2 W_1,  b = W_n (... (W_2 b_1 + b_2) ...) + b_n. With linear activations it is exactly the network.
    """
    names = _dense_names(spec)
    weight, bias = tensors[f"{names[0]}.weight"].copy(), tensors[f"{names[0]}.bias"].copy()
    for name in names[1 : names.index(layer) + 1]:
        above = tensors[f"{name}.weight"]
        weight, bias = above @ weight, above @ bias + tensors[f"{name}.bias"]
    return LinearMap(weight, bias)


def weights_to_classes(tensors: Tensors, spec: NetSpec, layer: str) -> FloatArray:
    """How a layer's units speak for each class of an "fc" network: (units, classes), activations left out."""
    names = _dense_names(spec)
    above = names[names.index(layer) + 1 :]
    weight: FloatArray = np.eye(len(tensors[f"{layer}.weight"]), dtype=tensors[f"{layer}.weight"].dtype)
    for name in above:
        weight = tensors[f"{name}.weight"] @ weight
    return weight.T.copy()


def tile_order(tiles: FloatArray, by: str, *, start: FloatArray | None = None) -> NDArray[np.int64]:
    """An order of tiles (units, ...), int64 (units), by one of ORDERS.

    norm: largest first. change: farthest from start, the tiles before training, first. similarity: from the tile of
    largest norm on, always the most similar one (cosine) of those left. Raises ConfigError for another name or where
    start is missing.
    """
    flat = tiles.reshape(len(tiles), -1).astype(np.float64)
    if by == "index":
        return np.arange(len(tiles))
    if by == "norm":
        return np.argsort(-np.linalg.norm(flat, axis=1), kind="stable")
    if by == "similarity":
        return _similarity_chain(flat)
    if by == "change" and start is not None and start.shape == tiles.shape:
        return np.argsort(-np.linalg.norm(flat - start.reshape(flat.shape), axis=1), kind="stable")
    raise ConfigError("Tiles are ordered by index, norm, similarity or, where the start is known, change.")


def _similarity_chain(flat: NDArray[np.float64]) -> NDArray[np.int64]:
    norms = np.linalg.norm(flat, axis=1, keepdims=True)
    directions = flat / np.maximum(norms, 1e-12)
    chain = [int(norms.argmax())]
    left = np.ones(len(flat), bool)
    left[chain[0]] = False
    while left.any():
        likeness = np.where(left, directions @ directions[chain[-1]], -np.inf)
        chain.append(int(likeness.argmax()))
        left[chain[-1]] = False
    return np.array(chain)


def _dense_names(spec: NetSpec) -> list[str]:
    if spec.architecture != "fc":
        raise ConfigError("Only the layers of a fully connected network can be composed; choose such a model.")
    return list(weight_layers(spec))


def _picture_below(spec: NetSpec, layer: str) -> tuple[int, int, int]:
    """The shape in which a dense layer's input makes most sense: that before flattening, or one row."""
    shape: layout.Shape = spec.input_shape
    picture: layout.Shape = spec.input_shape
    for name, output in layout.output_shapes(spec).items():
        if name == layer:
            break
        if len(output) == 1 and len(shape) == 3:
            picture = shape
        elif len(output) == 1 and output != shape:
            picture = (1, 1, output[0])
        shape = output
    channels, height, width = picture
    return channels, height, width
