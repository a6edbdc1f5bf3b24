"""Maximum and average pooling from scratch. Tiles may overlap; what does not fill a tile at the edge is left out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.nets.layers import FloatArray, Layer


class Pool2d(Layer):
    """(N, C, H, W) -> (N, C, H', W') with tiles of `size` rows and columns, `stride` apart; H' = floor((H - h)/s) + 1.

    Work goes by place in the tile, not by tile: views[k] holds the k-th number of every tile.
    """

    def __init__(self, name: str, size: tuple[int, int], stride: tuple[int, int] | None = None) -> None:
        super().__init__(name)
        self.size = size
        self.stride = stride or size

    def _views(self, x: FloatArray) -> Iterator[FloatArray]:
        """For each place in the tile, row by row, the view (N, C, H', W') of x at that place."""
        rows, columns = self._output_size(x)
        down, along = self.stride
        for row in range(self.size[0]):
            for column in range(self.size[1]):
                yield x[:, :, row : row + down * rows : down, column : column + along * columns : along]

    def _output_size(self, x: FloatArray) -> tuple[int, int]:
        return (
            (x.shape[2] - self.size[0]) // self.stride[0] + 1,
            (x.shape[3] - self.size[1]) // self.stride[1] + 1,
        )

    def _rooms_for(self, x: FloatArray) -> FloatArray:
        self._x = x
        return self.room("y", (*x.shape[:2], *self._output_size(x)), x.dtype)


class MaxPool2d(Pool2d):
    """y = the largest number of each tile; all of d_y goes to it, to the first one where several are equal."""

    def forward(self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None) -> FloatArray:
        """(N, C, H, W) -> (N, C, H', W')."""
        self._y = y = self._rooms_for(x)
        y[...] = -np.inf
        for view in self._views(x):
            np.maximum(y, view, out=y)
        return y

    def backward(self, d_y: FloatArray, *, input_needed: bool = True) -> FloatArray:
        """(N, C, H', W') -> (N, C, H, W)."""
        d_x = self.room("d_x", self._x.shape, d_y.dtype)
        d_x[...] = 0.0
        waiting = np.ones(d_y.shape, dtype=bool)  # tiles whose largest number was not met yet
        for view, d_view in zip(self._views(self._x), self._views(d_x), strict=True):
            here = waiting & (view == self._y)
            d_view += d_y * here
            waiting &= ~here
        return d_x


class AvgPool2d(Pool2d):
    """y = the mean of each tile; each of its h w numbers gets d_y / (h w)."""

    def forward(self, x: FloatArray, *, training: bool = False, rng: np.random.Generator | None = None) -> FloatArray:
        """(N, C, H, W) -> (N, C, H', W')."""
        y = self._rooms_for(x)
        y[...] = 0.0
        for view in self._views(x):
            y += view
        y /= self.size[0] * self.size[1]
        return y

    def backward(self, d_y: FloatArray, *, input_needed: bool = True) -> FloatArray:
        """(N, C, H', W') -> (N, C, H, W)."""
        d_x = self.room("d_x", self._x.shape, d_y.dtype)
        d_x[...] = 0.0
        share = d_y / (self.size[0] * self.size[1])
        for d_view in self._views(d_x):
            d_view += share
        return d_x
