"""Pointers: pen, mouse and touch events as samples, and which of them counts when several come at once.

A hand rests on the screen while it writes: touches are ignored while the pen is near, and a little longer.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPointF
from PySide6.QtGui import QPointingDevice, QTabletEvent, QTouchEvent
from PySide6.QtWidgets import QApplication

from gui.application import Application

PEN_LINGERS = 0.5  # seconds after the pen was last seen during which touches are the palm's
MOUSE_PRESSURE = 1.0  # a mouse draws the brush at its full width


class PenWatch(QObject):
    """Knows whether a pen is near the screen."""

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._in_reach = False
        self._last_seen = float("-inf")
        app = QApplication.instance()
        if isinstance(app, Application):
            app.pen_near_changed.connect(self._on_near)

    @property
    def near(self) -> bool:
        """Whether touches are to be taken for a palm."""
        return self._in_reach or self._clock() - self._last_seen < PEN_LINGERS

    def seen(self) -> None:
        """A pen event came."""
        self._last_seen = self._clock()

    def _on_near(self, near: bool) -> None:
        self._in_reach = near
        self.seen()


class TouchTarget(Protocol):
    """What fingers do to the canvas."""

    def finger_down(self, position: QPointF) -> None: ...
    def finger_moved(self, position: QPointF) -> None: ...
    def finger_up(self) -> None: ...
    def cancel_gesture(self) -> None: ...
    def pinch(self, shift: QPointF, factor: float, middle: QPointF) -> None: ...


class TouchHand:
    """One finger draws or moves the paper, two move and zoom it."""

    def __init__(self, target: TouchTarget) -> None:
        self._target = target
        self._two: tuple[QPointF, float] | None = None  # middle and spread of two fingers, last time

    def take(self, event: QTouchEvent, *, palm: bool) -> None:
        """One touch event. palm: a pen is near, so that this is no finger."""
        kind = event.type()
        if palm or kind == QEvent.Type.TouchCancel:
            self._two = None
            if not palm:
                self._target.cancel_gesture()
        elif kind == QEvent.Type.TouchEnd:
            if self._two is None:
                self._target.finger_up()
            self._two = None
        elif len(event.points()) > 1:
            self._pinch(event)
        elif self._two is None:
            self._one(kind, event.points()[0].position())

    def _one(self, kind: QEvent.Type, position: QPointF) -> None:
        if kind == QEvent.Type.TouchBegin:
            self._target.finger_down(position)
        else:
            self._target.finger_moved(position)

    def _pinch(self, event: QTouchEvent) -> None:
        middle, spread = _two(event)
        if self._two is None:
            self._target.cancel_gesture()  # the first finger was not there to draw
        else:
            self._target.pinch(middle - self._two[0], spread / self._two[1], middle)
        self._two = middle, spread


def is_eraser(event: QTabletEvent) -> bool:
    """Whether the pen is held by its eraser end."""
    return event.pointerType() == QPointingDevice.PointerType.Eraser


def pressure_of(event: QTabletEvent) -> float:
    """Pressure 0..1; full for a pen that cannot feel it."""
    capable = event.pointingDevice().capabilities() & QPointingDevice.Capability.Pressure
    return min(max(event.pressure(), 0.0), 1.0) if capable or event.pressure() > 0 else MOUSE_PRESSURE


def _two(event: QTouchEvent) -> tuple[QPointF, float]:
    first, second = (point.position() for point in event.points()[:2])
    apart = second - first
    return (first + second) / 2, max((apart.x() ** 2 + apart.y() ** 2) ** 0.5, 1.0)
