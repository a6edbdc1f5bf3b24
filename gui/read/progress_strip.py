"""ProgressStrip: what long work is at, how far it is, and a way to stop it. Silent for the first half second."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from gui.theme import CONTROL_HEIGHT, GRID, MARGIN

QUIET = 500  # milliseconds of work before it is shown


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
        self.report(0.0, text)
        if self.isHidden():
            self._soon.start()

    def report(self, fraction: float, text: str) -> None:
        """How far it is, 0..1."""
        self._bar.setValue(round(1000 * fraction))
        self._label.setText(text)

    def end(self) -> None:
        """Work is over, one way or another."""
        self._soon.stop()
        self.hide()

    def _ask_to_cancel(self) -> None:
        self._cancel.setEnabled(False)
        self._label.setText("Stopping")
        self.cancelled.emit()
