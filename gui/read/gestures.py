"""Gestures: what happens between pen down and pen up, one class for each thing that a person can do on the canvas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from core.ink import Ink, Stroke
from gui.read.stroke_shape import piece, radii, ribbon, touches

_NEAREST = 0.4  # canvas units: points closer together than this add nothing but noise
_STILL = 4.0  # screen pixels that a click may wander


@dataclass(frozen=True, slots=True)
class Sample:
    """Where a pointer is. position: screen pixels; column, row: canvas units; seconds: since the drawing began."""

    position: QPointF
    column: float
    row: float
    pressure: float
    seconds: float


class Surface(Protocol):
    """What a gesture may do to the canvas."""

    def wet(self, path: QPainterPath) -> None: ...
    def drop_wet(self) -> None: ...
    def stroke_done(self, stroke: Stroke) -> None: ...
    def hide_strokes(self, places: frozenset[int]) -> None: ...
    def erase_done(self, places: frozenset[int]) -> None: ...
    def move_paper(self, by: QPointF) -> None: ...
    def choose_at(self, column: float, row: float) -> None: ...


class Gesture(Protocol):
    """From down to up. Each is given every sample in turn, the first by its __init__."""

    def move(self, sample: Sample) -> None: ...
    def finish(self) -> None: ...
    def cancel(self) -> None: ...


class Draw:
    """Leaves ink. The stroke keeps the points as they came; smoothing is for the eye alone."""

    def __init__(self, surface: Surface, sample: Sample, width: float) -> None:
        self._surface = surface
        self._width = width
        self._points: list[tuple[float, float, float, float]] = [_point(sample)]
        self._surface.wet(self._piece([self._points[0]]))

    def move(self, sample: Sample) -> None:
        last = self._points[-1]
        if np.hypot(sample.column - last[0], sample.row - last[1]) < _NEAREST:
            return
        self._points.append(_point(sample))
        self._surface.wet(self._piece(self._points[-2:]))

    def finish(self) -> None:
        self._surface.drop_wet()
        self._surface.stroke_done(Stroke(np.array(self._points, dtype=np.float32), self._width))

    def cancel(self) -> None:
        self._surface.drop_wet()

    def _piece(self, points: list[tuple[float, float, float, float]]) -> QPainterPath:
        """The newest piece of the line; its end is not known to bend yet, so it is drawn as if it went on."""
        tail = np.array(self._points[-3:-2] + points, dtype=np.float64)[:, :3]
        line = piece(np.concatenate([tail[:1], tail[-2:], tail[-1:]])) if len(tail) > 1 else tail
        return ribbon(line[:, :2], radii(line[:, 2], self._width))


class Erase:
    """Takes whole strokes away as it touches them; one gesture is one edit."""

    def __init__(self, surface: Surface, sample: Sample, ink: Ink, reach: float) -> None:
        self._surface = surface
        self._ink = ink
        self._reach = reach
        self._last = (sample.column, sample.row)
        self._touched: frozenset[int] = frozenset()
        self.move(sample)

    def move(self, sample: Sample) -> None:
        here = (sample.column, sample.row)
        met = {
            place
            for place, stroke in enumerate(self._ink.strokes)
            if place not in self._touched and touches(stroke, self._last, here, self._reach)
        }
        self._last = here
        if met:
            self._touched |= met
            self._surface.hide_strokes(self._touched)

    def finish(self) -> None:
        self._surface.erase_done(self._touched)

    def cancel(self) -> None:
        self._surface.hide_strokes(frozenset())


class Pan:
    """Moves the paper."""

    def __init__(self, surface: Surface, sample: Sample) -> None:
        self._surface = surface
        self._last = sample.position

    def move(self, sample: Sample) -> None:
        self._surface.move_paper(sample.position - self._last)
        self._last = sample.position

    def finish(self) -> None:
        pass

    def cancel(self) -> None:
        pass


class Choose:
    """A click chooses the glyph there; a drag moves the paper."""

    def __init__(self, surface: Surface, sample: Sample) -> None:
        self._surface = surface
        self._first = sample
        self._pan: Pan | None = None

    def move(self, sample: Sample) -> None:
        if self._pan is None and (sample.position - self._first.position).manhattanLength() > _STILL:
            self._pan = Pan(self._surface, self._first)
        if self._pan is not None:
            self._pan.move(sample)

    def finish(self) -> None:
        if self._pan is None:
            self._surface.choose_at(self._first.column, self._first.row)

    def cancel(self) -> None:
        pass


def _point(sample: Sample) -> tuple[float, float, float, float]:
    return sample.column, sample.row, sample.pressure, sample.seconds
