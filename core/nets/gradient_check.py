"""Are the gradients right? Each is compared with central differences in float64, and with torch's where it is there.

A case is a layer, a loss or a network with an input; its loss is L = sum(y r) with fixed random r, so dL/dy = r.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.nets.activations import ACTIVATION_LAYERS
from core.nets.convolution import Conv2d
from core.nets.layers import Dense, Dropout, Flatten, FloatArray, Layer
from core.nets.losses import cross_entropy
from core.nets.normalization import BatchNorm
from core.nets.pooling import AvgPool2d, MaxPool2d
from core.nets.scratch import Network, build_numpy
from core.nets.spec import NetSpec

TOLERANCE = 1e-6
_STEP = 1e-5
_MOST_ENTRIES = 200  # of each array: the larger ones are sampled
# Networks of thousands of ReLUs: a shorter step crosses fewer kinks, and fewer entries take less time.
_KINKED_STEP, _KINKED_ENTRIES = 1e-6, 12
_SAME = 2.5e-7  # differences by a step and by half of it that agree so far have no kink between
_LEAST_SMOOTH = 0.5  # share of the entries that must be without a kink

# Case name -> (x, r, parameters) -> gradients by name: an independent implementation, such as torch's.
Reference = Callable[["Case", FloatArray], Mapping[str, FloatArray]]


@dataclass(frozen=True, eq=False)
class Case:
    """Something with a gradient. forward and backward work on float64; parameters are live, gradients set by backward.

    buffers: what is measured, of a layer that has such; constants here. smooth: False where kinks (ReLU) are so many
    that some lie within a step: entries whose differences meet one are left out.
    """

    name: str
    x: FloatArray
    forward: Callable[[FloatArray], FloatArray]
    backward: Callable[[FloatArray], FloatArray]
    parameters: Mapping[str, FloatArray] = field(default_factory=dict)
    gradients: Mapping[str, FloatArray] = field(default_factory=dict)
    buffers: Mapping[str, FloatArray] = field(default_factory=dict)
    spec: NetSpec | None = None
    smooth: bool = True


@dataclass(frozen=True, slots=True)
class GradientCheck:
    """Largest relative error over all gradients of a case; None where torch was not asked."""

    name: str
    differences: float
    reference: float | None

    @property
    def passed(self) -> bool:
        """All that was compared is within TOLERANCE."""
        return all(error <= TOLERANCE for error in (self.differences, self.reference) if error is not None)


def relative_error(found: FloatArray, expected: FloatArray, scale: float = 0.0) -> float:
    """Largest difference over the largest magnitude (or scale, if larger), 0 for two zero arrays. nan stays nan."""
    scale = max(scale, float(np.abs(found).max()), float(np.abs(expected).max()))
    return float(np.abs(found - expected).max()) / scale if scale else 0.0


def check(case: Case, rng: np.random.Generator, reference: Reference | None = None) -> GradientCheck:
    """Compare one case's gradients by its parameters and its input with what they should be."""
    r = rng.standard_normal(case.forward(case.x).shape)
    case.forward(case.x)
    found = {"input": case.backward(r).copy()} | {name: values.copy() for name, values in case.gradients.items()}
    errors = _difference_errors(case, r, found, rng)
    expected = reference(case, r) if reference else {}
    others = [relative_error(found[name], values) for name, values in expected.items()]
    return GradientCheck(case.name, float(np.max(errors)), float(np.max(others)) if others else None)  # nan is largest


def check_all(seed: int = 0, reference: Reference | None = None) -> Iterator[GradientCheck]:
    """Check every layer, loss and network, one after the other."""
    rng = np.random.default_rng(seed)
    for case in cases(rng):
        yield check(case, rng, reference)


def cases(rng: np.random.Generator) -> Iterator[Case]:
    """All there is to check, with inputs that lie apart from each other and from 0, where functions have kinks."""
    yield _of_layer("dense", Dense("dense", rng.standard_normal((4, 6)), rng.standard_normal(4)), _apart((5, 6), rng))
    for name, stride, padding in (("conv2d", 1, 0), ("conv2d stride 2 padding 1", 2, 1)):
        weight, bias = rng.standard_normal((3, 2, 3, 3)), rng.standard_normal(3)
        layer = Conv2d("conv", weight, bias, stride=stride, padding=padding)
        yield _of_layer(name, layer, _apart((2, 2, 7, 6), rng))
    yield _of_layer("max pool", MaxPool2d("pool", (2, 2)), _apart((2, 3, 7, 6), rng))
    yield _of_layer("max pool overlapping", MaxPool2d("pool", (3, 3), (2, 2)), _apart((2, 3, 7, 7), rng))
    yield _of_layer("average pool", AvgPool2d("pool", (2, 3)), _apart((2, 3, 7, 6), rng))
    yield _of_layer("flatten", Flatten("flatten"), _apart((2, 3, 4, 5), rng))
    for kind, build in ACTIVATION_LAYERS.items():
        yield _of_layer(kind, build(kind), 3.0 * _apart((4, 10), rng))
    yield _of_layer("dropout", Dropout("dropout", 0.4), _apart((6, 10), rng))
    yield _of_layer("batch norm", _batch_norm(rng), _apart((6, 3), rng))
    yield _of_layer("batch norm of images", _batch_norm(rng), _apart((4, 3, 5, 4), rng))
    yield _of_layer("batch norm in use", _batch_norm(rng), _apart((4, 3, 5, 4), rng), training=False)
    yield from _losses(rng)
    yield from _networks(rng)


