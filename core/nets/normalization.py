"""Batch normalization from scratch (Ioffe and Szegedy 2015)."""

from __future__ import annotations

import numpy as np

from core.nets.layers import FloatArray, Layer

EPSILON = 1e-5  # added to the variance
MOMENTUM = 0.1  # weight of the newest batch in the running mean and variance


class BatchNorm(Layer):
    """h = (x - mean) / sqrt(var + EPSILON),  y = g h + b, for each channel of x (N, C) or (N, C, H, W).

    In training mean and var are those of the M = N H W numbers of the channel in this batch, and running means of
    both (var times M / (M - 1), as torch has it) are kept for use. In training, with sums over these M numbers,
    dL/db = sum d_y;   dL/dg = sum d_y h;   dL/dx = g / sqrt(var + EPSILON) (d_y - dL/db / M - h dL/dg / M).
    In use mean and var are constants: dL/dx = d_y g / sqrt(var + EPSILON).
    """

    def __init__(self, name: str, scale: FloatArray, shift: FloatArray, mean: FloatArray, var: FloatArray) -> None:
        super().__init__(name)
        self.add_parameter("weight", scale)
        self.add_parameter("bias", shift)
        self.buffers = {"running_mean": mean, "running_var": var}
        self._batch: tuple[FloatArray, FloatArray] | None = None

    def forward(self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None) -> FloatArray:
        """Any of the two shapes -> the same. Training needs two numbers a channel or more: ValueError else."""
        self._x = x3 = _by_channel(x)
        y = self.room("y", x.shape, x.dtype)
        y3 = _by_channel(y)
        if not training:
            self._batch = None
            scale, shift = self.scale_and_shift()
            np.multiply(x3, scale[:, None], out=y3)
            y3 += shift[:, None]
            return y
        normal = self.room("normal", x3.shape, x.dtype)
        mean, var = self._statistics(x3, normal, y3)
        inverse = 1.0 / np.sqrt(var + EPSILON)
        normal *= inverse[:, None]
        self._batch = normal, inverse
        self._follow(mean, var, count=x3.shape[0] * x3.shape[2])
        np.multiply(normal, self.parameters["weight"][:, None], out=y3)
        y3 += self.parameters["bias"][:, None]
        return y

    def backward(self, d_y: FloatArray, *, input_needed: bool = True) -> FloatArray:
        """Any of the two shapes -> the same."""
        d3 = _by_channel(d_y)  # (N, C, P)
        normal, inverse = self._batch or self._normal_in_use()
        d_x = self.room("d_x", d_y.shape, d_y.dtype)
        d_x3 = _by_channel(d_x)
        d_shift, d_scale = self.gradients["bias"], self.gradients["weight"]
        np.sum(d3, axis=(0, 2), out=d_shift)
        np.multiply(d3, normal, out=d_x3)
        np.sum(d_x3, axis=(0, 2), out=d_scale)
        if self._batch is None:
            np.copyto(d_x3, d3)
        else:
            count = d3.shape[0] * d3.shape[2]
            np.multiply(normal, (d_scale / -count)[:, None], out=d_x3)
            d_x3 += d3
            d_x3 -= (d_shift / count)[:, None]
        d_x3 *= (self.parameters["weight"] * inverse)[:, None]
        return d_x

    def scale_and_shift(self) -> tuple[FloatArray, FloatArray]:
        """(C), (C): in use the layer is y = scale x + shift, which the layer before it can take over."""
        scale = self.parameters["weight"] / np.sqrt(self.buffers["running_var"] + EPSILON)
        return scale, self.parameters["bias"] - scale * self.buffers["running_mean"]

    def _statistics(self, x: FloatArray, centred: FloatArray, spare: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Mean and variance (C) of x (N, C, P); leaves x - mean in centred."""
        if x.shape[0] * x.shape[2] < 2:
            raise ValueError("batch normalization in training needs at least two numbers a channel")
        mean = x.mean(axis=(0, 2))
        np.subtract(x, mean[:, None], out=centred)
        np.multiply(centred, centred, out=spare)
        return mean, spare.mean(axis=(0, 2))

    def _follow(self, mean: FloatArray, var: FloatArray, *, count: int) -> None:
        """Move the running mean and variance towards those of this batch."""
        for name, newest in (("running_mean", mean), ("running_var", var * (count / (count - 1)))):
            running = self.buffers[name]
            running += MOMENTUM * (newest - running)

    def _normal_in_use(self) -> tuple[FloatArray, FloatArray]:
        inverse = 1.0 / np.sqrt(self.buffers["running_var"] + EPSILON)
        return (self._x - self.buffers["running_mean"][:, None]) * inverse[:, None], inverse


def _by_channel(x: FloatArray) -> FloatArray:
    """(N, C) or (N, C, H, W) -> view (N, C, P)."""
    return x.reshape(x.shape[0], x.shape[1], -1)
