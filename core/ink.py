"""Vector ink: what a pen, a mouse or a finger left. Frozen; an edit makes a new Ink."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.page import Box

POINT_FIELDS = 4  # column, row, pressure, time


@dataclass(frozen=True, eq=False, slots=True)
class Stroke:
    """One pen-down to pen-up movement.

    points: float32 (N, 4), N >= 1: column and row in canvas units (1 = one pixel at 100 %), pressure 0..1,
    time in seconds since the first point of the drawing. The array is made read-only.
    width: brush diameter in canvas units at pressure 1.
    """

    points: NDArray[np.float32]
    width: float = 6.0

    def __post_init__(self) -> None:
        points = np.array(self.points, dtype=np.float32)
        if points.ndim != 2 or points.shape[1] != POINT_FIELDS or len(points) == 0:
            raise ValueError(f"a stroke needs points of shape (N, 4), not {points.shape}")
        points.flags.writeable = False
        object.__setattr__(self, "points", points)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stroke) and self.width == other.width and np.array_equal(self.points, other.points)

    def __hash__(self) -> int:
        return hash((self.width, self.points.tobytes()))

    @property
    def box(self) -> Box:
        """Bounds of the points in canvas units, brush width included, rounded outwards."""
        low = self.points[:, :2].min(axis=0) - self.width / 2
        high = self.points[:, :2].max(axis=0) + self.width / 2
        return Box(int(np.floor(low[1])), int(np.floor(low[0])), int(np.ceil(high[1])), int(np.ceil(high[0])))


@dataclass(frozen=True, slots=True)
class Ink:
    """A drawing: strokes in the order they were drawn."""

    strokes: tuple[Stroke, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.strokes)

    def with_stroke(self, stroke: Stroke) -> Ink:
        """The drawing with one more stroke on top."""
        return Ink((*self.strokes, stroke))

    def without(self, indices: set[int]) -> Ink:
        """The drawing without the strokes at these places."""
        return Ink(tuple(stroke for place, stroke in enumerate(self.strokes) if place not in indices))

    @property
    def box(self) -> Box:
        """Bounds of all strokes in canvas units; an empty box at the origin for empty ink."""
        return Box.around([stroke.box for stroke in self.strokes])
