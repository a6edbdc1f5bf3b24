"""Real events for tests: pen, touch and mouse, sent the way Qt delivers them. No test in here."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QPointingDeviceUniqueId, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

_Type = QEvent.Type
_Left, _None = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def make_pen(*, eraser: bool = False) -> QPointingDevice:
    """A pen that feels pressure, held by its tip or by its eraser end."""
    kind = QPointingDevice.PointerType.Eraser if eraser else QPointingDevice.PointerType.Pen
    return QPointingDevice(
        "test pen",
        1,
        QInputDevice.DeviceType.Stylus,
        kind,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
        1,
        2,
        "",
        QPointingDeviceUniqueId.fromNumericId(7),
    )


def send_pen(widget: QWidget, kind: QEvent.Type, position, pressure, *, device, button=_Left) -> bool:
    """One pen event; True if the widget took it."""
    local = QPointF(*position)
    where = QPointF(widget.mapToGlobal(local.toPoint()))
    pressed = _None if kind == _Type.TabletRelease else button
    event = QTabletEvent(
        kind, device, local, where, pressure, 0.0, 0.0, 0.0, 0.0, 0.0, Qt.KeyboardModifier.NoModifier,
        button if kind != _Type.TabletMove else _None, pressed,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def pen_stroke(widget: QWidget, points, pressures=None, *, eraser: bool = False) -> None:
    """A whole stroke with a pen."""
    device = make_pen(eraser=eraser)
    pressures = pressures or [0.7] * len(points)
    send_pen(widget, _Type.TabletPress, points[0], pressures[0], device=device)
    for point, pressure in zip(points[1:], pressures[1:], strict=True):
        send_pen(widget, _Type.TabletMove, point, pressure, device=device)
    send_pen(widget, _Type.TabletRelease, points[-1], 0.0, device=device)


def mouse_stroke(widget: QWidget, points, *, button=_Left, modifiers=Qt.KeyboardModifier.NoModifier, steps=6) -> None:
    """A whole stroke with the mouse, with a few moves between the points."""
    QTest.mousePress(widget, button, modifiers, QPoint(*points[0]))
    for (column, row), (to_column, to_row) in pairwise(points):
        for step in range(1, steps + 1):
            part = step / steps
            there = QPoint(round(column + part * (to_column - column)), round(row + part * (to_row - row)))
            QTest.mouseMove(widget, there)
    QTest.mouseRelease(widget, button, modifiers, QPoint(*points[-1]))


_screen: list[QPointingDevice] = []


def touch_screen() -> QPointingDevice:
    """The one touch screen of the tests."""
    if not _screen:
        _screen.append(QTest.createTouchDevice())
    return _screen[0]


def finger_stroke(widget: QWidget, points) -> None:
    """One finger, down, over the points, up."""
    QTest.touchEvent(widget, touch_screen()).press(0, QPoint(*points[0]), widget).commit()
    for point in points[1:]:
        QTest.touchEvent(widget, touch_screen()).move(0, QPoint(*point), widget).commit()
    QTest.touchEvent(widget, touch_screen()).release(0, QPoint(*points[-1]), widget).commit()
