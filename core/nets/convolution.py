"""Two-dimensional convolution from scratch, as networks mean it: cross-correlation, the kernel is not turned.

The trick (im2col): write the patch of the input under the kernel at each place as one column. Then every kernel's
answer at every place is one product of matrices, which the processor does at full speed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from core.nets.layers import FloatArray, Layer

_MOST_NUMBERS = 1 << 18  # columns are made for a few pictures at a time, so that they stay in the processor's cache


class Conv2d(Layer):
    """y[n, o, i, j] = b[o] + sum over c, u, v of W[o, c, u, v] x[n, c, s i + u - p, s j + v - p].

    x (N, C, H, W), W (O, C, K, K), b (O), stride s, padding p zeros around -> y (N, O, H', W'),
    H' = floor((H + 2p - K) / s) + 1. With columns X (C K K, N H' W') it is Y = W X + b, so
    dL/dW = d_Y X^T;   dL/db = sum of d_y over all places;   dL/dX = W^T d_Y, each number added where it came from.
    """

    def __init__(
        self, name: str, weight: FloatArray, bias: FloatArray | None, *, stride: int = 1, padding: int = 0
    ) -> None:
        super().__init__(name)
        self.stride = stride
        self.padding = padding
        self.add_parameter("weight", weight)
        if bias is not None:
            self.add_parameter("bias", bias)

    def forward(self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None) -> FloatArray:
        """(N, C, H, W) -> (N, O, H', W')."""
        self._x = x
        weight = self._weight_rows()
        y = self.room("y", (len(x), len(weight), *self._output_size(x)), x.dtype)
        for part in self._parts(x):
            columns = self._columns(x[part])
            product = self._flat_room("product", (len(weight), columns.shape[1]), x.dtype)
            np.matmul(weight, columns, out=product)  # (O, CKK) @ (CKK, nP)
            y[part] = product.reshape(len(weight), -1, *y.shape[2:]).swapaxes(0, 1)
        if "bias" in self.parameters:
            y += self.parameters["bias"][:, None, None]
        return y

    def backward(self, d_y: FloatArray, *, input_needed: bool = True) -> FloatArray:
        """(N, O, H', W') -> (N, C, H, W). The columns are made again: that is cheaper than to keep them all."""
        x, weight = self._x, self._weight_rows()
        gradient = self.gradients["weight"].reshape(weight.shape)
        gradient[...] = 0.0
        d_x = self.room("d_x", x.shape, d_y.dtype)
        for part in self._parts(x):
            d_rows = self._flat_room("d_rows", (len(weight), d_y[part].size // len(weight)), d_y.dtype)
            d_rows.reshape(len(weight), -1, *d_y.shape[2:])[...] = d_y[part].swapaxes(0, 1)
            columns = self._columns(x[part])
            gradient += d_rows @ columns.T  # (O, nP) @ (nP, CKK)
            if input_needed:
                np.matmul(weight.T, d_rows, out=columns)  # (CKK, O) @ (O, nP)
                self._add_back(columns, d_x[part])
        if "bias" in self.parameters:
            np.sum(d_y, axis=(0, 2, 3), out=self.gradients["bias"])
        return d_x

    def _weight_rows(self) -> FloatArray:
        weight = self.parameters["weight"]
        return weight.reshape(len(weight), -1)  # (O, C, K, K) -> (O, CKK)

    def _output_size(self, x: FloatArray) -> tuple[int, int]:
        kernel = self.parameters["weight"].shape[2]
        height, width = ((side + 2 * self.padding - kernel) // self.stride + 1 for side in x.shape[2:])
        return height, width

    def _parts(self, x: FloatArray) -> Iterator[slice]:
        """The batch in a few pictures at a time."""
        numbers = math.prod(self.parameters["weight"].shape[1:]) * math.prod(self._output_size(x))
        step = max(1, _MOST_NUMBERS // numbers)
        return (slice(start, start + step) for start in range(0, len(x), step))

    def _columns(self, x: FloatArray) -> FloatArray:
        """Pictures (n, C, H, W) -> columns (C K K, n H' W'): in each the patch that the kernel sees at one place."""
        padding, stride, kernel = self.padding, self.stride, self.parameters["weight"].shape[2]
        height, width = x.shape[2:]
        count, channels = x.shape[:2]
        padded = self.room("padded", (count, channels, height + 2 * padding, width + 2 * padding), x.dtype)
        padded[:, :, padding : padding + height, padding : padding + width] = x  # the border stays zero for ever
        windows = sliding_window_view(padded, (kernel, kernel), axis=(2, 3))[:, :, ::stride, ::stride]
        size = windows.shape[2:4]
        columns = self._flat_room("columns", (channels * kernel * kernel, count * math.prod(size)), x.dtype)
        by_place = columns.reshape(channels, kernel, kernel, count, *size)
        by_place[...] = windows.transpose(1, 4, 5, 0, 2, 3)
        return columns

    def _add_back(self, columns: FloatArray, d_x: FloatArray) -> None:
        """Add columns (C K K, n H' W') of gradients into d_x (n, C, H, W): the reverse of _columns."""
        padding, stride, kernel = self.padding, self.stride, self.parameters["weight"].shape[2]
        (count, channels, height, width), (rows, places) = d_x.shape, self._output_size(d_x)
        by_place = columns.reshape(channels, kernel, kernel, count, rows, places)
        shape = (count, channels, height + 2 * padding, width + 2 * padding)
        padded = self.room("d_padded", shape, d_x.dtype)
        padded[...] = 0.0
        for row in range(kernel):
            for column in range(kernel):
                down = slice(row, row + stride * rows, stride)
                along = slice(column, column + stride * places, stride)
                padded[:, :, down, along] += by_place[:, row, column].swapaxes(0, 1)
        d_x[...] = padded[:, :, padding : padding + height, padding : padding + width]

    def _flat_room(self, name: str, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> FloatArray:
        """A matrix in memory without gaps, whatever its width, as products of matrices want it."""
        return self.room(name, (math.prod(shape),), dtype).reshape(shape)