def _losses(rng: np.random.Generator) -> Iterator[Case]:
    logits = 3.0 * rng.standard_normal((5, 7))
    yield _of_loss("softmax + cross-entropy", logits, None, 0.0)
    yield _of_loss("cross-entropy weighted, smoothed", logits, loss_weights(), 0.1)


def loss_labels() -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The labels of the losses' cases."""
    return np.array([0, 6, 3, 3, 1], np.int64)


def loss_weights() -> FloatArray:
    """The class weights of the weighted loss's case."""
    return np.linspace(0.5, 2.0, 7)


def _networks(rng: np.random.Generator) -> Iterator[Case]:
    for activation in ("sigmoid", "tanh"):
        yield _of_network(NetSpec("fc", input_shape=(1, 5, 5), classes=4, hidden=(8, 6), activation=activation), rng)
    yield _of_network(NetSpec("lenet", input_shape=(1, 12, 12), classes=4, activation="tanh"), rng)
    yield _of_network(NetSpec("small_cnn", input_shape=(1, 8, 8), classes=4, initializer="he"), rng)
    yield _of_network(NetSpec("reader", input_shape=(1, 8, 8), classes=4, initializer="he"), rng)


def _difference_errors(
    case: Case, r: FloatArray, found: Mapping[str, FloatArray], rng: np.random.Generator
) -> list[float]:
    """For the input and each parameter the relative error against (L(v + h) - L(v - h)) / 2h."""
    errors = []
    for name, values in {"input": case.x, **case.parameters}.items():
        entries = rng.permutation(values.size)[: _MOST_ENTRIES if case.smooth else _KINKED_ENTRIES]
        if case.smooth:
            expected = np.array([_difference(case, r, values, int(entry), _STEP) for entry in entries])
            errors.append(relative_error(found[name].reshape(-1)[entries], expected))
        else:
            errors.append(_kinked_error(case, r, values, entries, found[name]))
    return errors


def _kinked_error(
    case: Case, r: FloatArray, values: FloatArray, entries: NDArray[np.int64], gradient: FloatArray
) -> float:
    """Relative error over the entries of values that have no kink within the step; nan where too few are left.

    Whether there is one only the differences decide, never the gradient that is to be checked.
    """
    whole, half = (
        np.array([_difference(case, r, values, int(entry), step) for entry in entries])
        for step in (_KINKED_STEP, _KINKED_STEP / 2)
    )
    scale = float(np.abs(gradient).max())
    smooth = np.abs(whole - half) <= _SAME * max(scale, float(np.abs(half).max()))
    if smooth.mean() < _LEAST_SMOOTH:
        return float("nan")
    return relative_error(gradient.reshape(-1)[entries[smooth]], half[smooth], scale)


def _difference(case: Case, r: FloatArray, values: FloatArray, entry: int, step: float) -> float:
    place = np.unravel_index(entry, values.shape)
    middle = values[place]
    losses = []
    for moved in (middle + step, middle - step):
        values[place] = moved
        losses.append(float((case.forward(case.x) * r).sum()))
    values[place] = middle
    return (losses[0] - losses[1]) / (2.0 * step)


def _of_layer(name: str, layer: Layer, x: FloatArray, *, training: bool = True) -> Case:
    def forward(x: FloatArray) -> FloatArray:
        return layer.forward(x, training=training, rng=np.random.default_rng(7))  # the same dropout each time

    return Case(name, x, forward, layer.backward, layer.parameters, layer.gradients, layer.buffers)


def _of_loss(name: str, logits: FloatArray, weights: FloatArray | None, smoothing: float) -> Case:
    labels = loss_labels()

    def forward(x: FloatArray) -> FloatArray:
        return np.array([cross_entropy(x, labels, weights=weights, smoothing=smoothing).value])

    def backward(r: FloatArray) -> FloatArray:
        d_logits: FloatArray = r[0] * cross_entropy(logits, labels, weights=weights, smoothing=smoothing).d_logits
        return d_logits

    return Case(name, logits, forward, backward)


def _of_network(spec: NetSpec, rng: np.random.Generator) -> Case:
    network: Network = build_numpy(spec, rng, np.float64)

    def forward(x: FloatArray) -> FloatArray:
        return network.forward(x, training=True)

    name = f"network {spec.architecture}" + (f" {spec.activation}" if spec.architecture in ("fc", "lenet") else "")
    smooth = spec.architecture in ("fc", "lenet")
    x = _apart((3, *spec.input_shape), rng)
    return Case(
        name, x, forward, network.backward_to_input, network.parameters, network.gradients, spec=spec, smooth=smooth
    )


def _apart(shape: tuple[int, ...], rng: np.random.Generator) -> FloatArray:
    """Numbers -1..1 in random order, each apart from the others and from 0."""
    size = int(np.prod(shape))
    return (2.0 * rng.permutation(size).reshape(shape) + 1.0) / size - 1.0 + 0.3 / size


def _batch_norm(rng: np.random.Generator) -> BatchNorm:
    return BatchNorm("bn", rng.uniform(0.5, 2, 3), rng.standard_normal(3), rng.standard_normal(3), np.full(3, 1.5))
