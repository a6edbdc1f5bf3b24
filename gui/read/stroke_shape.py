"""The shape of a stroke on screen: smooth centre line, width by pressure, and which strokes an eraser touches.

Pure geometry on arrays, no widgets. What the network sees is drawn by core/read, not here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF

from core.ink import Stroke

Floats = NDArray[np.float64]

FAINTEST = 0.3  # share of the width that is left at pressure 0: a light touch is thin, never invisible
SPACING = 1.5  # canvas units between two points of the drawn line
SHARP = 0.5  # cosine of a turn from which the outer corner would show a notch


def radii(pressure: Floats, width: float) -> Floats:
    """Half the drawn width (N,) at these pressures 0..1."""
    return width / 2 * (FAINTEST + (1 - FAINTEST) * np.clip(pressure, 0.0, 1.0))


def smooth(points: Floats) -> Floats:
    """Resample (N, 3) columns, rows, pressures along Catmull-Rom pieces: (M, 3), M >= N.

    Each piece depends on its four nearest points alone, so that a growing line never changes behind the pen.
    """
    if len(points) < 2:
        return points
    before = np.concatenate([points[:1], points[:-2]])
    after = np.concatenate([points[2:], points[-1:]])
    return np.concatenate([_pieces(before, points[:-1], points[1:], after), points[-1:]])


def piece(four: Floats) -> Floats:
    """The curve from the second to the third of four points (4, 3), both ends included: (K, 3), K >= 2."""
    return np.concatenate([_pieces(four[:1], four[1:2], four[2:3], four[3:]), four[2:3]])


def _pieces(before: Floats, start: Floats, end: Floats, after: Floats) -> Floats:
    """Curves from start to end (P, 3), ends excluded, one after the other: (M, 3)."""
    counts = np.maximum(1, np.ceil(np.hypot(*(end - start)[:, :2].T) / SPACING)).astype(np.intp)
    which = np.repeat(np.arange(len(counts)), counts)  # (M,) the piece of each point
    first = np.cumsum(counts) - counts
    t = ((np.arange(len(which)) - first[which]) / counts[which])[:, None]  # (M, 1)
    b, s, e, a = before[which], start[which], end[which], after[which]
    curve: Floats = s + 0.5 * t * ((e - b) + t * (2 * b - 5 * s + 4 * e - a) + t * t * (3 * (s - e) + a - b))
    return curve


def outline(stroke: Stroke) -> QPainterPath:
    """The inked area of a stroke in canvas units, to be filled with the winding rule."""
    line = smooth(np.asarray(stroke.points[:, :3], dtype=np.float64))
    return ribbon(line[:, :2], radii(line[:, 2], stroke.width))


def ribbon(centres: Floats, radius: Floats) -> QPainterPath:
    """Area along centres (M, 2) as columns and rows, with these radii (M,), round at ends and sharp corners."""
    path = QPainterPath()
    keep = np.ones(len(centres), dtype=bool)
    keep[1:] = np.any(np.diff(centres, axis=0) != 0, axis=1)
    centres, radius = centres[keep], radius[keep]
    if len(centres) > 1:
        path.addPolygon(_polygon(_border(centres, radius)))
        path.closeSubpath()
    for place in _round_places(centres):
        path.addPolygon(_polygon(_disc(centres[place], radius[place])))
        path.closeSubpath()
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


def touches(stroke: Stroke, start: tuple[float, float], end: tuple[float, float], reach: float) -> bool:
    """Whether an eraser of this radius, moved from start to end (column, row), meets the ink of the stroke."""
    points = np.asarray(stroke.points[:, :2], dtype=np.float64)
    near = reach + stroke.width / 2
    low, high = np.minimum(start, end) - near, np.maximum(start, end) + near
    if np.any(points.max(axis=0) < low) or np.any(points.min(axis=0) > high):
        return False
    ends = points[1:] if len(points) > 1 else points
    starts = points[:-1] if len(points) > 1 else points
    apart = _segment_distances(starts, ends, np.asarray(start, float), np.asarray(end, float))
    return bool(np.any(apart <= near))


def _border(centres: Floats, radius: Floats) -> Floats:
    """Left side there, right side back: (2M, 2)."""
    along = np.gradient(centres, axis=0)
    length = np.hypot(along[:, 0], along[:, 1])
    length[length == 0] = 1.0
    normal = np.stack([along[:, 1], -along[:, 0]], axis=1) / length[:, None] * radius[:, None]
    return np.concatenate([centres + normal, (centres - normal)[::-1]])


def _disc(centre: Floats, radius: float) -> Floats:
    # Clockwise on screen like the border of _border, so that overlaps add up instead of cancelling to a hole.
    angle = np.linspace(0, 2 * np.pi, max(12, int(radius * 4)), endpoint=False)
    return centre + radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _round_places(centres: Floats) -> list[int]:
    if len(centres) < 3:
        return list(range(len(centres)))
    steps = np.diff(centres, axis=0)
    steps /= np.hypot(steps[:, 0], steps[:, 1])[:, None]
    turn = np.sum(steps[1:] * steps[:-1], axis=1)
    return [0, *(np.flatnonzero(turn < SHARP) + 1).tolist(), len(centres) - 1]


def _polygon(corners: Floats) -> QPolygonF:
    return QPolygonF([QPointF(column, row) for column, row in corners.tolist()])


def _segment_distances(starts: Floats, ends: Floats, start: Floats, end: Floats) -> Floats:
    """Distance of each segment (N, 2)-(N, 2) to one segment: 0 where they cross, else the nearest end's distance."""
    nearest = np.minimum.reduce(
        [
            _point_distances(starts, start, end),
            _point_distances(ends, start, end),
            _distance_to_each(start, starts, ends),
            _distance_to_each(end, starts, ends),
        ]
    )
    return np.where(_cross(starts, ends, start, end), 0.0, nearest)


def _point_distances(points: Floats, start: Floats, end: Floats) -> Floats:
    return _distance(points, start[None], end[None])


def _distance_to_each(point: Floats, starts: Floats, ends: Floats) -> Floats:
    return _distance(point[None], starts, ends)


def _distance(points: Floats, starts: Floats, ends: Floats) -> Floats:
    along = ends - starts
    square = np.maximum(np.sum(along * along, axis=1), 1e-12)
    t = np.clip(np.sum((points - starts) * along, axis=1) / square, 0.0, 1.0)
    apart = points - starts - t[:, None] * along
    distance: Floats = np.hypot(apart[:, 0], apart[:, 1])
    return distance


def _cross(starts: Floats, ends: Floats, start: Floats, end: Floats) -> NDArray[np.bool_]:
    one = _side(start, end, starts) * _side(start, end, ends)
    other = _side(starts, ends, start) * _side(starts, ends, end)
    crossing: NDArray[np.bool_] = (one < 0) & (other < 0)
    return crossing


def _side(start: Floats, end: Floats, point: Floats) -> Floats:
    along, to = end - start, point - start
    side: Floats = along[..., 0] * to[..., 1] - along[..., 1] * to[..., 0]
    return side
