"""A large picture in halves, quarters, eighths ..., so that any zoom paints quickly and without jagged edges.

Made a band of rows at a time, each a few milliseconds, so that it can be done between two frames of the window.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

_STEP_PIXELS = 400_000  # source pixels of one step: about 3 ms
_SMALLEST = 256  # pixels: no level with a longer side below this


class Pyramid:
    """Level 0 is the picture, uint8 (H, W, 3) RGB; level k its mean over 2^k x 2^k, uint8 (h, w, 4) BGR and 255."""

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        self.levels: list[NDArray[np.uint8]] = [pixels]
        self._steps = self._make()
        self.finished = False

    def step(self) -> bool:
        """Do a little of the work; False when there is none left."""
        if next(self._steps, None) is None:
            self.finished = True
        return not self.finished

    def level_for(self, scale: float) -> int:
        """The coarsest level made so far that is as fine as the screen. scale: screen pixels per picture pixel."""
        wanted = int(np.floor(np.log2(1 / scale))) if scale < 1 else 0
        return min(wanted, len(self.levels) - 1)

    def _make(self) -> Iterator[bool]:
        while max(self.levels[-1].shape[:2]) >= 2 * _SMALLEST:
            source = self.levels[-1]
            height, width = (source.shape[0] + 1) // 2, (source.shape[1] + 1) // 2
            half = np.empty((height, width, 4), np.uint8)
            rows = max(_STEP_PIXELS // (4 * width), 1)
            for top in range(0, height, rows):
                bottom = min(top + rows, height)
                half[top:bottom] = _halved(source[2 * top : 2 * bottom])
                yield True
            self.levels.append(half)


def _halved(band: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Mean of each 2 x 2, an odd last row or column repeated. uint8 (h, w, 3 RGB or 4 BGR) -> ((h+1)/2, (w+1)/2, 4)."""
    if band.shape[0] % 2 or band.shape[1] % 2:
        band = np.pad(band, ((0, band.shape[0] % 2), (0, band.shape[1] % 2), (0, 0)), mode="edge")
    total = band[0::2, 0::2].astype(np.uint16)
    for quarter in (band[1::2, 0::2], band[0::2, 1::2], band[1::2, 1::2]):
        total += quarter
    total += 2
    total >>= 2
    if band.shape[2] == 4:
        return total.astype(np.uint8)
    halved = np.full((*total.shape[:2], 4), 255, np.uint8)
    halved[:, :, :3] = total[:, :, ::-1]
    return halved
