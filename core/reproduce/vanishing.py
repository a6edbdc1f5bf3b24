"""3: sigmoid, tanh and ReLU, their slopes, and what ten layers of each leave of a gradient."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import to_floats
from core.nets.activations import ACTIVATION_LAYERS
from core.nets.losses import cross_entropy
from core.nets.scratch import build_numpy
from core.nets.spec import NetSpec
from core.reproduce.context import Context
from core.reproduce.drawing import lines_figure
from core.reproduce.result import Result, Row

_KINDS = {"sigmoid": "xavier", "tanh": "xavier", "relu": "he"}  # activation -> the initializer made for it
_LAYERS, _UNITS, _BATCH = 10, 64, 256


def values_and_slopes(kind: str, x: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """f(x) and f'(x) by the layers that training uses."""
    layer = ACTIVATION_LAYERS[kind]("shown")
    values = layer.forward(x).astype(np.float64).copy()
    return values, layer.backward(np.ones_like(x)).astype(np.float64).copy()


def gradient_norms(kind: str, context: Context) -> NDArray[np.float64]:
    """L2 norm of the loss's gradient by the weights of each of ten layers, first to last, untrained, one batch."""
    data = context.dataset("nist36").part("train")
    rng = np.random.default_rng(context.seed)
    chosen = rng.permutation(len(data))[:_BATCH]
    spec = NetSpec(
        "fc",
        input_shape=data.shape,
        classes=len(data.alphabet),
        hidden=(_UNITS,) * (_LAYERS - 1),
        activation=kind,
        initializer=_KINDS[kind],
    )
    net = build_numpy(spec, rng, np.float64)
    logits = net.forward(to_floats(data.images[chosen]))
    net.backward(cross_entropy(logits, data.labels[chosen]).d_logits)
    return np.array([np.linalg.norm(net.gradients[f"fc{layer}.weight"]) for layer in range(1, _LAYERS + 1)])


def run(context: Context) -> Result:
    """Raises DataError where the homework's characters are not here."""
    x = np.linspace(-6.0, 6.0, 601)
    shapes = {kind: values_and_slopes(kind, x) for kind in _KINDS}
    norms = {kind: gradient_norms(kind, context) for kind in _KINDS}
    identity = np.abs(np.tanh(x) - (2.0 * values_and_slopes("sigmoid", 2.0 * x)[0] - 1.0)).max()
    layers = np.arange(1, _LAYERS + 1, dtype=np.float64)
    figure = lines_figure(
        [
            ({kind: (x, shape[0]) for kind, shape in shapes.items()}, "x", "f(x)", False),
            ({kind: (x, shape[1]) for kind, shape in shapes.items()}, "x", "f'(x)", False),
            ({kind: (layers, norm) for kind, norm in norms.items()}, "layer, 1 at the pictures", "gradient norm", True),
        ],
        "Activation functions, their slopes, and the gradient in a network of ten layers",
    )
    shares = {kind: float(norm[0] / norm[-1]) for kind, norm in norms.items()}
    return Result(
        rows=(
            *(Row(f"{kind}: largest slope", "–", f"{shapes[kind][1].max():.2f}") for kind in _KINDS),
            *(Row(f"{kind}: gradient of layer 1 over that of layer 10", "–", f"{shares[kind]:.1e}") for kind in _KINDS),
            Row("tanh(x) - (2 sigmoid(2x) - 1), largest", "0 (proof)", f"{identity:.1e}"),
        ),
        text=(
            "A gradient passes each layer times the slope of its activation. The sigmoid's is 0.25 at most, so that "
            "ten layers leave next to nothing for the first (vanishing gradients); tanh reaches 1 and is centred on 0; "
            "ReLU's is exactly 1 for whatever is on. tanh is the sigmoid stretched: tanh(x) = 2 sigmoid(2x) - 1.",
            "Sigmoid and tanh start from Xavier's weights, ReLU from He's, which are made for them.",
        ),
        numbers={
            "gradient_norms": {kind: [float(value) for value in norm] for kind, norm in norms.items()},
            "first_over_last": shares,
            "identity_error": float(identity),
        },
        figures=(context.figure("03-activations", figure, "The gradient by layer, on a logarithmic scale, at right."),),
        data=context.dataset("nist36").name,
    )
