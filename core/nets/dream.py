"""Activation maximisation: a picture that drives one unit or class as far as it goes (Erhan 2009)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.errors import ConfigError
from core.nets.layers import FloatArray
from core.nets.scratch import Network


@dataclass(frozen=True, slots=True)
class DreamSettings:
    """steps: of ascent. rate: mean change of a pixel in a step. decay: share of each pixel's ink lost in a step.

    jitter: pixels by which the picture is moved at random before each step, and moved back. blur: 0..1, how much of
    each step's picture is its smoothed self. The last three keep the picture from being speckle.
    """

    steps: int = 128
    rate: float = 0.02
    decay: float = 0.005
    jitter: int = 1
    blur: float = 0.1


@dataclass(frozen=True, eq=False, slots=True)
class Dream:
    """image: (C, H, W), 0..1. answers: the unit's activation before each step and after the last, (steps + 1)."""

    image: FloatArray
    answers: FloatArray


def dream(
    network: Network,
    shape: tuple[int, int, int],
    *,
    layer: str,
    unit: int,
    rng: np.random.Generator,
    settings: DreamSettings | None = None,
) -> Dream:
    """Climb from faint noise of this shape (C, H, W) to a picture that drives the unit; a channel by its mean.

    Raises ConfigError for a layer or unit that the network has not.
    """
    settings = settings or DreamSettings()
    last = _place_of(network, layer)
    image = rng.uniform(0.0, 0.1, shape).astype(network.dtype)
    answers = []
    for _ in range(settings.steps):
        shift = tuple(int(step) for step in rng.integers(-settings.jitter, settings.jitter + 1, 2))
        moved = np.roll(image, shift, axis=(1, 2))
        answer, slope = _climb(network, moved, last, unit)
        answers.append(answer)
        size = float(np.abs(slope).mean())
        if size > 0.0:
            moved += (settings.rate / size) * slope
        moved *= 1.0 - settings.decay
        moved = (1.0 - settings.blur) * moved + settings.blur * _smoothed(moved)
        image = np.clip(np.roll(moved, (-shift[0], -shift[1]), axis=(1, 2)), 0.0, 1.0)
    answers.append(_climb(network, image, last, unit)[0])
    return Dream(image, np.array(answers))


def _place_of(network: Network, layer: str) -> int:
    names = [each.name for each in network.layers]
    if layer not in names:
        raise ConfigError(f"The network has no layer '{layer}'; choose one of {', '.join(names)}.")
    return names.index(layer)


def _climb(network: Network, image: FloatArray, last: int, unit: int) -> tuple[float, FloatArray]:
    """The unit's mean activation, and its gradient by the image (C, H, W)."""
    layers = network.layers[: last + 1]
    values = image[None].astype(network.dtype)
    for layer in layers:
        values = layer.forward(values)
    if not 0 <= unit < values.shape[1]:
        raise ConfigError(f"The layer has units 0 to {values.shape[1] - 1}, not {unit}; choose one of them.")
    answer = float(values[0, unit].mean())
    slope = np.zeros_like(values)
    slope[0, unit] = 1.0 / values[0, unit].size
    for layer in reversed(layers):
        slope = layer.backward(slope)
    return answer, slope[0].copy()


def _smoothed(image: FloatArray) -> FloatArray:
    """(C, H, W) weighted 1 2 1 along rows and columns, the edge repeated."""
    for axis in (1, 2):
        padded = np.pad(image, [(1, 1) if each == axis else (0, 0) for each in range(3)], mode="edge")
        count = image.shape[axis]
        before, middle, after = (np.take(padded, np.arange(first, first + count), axis=axis) for first in range(3))
        image = (before + 2.0 * middle + after) / 4.0
    return image
