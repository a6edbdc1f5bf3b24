"""2: a deep network without activation functions is one linear map, shown by multiplying its weights together."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from core.nets.scratch import Network, build_numpy
from core.nets.spec import NetSpec
from core.reproduce.context import Context
from core.reproduce.drawing import lines_figure
from core.reproduce.result import NONE, Result, Row, percent

_HIDDEN = (512, 256, 128, 64)
_KINDS = ("linear", "sigmoid", "relu")


def collapsed(net: Network) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """The one map (weight (K, D), bias (K,)) that dense layers in a row are if nothing stands between them."""
    names = [name.removesuffix(".weight") for name in net.parameters if name.endswith(".weight")]
    weight, bias = net.parameters[f"{names[0]}.weight"], net.parameters[f"{names[0]}.bias"]
    for name in names[1:]:
        later = net.parameters[f"{name}.weight"]
        weight, bias = later @ weight, later @ bias + net.parameters[f"{name}.bias"]
    return weight, bias


def difference(activation: str, depth: int, seed: int, images: NDArray[np.float64]) -> tuple[float, float]:
    """Of a network of depth layers and its collapsed map: largest difference of logits, share of equal answers."""
    rng = np.random.default_rng(seed)
    hidden = _HIDDEN[len(_HIDDEN) - depth + 1 :]
    net = build_numpy(NetSpec("fc", classes=36, hidden=hidden, activation=activation), rng, np.float64)
    for name, values in net.parameters.items():
        if name.endswith(".bias"):
            values[...] = rng.normal(0.0, 0.1, values.shape)
    weight, bias = collapsed(net)
    deep, flat = net.forward(images), images.reshape(len(images), -1) @ weight.T + bias
    same = (deep.argmax(axis=1) == flat.argmax(axis=1)).mean()
    return float(np.abs(deep - flat).max()), float(same)


def run(context: Context) -> Result:
    """Needs no data: pictures of noise do."""
    images = np.random.default_rng(context.seed).random((200, 1, 32, 32))
    depths = range(2, len(_HIDDEN) + 2)
    found = {kind: [difference(kind, depth, context.seed, images) for depth in depths] for kind in _KINDS}
    gaps = {kind: (np.array(depths, float), np.array([gap for gap, _ in found[kind]])) for kind in _KINDS}
    figure = lines_figure(
        [(gaps, "layers", "largest difference from the collapsed map", True)],
        "A network against the product of its weights",
    )
    deepest = {kind: found[kind][-1] for kind in _KINDS}
    sizes = (1024, *_HIDDEN, 36)
    learned = sum((inputs + 1) * outputs for inputs, outputs in itertools.pairwise(sizes))
    return Result(
        rows=(
            Row(
                "no activations: logits and one linear map differ by",
                "0 (proof)",
                f"{deepest['linear'][0]:.1e} at most",
            ),
            Row("with sigmoid: the same", NONE, f"{deepest['sigmoid'][0]:.2f}"),
            Row("with ReLU: the same", NONE, f"{deepest['relu'][0]:.2f}"),
            Row("numbers learned: five layers, their one map", NONE, f"{learned} and {1025 * 36}"),
        ),
        text=(
            "W3 (W2 (W1 x + b1) + b2) + b3 = (W3 W2 W1) x + (W3 W2 b1 + W3 b2 + b3): without activation functions the "
            "five layers 1024-512-256-128-64-36 are one layer 1024-36, whatever their weights. "
            f"On {len(images)} pictures of noise both give the same answer for {percent(deepest['linear'][1], 0)}.",
        ),
        numbers={kind: {"largest_difference": gap, "same_answers": same} for kind, (gap, same) in deepest.items()},
        figures=(context.figure("02-collapse", figure, "Only the network without activations stays at rounding."),),
    )
