"""Application: the QApplication that also tells when a pen comes near the screen.

Qt sends a pen's proximity to the application object alone. A subclass hears it without slowing anything: an event
filter on the application would run Python for every event of every widget.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """Signal pen_near_changed(bool)."""

    pen_near_changed = Signal(bool)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.TabletEnterProximity:
            self.pen_near_changed.emit(True)
        elif event.type() == QEvent.Type.TabletLeaveProximity:
            self.pen_near_changed.emit(False)
        return super().event(event)
