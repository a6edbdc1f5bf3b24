"""Connected components of the ink mask: the pieces that everything else is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

_EIGHT = np.ones((3, 3), dtype=bool)  # pixels that touch at a corner belong together: thin slanted strokes stay whole


@dataclass(frozen=True, eq=False, slots=True)
class Components:
    """Pieces of ink. labels: int32 (h, w), 0 paper, k + 1 for piece k. boxes: int64 (N, 4), top, left, bottom, right

    (bottom and right exclusive). areas: int64 (N,), pixels of ink.
    """

    labels: NDArray[np.int32]
    boxes: NDArray[np.int64]
    areas: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.areas)

    @property
    def heights(self) -> NDArray[np.int64]:
        return self.boxes[:, 2] - self.boxes[:, 0]

    @property
    def widths(self) -> NDArray[np.int64]:
        return self.boxes[:, 3] - self.boxes[:, 1]

    @property
    def middles(self) -> NDArray[np.float64]:
        """Middle row and column of each box, float64 (N, 2)."""
        return (self.boxes[:, :2] + self.boxes[:, 2:]) / 2.0


def find_components(mask: NDArray[np.bool_]) -> Components:
    """The 8-connected components of a mask (h, w)."""
    labels, count = ndimage.label(mask, _EIGHT)
    slices = ndimage.find_objects(labels)
    boxes = np.array([(r.start, c.start, r.stop, c.stop) for r, c in slices], dtype=np.int64).reshape(count, 4)
    areas = np.bincount(labels.ravel(), minlength=count + 1)[1:].astype(np.int64)
    return Components(labels.astype(np.int32, copy=False), boxes, areas)


def letter_height(components: Components) -> float:
    """Height in pixels of a usual letter: median over the components that are no dots, each weighted by its width.

    0.0 where there is nothing.
    """
    heights = components.heights.astype(np.float64)
    if len(heights) == 0:
        return 0.0
    weights = np.minimum(components.widths, 3 * heights) * heights
    rough = _weighted_median(heights, weights)
    bodies = (heights > 0.4 * rough) & (heights < 2.5 * rough)
    return _weighted_median(heights[bodies], np.sqrt(components.widths[bodies])) if bodies.any() else rough


def _weighted_median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    return float(values[order][int(np.searchsorted(total, total[-1] / 2))])
