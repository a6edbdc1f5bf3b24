"""The layer of the network from scratch: what each can do, and the dense layer, flattening and dropout.

A layer turns a batch x into y (forward) and the loss's gradient by y into that by x (backward). Convolution, pooling,
activations and batch normalization stand in files of their own. Names: d_y is dLoss/dy, of the shape of y.

Arrays that a layer returns are its own and are used again on the next batch: copy what should last.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating]
FloatKind = type[np.float32] | type[np.float64] | np.dtype[np.floating]


class Layer:
    """A step of a network. The gradients are overwritten, not added to, by each backward pass.

    name: its place in the network. parameters: what is learned, by name; gradients: dLoss/dparameter, of the same
    names and shapes; buffers: what is measured in training and kept.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.parameters: dict[str, FloatArray] = {}
        self.gradients: dict[str, FloatArray] = {}
        self.buffers: dict[str, FloatArray] = {}
        self._rooms: dict[str, FloatArray] = {}

    def forward(self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None) -> FloatArray:
        """Batch (N, ...) -> batch (N, ...). Keeps what backward needs."""
        raise NotImplementedError

    def backward(self, d_y: FloatArray, *, input_needed: bool = True) -> FloatArray:
        """Set the gradients, and return dLoss/dx; where input_needed is False, what is returned means nothing."""
        raise NotImplementedError

    def add_parameter(self, name: str, values: FloatArray) -> None:
        """Take a learned array, with room for its gradient."""
        self.parameters[name] = values
        self.gradients[name] = np.zeros_like(values)

    def room(self, name: str, shape: tuple[int, ...], dtype: np.dtype[np.floating]) -> FloatArray:
        """An array to write into, the same memory on each batch: a fresh one costs more than the work done in it."""
        found = self._rooms.get(name)
        if found is None or found.shape[1:] != shape[1:] or len(found) < shape[0] or found.dtype != dtype:
            found = self._rooms[name] = np.zeros(shape, dtype)
        return found[: shape[0]]


class Dense(Layer):
    """y = x W^T + b, for x (N, I), W (O, I), b (O).

    dL/dW = d_y^T x;   dL/db = sum over the batch of d_y;   dL/dx = d_y W.
    """

    def __init__(self, name: str, weight: FloatArray, bias: FloatArray | None) -> None:
        super().__init__(name)
        self.add_parameter("weight", weight)
        if bias is not None:
            self.add_parameter("bias", bias)

    def forward(self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None) -> FloatArray:
        """(N, I) -> (N, O)."""
        self._x = x
        weight = self.parameters["weight"]
        y = self.room("y", (len(x), len(weight)), x.dtype)
        np.matmul(x, weight.T, out=y)  # (N, I) @ (I, O)
        if "bias" in self.parameters:
            y += self.parameters["bias"]
        return y

    def backward(self, d_y: FloatArray, *, input_needed: bool = True) -> FloatArray:
        """(N, O) -> (N, I)."""
        np.matmul(d_y.T, self._x, out=self.gradients["weight"])  # (O, N) @ (N, I)
        if "bias" in self.parameters:
            np.add.reduce(d_y, axis=0, out=self.gradients["bias"])
        d_x = self.room("d_x", self._x.shape, d_y.dtype)
        if input_needed:
            np.matmul(d_y, self.parameters["weight"], out=d_x)  # (N, O) @ (O, I)
        return d_x


class Flatten(Layer):
    """(N, C, H, W) -> (N, C * H * W), without copying."""

    def forward(self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None) -> FloatArray:
        """Each picture becomes one row, channel by channel, row by row."""
        self._shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, d_y: FloatArray, *, input_needed: bool = True) -> FloatArray:
        """Each row becomes a picture again."""
        return d_y.reshape(self._shape)


class Dropout(Layer):
    """In training y = x m / (1 - p), each m is 0 with probability p, else 1; in use y = x (Srivastava 2014).

    Dividing by 1 - p keeps the expected y equal to x, so that nothing needs to be scaled in use.
    """

    def __init__(self, name: str, share: float) -> None:
        super().__init__(name)
        self.share = share
        self._mask: FloatArray | None = None

    def forward(self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None) -> FloatArray:
        """Any shape -> the same shape. Training needs rng: ValueError without."""
        self._mask = None
        if not training or self.share == 0.0:
            return x
        if rng is None:
            raise ValueError("dropout in training draws random numbers: pass rng")
        self._mask = self.room("mask", x.shape, x.dtype)
        np.copyto(self._mask, rng.random(x.shape) >= self.share)
        self._mask /= 1.0 - self.share
        return np.multiply(x, self._mask, out=self.room("y", x.shape, x.dtype))

    def backward(self, d_y: FloatArray, *, input_needed: bool = True) -> FloatArray:
        """What was dropped gets no gradient."""
        if self._mask is None:
            return d_y
        return np.multiply(d_y, self._mask, out=self.room("d_x", d_y.shape, d_y.dtype))
