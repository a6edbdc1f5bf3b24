"""What a network makes of one picture: activations, and which pixels its answer rests on. Arrays in, arrays out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.errors import ConfigError
from core.nets.layers import FloatArray
from core.nets.losses import softmax
from core.nets.scratch import Network

_BATCH = 64


def activations(network: Network, image: FloatArray) -> dict[str, FloatArray]:
    """What each layer gives for one image (C, H, W): (channels, rows, columns) or (units), by layer name, in order."""
    return {name: values[0] for name, values in network.activations(image[None]).items()}


def gradient(network: Network, image: FloatArray, label: int) -> FloatArray:
    """dlogit_label/dpixel for one image (C, H, W): where more ink speaks for the class (> 0) or against it (< 0)."""
    slopes: FloatArray = _logit_gradients(network, image[None], label)[0]
    return slopes


def integrated_gradients(network: Network, image: FloatArray, label: int, *, steps: int = 32) -> FloatArray:
    """Each pixel's share in logit(image) - logit(blank), (C, H, W): they sum to it (Sundararajan 2017).

    x times the mean gradient on the way from the blank picture to x, at the middles of `steps` equal parts.
    """
    places = ((np.arange(steps) + 0.5) / steps).astype(image.dtype)
    way = places[:, None, None, None] * image  # (steps, C, H, W)
    shares: FloatArray = image * _logit_gradients(network, way, label).mean(axis=0)
    return shares


def occlusion(
    network: Network, image: FloatArray, label: int, *, size: int = 5, stride: int = 1, fill: float = 0.0
) -> FloatArray:
    """How much the probability of label falls where a square is wiped out, float (H, W) (Zeiler and Fergus 2014).

    Each pixel shows the mean over the squares of size x size, stride apart, that cover it. Squares that wipe nothing
    out are not run. Raises ConfigError for a square larger than the image (C, H, W).
    """
    height, width = image.shape[1:]
    if not 1 <= size <= min(height, width) or stride < 1:
        raise ConfigError(f"The square to wipe out has 1 to {min(height, width)} pixels a side; choose another size.")
    squares = [
        (slice(top, top + size), slice(left, left + size))
        for top in _starts(height, size, stride)
        for left in _starts(width, size, stride)
    ]
    falls, covers = np.zeros((height, width)), np.zeros((height, width))
    for square in squares:
        covers[square] += 1.0
    busy = [square for square in squares if (image[:, square[0], square[1]] != fill).any()]
    whole = _probability(network, image[None], label)[0]
    for start in range(0, len(busy), _BATCH):
        part = busy[start : start + _BATCH]
        wiped = np.repeat(image[None], len(part), axis=0)
        for copy, (rows, columns) in zip(wiped, part, strict=True):
            copy[:, rows, columns] = fill
        for square, probability in zip(part, _probability(network, wiped, label), strict=True):
            falls[square] += whole - probability
    return falls / np.maximum(covers, 1.0)


def most_exciting(network: Network, images: FloatArray, layer: str, unit: int, *, count: int = 16) -> NDArray[np.int64]:
    """Places in images (N, C, H, W) of the `count` that drive a unit most, largest first; a channel by its maximum."""
    driven = [values[:, unit].reshape(len(values), -1).max(axis=1) for values in _of_layer(network, images, layer)]
    answers = np.concatenate(driven) if driven else np.zeros(0)
    return np.argsort(-answers, kind="stable")[:count]


def _of_layer(network: Network, images: FloatArray, layer: str) -> Iterator[FloatArray]:
    for start in range(0, len(images), _BATCH):
        found = network.activations(images[start : start + _BATCH])
        if layer not in found:
            raise ConfigError(f"The network has no layer '{layer}'; choose one of {', '.join(found)}.")
        yield found[layer]


def _logit_gradients(network: Network, images: FloatArray, label: int) -> FloatArray:
    """dlogit_label/dimages, (N, C, H, W)."""
    d_logits = np.zeros_like(network.forward(images))
    d_logits[:, label] = 1.0
    return network.backward_to_input(d_logits)


def _probability(network: Network, images: FloatArray, label: int) -> FloatArray:
    """Of label for each image, (N)."""
    return softmax(network.forward(images))[:, label]


def _starts(side: int, size: int, stride: int) -> list[int]:
    """Where squares begin, the last one at the edge."""
    return sorted({*range(0, side - size + 1, stride), side - size})
