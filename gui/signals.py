"""Ctrl+C in the terminal and a polite kill close the window as its cross does, so that nothing is left unsaved.

Python runs a signal handler only between two of its own steps, and Qt's loop may sleep for long; the wake-up socket
makes Qt take that step at once.
"""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class SignalWatch(QObject):
    """Calls close() on the GUI thread when one of SIGNALS comes. Keep it as long as the window; then call stop()."""

    def __init__(self, close: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._close = close
        self._near, self._far = socket.socketpair()
        self._near.setblocking(False)
        self._far.setblocking(False)
        self._notifier = QSocketNotifier(self._near.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)
        self._wakeup_before = signal.set_wakeup_fd(self._far.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, self._on_signal) for number in SIGNALS}

    def stop(self) -> None:
        """Give the signals back."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self._notifier.setEnabled(False)
        self._near.close()
        self._far.close()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._close()

    def _drain(self) -> None:
        self._near.recv(64)
