"""Activation functions of the network from scratch. Each derivative is written by y, which is at hand, not by x."""

from __future__ import annotations

import numpy as np

from core.nets.layers import FloatArray, Layer

LEAK = 0.01  # slope of the leaky ReLU below zero, as in torch


class Activation(Layer):
    """y = f(x) for each number alone, so dL/dx = d_y f'(x)."""

    def forward(self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None) -> FloatArray:
        """Any shape -> the same shape."""
        self._y = self.room("y", x.shape, x.dtype)
        self._apply(x, self._y)
        return self._y

    def backward(self, d_y: FloatArray, *, input_needed: bool = True) -> FloatArray:
        """Any shape -> the same shape."""
        d_x = self.room("d_x", d_y.shape, d_y.dtype)
        self._slope(self._y, d_x)
        d_x *= d_y
        return d_x

    def _apply(self, x: FloatArray, y: FloatArray) -> None:
        """Write f(x) into y."""
        raise NotImplementedError

    def _slope(self, y: FloatArray, slope: FloatArray) -> None:
        """Write f'(x), for the x that gave y, into slope."""
        raise NotImplementedError


class Sigmoid(Activation):
    """f(x) = 1 / (1 + e^-x), f' = y (1 - y), at most 1/4.

    Computed as (1 + tanh(x / 2)) / 2, which is the same and cannot overflow.
    """

    def _apply(self, x: FloatArray, y: FloatArray) -> None:
        np.multiply(x, 0.5, out=y)
        np.tanh(y, out=y)
        y += 1.0
        y *= 0.5

    def _slope(self, y: FloatArray, slope: FloatArray) -> None:
        np.subtract(1.0, y, out=slope)
        slope *= y


class Tanh(Activation):
    """f(x) = tanh(x) = 2 sigmoid(2x) - 1, f' = 1 - y^2, at most 1."""

    def _apply(self, x: FloatArray, y: FloatArray) -> None:
        np.tanh(x, out=y)

    def _slope(self, y: FloatArray, slope: FloatArray) -> None:
        np.multiply(y, y, out=slope)
        np.subtract(1.0, slope, out=slope)


class ReLU(Activation):
    """f(x) = max(0, x), f' = 1 where x > 0, else 0 (at 0 too, as torch has it)."""

    def _apply(self, x: FloatArray, y: FloatArray) -> None:
        np.maximum(x, 0.0, out=y)

    def _slope(self, y: FloatArray, slope: FloatArray) -> None:
        np.greater(y, 0.0, out=slope, casting="unsafe")


class LeakyReLU(Activation):
    """f(x) = x where x > 0, else x / 100: a unit that gives nothing can still learn."""

    def _apply(self, x: FloatArray, y: FloatArray) -> None:
        np.multiply(x, LEAK, out=y)
        np.maximum(x, y, out=y)

    def _slope(self, y: FloatArray, slope: FloatArray) -> None:
        np.greater(y, 0.0, out=slope, casting="unsafe")
        slope *= 1.0 - LEAK
        slope += LEAK


class Identity(Activation):
    """f(x) = x: layers joined by it are one linear map, however many they are."""

    def forward(self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None) -> FloatArray:
        """x itself."""
        return x

    def backward(self, d_y: FloatArray, *, input_needed: bool = True) -> FloatArray:
        """d_y itself."""
        return d_y


ACTIVATION_LAYERS: dict[str, type[Activation]] = {
    "sigmoid": Sigmoid,
    "tanh": Tanh,
    "relu": ReLU,
    "leaky_relu": LeakyReLU,
    "linear": Identity,
}
