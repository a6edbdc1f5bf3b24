"""The network from scratch: layers one after the other, forward for answers, backward for gradients.

All parameters lie in one vector, and those of the layers are views into it, so that an optimizer moves them at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from core.errors import ModelError
from core.nets import layout
from core.nets.activations import ACTIVATION_LAYERS
from core.nets.convolution import Conv2d
from core.nets.initializers import initial_tensors
from core.nets.layers import Dense, Dropout, Flatten, FloatArray, FloatKind, Layer
from core.nets.model_file import ModelFile
from core.nets.normalization import BatchNorm
from core.nets.pooling import AvgPool2d, MaxPool2d
from core.nets.spec import NetSpec


class Network:
    """Layers in a row. vector, gradient_vector: all parameters and gradients, (P), in the layers' order.

    parameters, gradients: the same numbers by name ("fc1.weight"), as views: writing to one changes the other.
    """

    def __init__(self, layers: Sequence[Layer], dtype: FloatKind = np.float32) -> None:
        self.layers = tuple(layers)
        self.dtype: np.dtype[np.floating] = np.dtype(dtype)
        size = sum(values.size for layer in self.layers for values in layer.parameters.values())
        self.vector: FloatArray = np.zeros(size, self.dtype)
        self.gradient_vector: FloatArray = np.zeros(size, self.dtype)
        self.parameters: dict[str, FloatArray] = {}
        self.gradients: dict[str, FloatArray] = {}
        self.buffers: dict[str, FloatArray] = {}
        self._adopt_arrays()
        learning = [number for number, layer in enumerate(self.layers) if layer.parameters]
        self._first = learning[0] if learning else len(self.layers)

    def forward(
        self, images: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None
    ) -> FloatArray:
        """Images (N, C, H, W), 0..1 -> logits (N, classes). training: batch statistics and dropout, drawn from rng."""
        values = np.asarray(images, self.dtype)
        for layer in self.layers:
            values = layer.forward(values, training=training, rng=rng)
        return values.copy()

    def backward(self, d_logits: FloatArray) -> None:
        """Set all gradients from dLoss/dlogits (N, classes) of the batch that went forward last.

        The chain rule from the last layer to the first that learns; what lies before that needs no gradient.
        """
        gradient = np.asarray(d_logits, self.dtype)
        for number in range(len(self.layers) - 1, self._first - 1, -1):
            gradient = self.layers[number].backward(gradient, input_needed=number > self._first)

    def backward_to_input(self, d_logits: FloatArray) -> FloatArray:
        """As backward, and on to the images: dLoss/dimages (N, C, H, W)."""
        gradient = np.asarray(d_logits, self.dtype)
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)
        return gradient.copy()

    def activations(self, images: FloatArray) -> dict[str, FloatArray]:
        """What each layer gives for images (N, C, H, W), by the layers' names, in order."""
        values = np.asarray(images, self.dtype)
        found: dict[str, FloatArray] = {}
        for layer in self.layers:
            values = layer.forward(values)
            found[layer.name] = values.copy()
        return found

    def tensors(self) -> dict[str, FloatArray]:
        """Copies of all parameters and buffers by name, as model_file.save_model takes them."""
        return {name: values.copy() for name, values in (self.parameters | self.buffers).items()}

    def load_tensors(self, tensors: Mapping[str, FloatArray]) -> None:
        """Take values over, in place. Raises ModelError unless all names and shapes fit."""
        own = self.parameters | self.buffers
        if {name: values.shape for name, values in tensors.items()} != {name: v.shape for name, v in own.items()}:
            raise ModelError("The weights do not fit this network; choose the network they came from.")
        for name, values in tensors.items():
            own[name][...] = values

    def _adopt_arrays(self) -> None:
        """Move the layers' arrays into the vectors and leave views in their place."""
        start = 0
        for layer in self.layers:
            for name, values in layer.parameters.items():
                place = slice(start, start + values.size)
                start += values.size
                view = self.vector[place].reshape(values.shape)
                view[...] = values
                gradient = self.gradient_vector[place].reshape(values.shape)
                layer.parameters[name] = self.parameters[f"{layer.name}.{name}"] = view
                layer.gradients[name] = self.gradients[f"{layer.name}.{name}"] = gradient
            for name, values in layer.buffers.items():
                layer.buffers[name] = self.buffers[f"{layer.name}.{name}"] = values.astype(self.dtype)


def build_numpy(spec: NetSpec, rng: np.random.Generator, dtype: FloatKind = np.float32) -> Network:
    """An untrained network of any architecture but SqueezeNet (ConfigError), its first values drawn from rng."""
    layout.rows(spec)  # refuses SqueezeNet before its values are drawn
    return assemble(spec, initial_tensors(spec, rng), dtype)


def network_of(model: ModelFile, dtype: FloatKind = np.float32) -> Network:
    """The network in a model file. Raises ConfigError for SqueezeNet, which runs in torch only."""
    return assemble(model.header.spec(), model.tensors, dtype)


def assemble(spec: NetSpec, tensors: Mapping[str, FloatArray], dtype: FloatKind = np.float32) -> Network:
    """A network with copies of these tensors, all those of layout.tensor_shapes(spec). Raises ModelError else."""
    if {name: values.shape for name, values in tensors.items()} != layout.tensor_shapes(spec):
        raise ModelError(f"The weights do not fit the network {spec.architecture}; choose the network they came from.")
    return Network([_layer(row, tensors) for row in layout.rows(spec)], dtype)


def _layer(row: layout.Row, tensors: Mapping[str, FloatArray]) -> Layer:
    """The layer of one row of the layout, with its own copies of its tensors."""
    own = {name.rpartition(".")[2]: values.copy() for name, values in _of(row.name, tensors)}
    match row:
        case layout.Conv():
            return Conv2d(row.name, own["weight"], own.get("bias"), stride=row.stride, padding=row.padding)
        case layout.Linear():
            return Dense(row.name, own["weight"], own.get("bias"))
        case layout.Norm():
            return BatchNorm(row.name, own["weight"], own["bias"], own["running_mean"], own["running_var"])
        case layout.Act():
            return ACTIVATION_LAYERS[row.kind](row.name)
        case layout.Pool():
            return MaxPool2d(row.name, row.size) if row.kind == "max" else AvgPool2d(row.name, row.size)
        case layout.Drop():
            return Dropout(row.name, row.share)
        case layout.Flat():
            return Flatten(row.name)


def _of(name: str, tensors: Mapping[str, FloatArray]) -> Iterable[tuple[str, FloatArray]]:
    return ((key, values) for key, values in tensors.items() if key.rpartition(".")[0] == name)
