"""Work that must not hold up the window, in a thread of its own; its result comes back on the GUI thread.

For short work on plain values: converting a pasted picture, writing a file. Reading and training have processes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from core.errors import InkscopeError

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Background(QObject):
    """Runs functions, each in a thread; its owner waits for them with finish() before it goes."""

    _done = Signal(object)  # a function to call on the GUI thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads: list[threading.Thread] = []
        self._done.connect(_call, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Callable[[], T], done: Callable[[T], object], failed: Callable[[str], object]) -> None:
        """Call work elsewhere, then done(result) or failed(sentence) on this thread. work must not touch widgets."""
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=self._work, args=(work, done, failed), name="background work", daemon=True)
        self._threads.append(thread)
        thread.start()

    def finish(self, seconds: float = 5.0) -> None:
        """Wait until all work is done; results still come by the event loop."""
        for thread in self._threads:
            thread.join(seconds)
        self._threads = []

    def _work(self, work: Callable[[], T], done: Callable[[T], object], failed: Callable[[str], object]) -> None:
        outcome = _outcome(work, done, failed)
        try:
            self._done.emit(outcome)
        except RuntimeError:  # the window is gone, and with it whoever wanted to know
            _log.info("a result came too late")


def _outcome(
    work: Callable[[], T], done: Callable[[T], object], failed: Callable[[str], object]
) -> Callable[[], object]:
    """Do the work; what then is to be called on the GUI thread."""
    try:
        result = work()
    except InkscopeError as error:
        sentence = str(error)
        return lambda: failed(sentence)
    except Exception:  # noqa: BLE001  # the edge of a thread: the log has the whole of it
        _log.exception("work in the background failed")
        return lambda: failed("Something went wrong inside Inkscope; the log says more.")
    return lambda: done(result)


def _call(outcome: Callable[[], object]) -> None:
    outcome()
