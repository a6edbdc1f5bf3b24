"""Where the cells of a grid lie in its picture. Pure numbers: rows and columns of pixels, nothing of Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cells:
    """count cells of (rows, columns) pixels, `columns` of them in a row, a gap above and left of each."""

    count: int = 0
    columns: int = 1
    size: tuple[int, int] = (1, 1)
    gap: int = 0

    def at(self, row: float, column: float) -> int | None:
        """The cell under a pixel; half a gap belongs to each neighbour. None outside."""
        down = math.floor((row - self.gap / 2) / (self.size[0] + self.gap))
        across = math.floor((column - self.gap / 2) / (self.size[1] + self.gap))
        place = down * self.columns + across
        return place if down >= 0 and 0 <= across < self.columns and place < self.count else None

    def corner(self, place: int) -> tuple[int, int]:
        """Row and column of the first pixel of a cell."""
        down, across = divmod(place, self.columns)
        return self.gap + down * (self.size[0] + self.gap), self.gap + across * (self.size[1] + self.gap)

    def beside(self, place: int, down: int, across: int) -> int | None:
        """The cell so many rows and columns away; None where there is none."""
        row, column = divmod(place, self.columns)
        row, column = row + down, column + across
        target = row * self.columns + column
        return target if row >= 0 and 0 <= column < self.columns and target < self.count else None
