"""Sheet: a picture made even, ready to be cut into characters, and the way back to the picture's own pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.page import Box


@dataclass(frozen=True, eq=False, slots=True)
class Picture:
    """A decoded picture as a person sees it. pixels: uint8 (H, W, 3) RGB, EXIF orientation applied.

    source: file name (with " page 2" for later pages of a PDF). page: 0-based page of the file.
    """

    pixels: NDArray[np.uint8]
    source: str = ""
    page: int = 0

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])


@dataclass(frozen=True, eq=False, slots=True)
class Sheet:
    """Even ink of one page at working scale.

    ink: uint8 (h, w), darkness of the ink after light was evened: 0 paper, 255 full ink (light-on-dark pages inverted).
    mask: bool (h, w), True where there is ink.
    matrix: float64 (2, 3), maps homogeneous sheet positions (row, column, 1) to picture (row, column): scale, rotation.
    height, width: of the picture in pixels.
    """

    ink: NDArray[np.uint8]
    mask: NDArray[np.bool_]
    matrix: NDArray[np.float64]
    height: int
    width: int

    def picture_box(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Box:
        """Bounds, in picture pixels, of these sheet pixels (the pixels' full squares)."""
        corners = np.stack(
            [
                np.concatenate([rows, rows + 1, rows, rows + 1]),
                np.concatenate([columns, columns, columns + 1, columns + 1]),
            ]
        )
        positions = self.matrix[:, :2] @ corners + self.matrix[:, 2:]  # (2, 4N)
        low, high = np.floor(positions.min(axis=1) + 1e-6), np.ceil(positions.max(axis=1) - 1e-6)
        top, left = np.maximum(low, 0)
        bottom, right = np.minimum(high, (self.height, self.width))
        return Box(int(top), int(left), int(bottom), int(right))
