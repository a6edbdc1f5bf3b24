"""ProgressStrip: what long work is at, how far it is, and a way to stop it. Silent for the first half second."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from gui.theme import CONTROL_HEIGHT, GRID, MARGIN

QUIET = 500  # milliseconds of work before it is shown
_LONG = 10.0  # seconds after which one wants to know how long it will take


class ProgressStrip(QWidget):
    """Hidden until work goes on for half a second. Signal cancelled(): the person wants it stopped."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = QLabel(self)
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(GRID)
        self._bar.setAccessibleName("Progress of the reading")
        self._cancel = QPushButton("&Cancel", self)
        self._cancel.setFixedHeight(CONTROL_HEIGHT)
        self._cancel.setToolTip("Stop reading this picture")
        self._clock = QElapsedTimer()
        self._soon = QTimer(self, singleShot=True, interval=QUIET)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, GRID // 2, MARGIN, GRID // 2)
        row.setSpacing(GRID)
        row.addWidget(self._label)
        row.addWidget(self._bar, 1)
        row.addWidget(self._cancel)
        self.setAutoFillBackground(True)
        self._soon.timeout.connect(self.show)
        self._cancel.clicked.connect(self._ask_to_cancel)
        self.hide()

    @property
    def working(self) -> bool:
        """Has work begun and not ended, shown or not yet?"""
        return self._soon.isActive() or not self.isHidden()

    def begin(self, text: str) -> None:
        """Work begins; shown if it lasts."""
        self._cancel.setEnabled(True)
        self._clock.start()
        self.report(0.0, text)
        if self.isHidden():
            self._soon.start()

    def report(self, fraction: float, text: str) -> None:
        """How far it is, 0..1."""
        self._bar.setValue(round(1000 * fraction))
        if self._cancel.isEnabled():  # else it says that the work is being stopped
            left = time_left(self._clock.elapsed() / 1000, fraction)
            self._label.setText(f"{text[:1].upper()}{text[1:]}{left}")

    def end(self) -> None:
        """Work is over, one way or another."""
        self._soon.stop()
        self.hide()

    def _ask_to_cancel(self) -> None:
        self._cancel.setEnabled(False)
        self._label.setText("Stopping")
        self.cancelled.emit()


def time_left(elapsed: float, fraction: float) -> str:
    """ ", about 20 s left" for work that has lasted over ten seconds; empty for shorter work. elapsed: seconds."""
    if elapsed < _LONG or fraction <= 0:
        return ""
    left = elapsed / fraction - elapsed
    return f", about {max(round(left), 1)} s left" if left < 90 else f", about {round(left / 60)} min left"
