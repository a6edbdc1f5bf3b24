"""Stroke templates: shapes of characters as pen paths (assets/strokes/*.txt), and the matrices that make them smooth.

A shape's control points are the few points of its file; a path is `matrix @ control points`, so that shaking the
control points shakes a whole curve smoothly, and many shapes can be drawn in one multiplication.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.errors import DataError

BASELINE = 1.0  # rows: 0 top of capitals, 1 baseline; columns in the same unit
_UNIT = 100.0  # of the files
_FILES = ("hand.txt", "hershey.txt")


@dataclass(frozen=True, eq=False, slots=True)
class Shape:
    """One way to write a character. Positions in heights of a capital: row 0 its top, row 1 the baseline.

    controls: float32 (C, 2), row and column. stroke_of: int (C,), the stroke of each control point, rising from 0.
    corner: bool (C,), True where the pen turns sharply. weight: how common the shape is beside the label's others.
    """

    label: str
    name: str
    weight: float
    controls: NDArray[np.float32]
    stroke_of: NDArray[np.intp]
    corner: NDArray[np.bool_]

    def matrix(self, count: int) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
        """(float32 (count, C), int (count,)): rows that give `count` path points evenly along the pen's way, and
        the stroke of each. Raises ValueError if there are fewer points than control points."""
        if count < len(self.controls):
            raise ValueError(f"{count} points are too few for a shape of {len(self.controls)} control points")
        strokes = [np.flatnonzero(self.stroke_of == stroke) for stroke in range(int(self.stroke_of.max()) + 1)]
        counts = _share(np.array([_length(self.controls[places]) for places in strokes]), count)
        rows = np.zeros((count, len(self.controls)), dtype=np.float32)
        start = 0
        for places, points in zip(strokes, counts, strict=True):
            rows[start : start + points, places] = _path(self.controls[places], self.corner[places], points)
            start += points
        return rows, np.repeat(np.arange(len(strokes)), counts)


def parse(text: str, source: str = "strokes") -> list[Shape]:
    """Read shapes in the format that assets/strokes/hand.txt explains. Raises DataError naming the bad line."""
    shapes = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.startswith("//"):
            try:
                shapes.append(_parse_line(line))
            except (ValueError, IndexError) as error:
                raise DataError(f"{source}, line {number}, is no stroke template: {line[:40]!r}.") from error
    return shapes


@lru_cache(maxsize=1)
def shapes() -> tuple[Shape, ...]:
    """All shapes that come with Inkscope."""
    folder = resources.files("assets") / "strokes"
    return tuple(shape for name in _FILES for shape in parse((folder / name).read_text("utf-8"), name))


def _parse_line(line: str) -> Shape:
    head, _, body = line[1:].partition(":")
    name, weight = head.split()
    strokes = [part.split() for part in body.split("/")]
    words = [word for stroke in strokes for word in stroke]
    pairs = [word.rstrip("!").split(",") for word in words]
    controls = np.array([(float(row), float(column)) for column, row in pairs], dtype=np.float32) / _UNIT
    if not all(strokes) or not np.isfinite(controls).all() or not float(weight) > 0:
        raise ValueError("an empty stroke or a number out of bounds")
    stroke_of = np.repeat(np.arange(len(strokes)), [len(stroke) for stroke in strokes])
    return Shape(line[0], name, float(weight), controls, stroke_of, np.array([word.endswith("!") for word in words]))


def _length(points: NDArray[np.float32]) -> float:
    return float(np.linalg.norm(np.diff(points, axis=0), axis=1).sum())


def _share(lengths: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """Whole numbers of points, in all `count`, in proportion to the lengths; at least two each."""
    least = 2
    spare = count - least * len(lengths)
    exact = spare * lengths / max(float(lengths.sum()), 1e-9)
    counts = np.floor(exact).astype(np.intp) + least
    counts[np.argmax(lengths)] += count - int(counts.sum())
    return counts


def _path(controls: NDArray[np.float32], corner: NDArray[np.bool_], count: int) -> NDArray[np.float64]:
    """(count, C): evenly spaced points of a curve that is smooth between corners."""
    if len(controls) == 1:
        return np.ones((count, 1))
    chords = np.linalg.norm(np.diff(controls, axis=0), axis=1)
    knots = np.concatenate([[0.0], np.cumsum(np.maximum(chords, 1e-4))])
    positions = np.linspace(0.0, knots[-1], count)
    ends = [0, *(place for place in range(1, len(controls) - 1) if corner[place]), len(controls) - 1]
    rows = np.zeros((count, len(controls)))
    for first, last in pairwise(ends):
        inside = (positions >= knots[first]) & (positions <= knots[last])
        rows[inside] = 0.0
        rows[np.ix_(inside, np.arange(first, last + 1))] = _hermite(knots[first : last + 1], positions[inside])
    return rows


def _hermite(knots: NDArray[np.float64], positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """(P, C): cubic Hermite interpolation as a matrix; slopes of the parabola through each point and its neighbours."""
    steps = np.diff(knots)
    count = len(knots)
    slopes = np.zeros((count, count))  # slope at each knot as a weighting of the control points
    chords = np.zeros((count - 1, count))
    chords[np.arange(count - 1), np.arange(count - 1)] = -1.0 / steps
    chords[np.arange(count - 1), np.arange(1, count)] = 1.0 / steps
    for place in range(1, count - 1):
        before, after = steps[place - 1], steps[place]
        slopes[place] = (after * chords[place - 1] + before * chords[place]) / (before + after)
    slopes[0] = chords[0] if count == 2 else 1.5 * chords[0] - 0.5 * slopes[1]
    slopes[-1] = chords[-1] if count == 2 else 1.5 * chords[-1] - 0.5 * slopes[-2]
    piece = np.clip(np.searchsorted(knots, positions, side="right") - 1, 0, count - 2)
    u = ((positions - knots[piece]) / steps[piece])[:, None]
    step = steps[piece][:, None]
    identity = np.eye(count)
    return (
        (1 + 2 * u) * (1 - u) ** 2 * identity[piece]
        + u * (1 - u) ** 2 * step * slopes[piece]
        + u**2 * (3 - 2 * u) * identity[piece + 1]
        + u**2 * (u - 1) * step * slopes[piece + 1]
    )
