"""What a person is told, and where: one sentence in the status line; the whole story in the log.

Nothing here opens a dialog: a fault of ours costs one sentence, once, and the window keeps running.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from core.errors import Cancelled, InkscopeError
from core.folders import state_folder

LOG_BYTES = 1_000_000
LOG_FILES = 3
_log = logging.getLogger(__name__)
_qt_log = logging.getLogger("Qt")
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Messages(QObject):
    """Takes sentences from anywhere, on any thread, and hands them to the status line.

    Signals: said(str), an ordinary sentence; failed(str), something went wrong.
    """

    said = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._faults: set[str] = set()

    def say(self, sentence: str) -> None:
        """Tell something that is no fault."""
        self.said.emit(sentence)

    def fail(self, sentence: str) -> None:
        """Tell that something went wrong and what to do."""
        _log.info("told: %s", sentence)
        self.failed.emit(sentence)

    def report(self, error: BaseException) -> None:
        """Tell about an exception: its own sentence if it is expected; else log it whole and say so once."""
        if isinstance(error, Cancelled):
            return
        if isinstance(error, InkscopeError):
            self.fail(str(error))
            return
        _log.error("an unexpected fault", exc_info=(type(error), error, error.__traceback__))
        fault = f"{type(error).__name__} at {_place(error.__traceback__)}"
        if fault not in self._faults:  # a fault in a paint event would otherwise repeat the sentence 60 times a second
            self._faults.add(fault)
            self.fail(f"Something went wrong inside Inkscope ({type(error).__name__}); the log in {log_file()} has it.")


def log_file() -> Path:
    """Where the log lies; Help > Show the log opens it."""
    return state_folder() / "inkscope.log"


def start_log(level: int = logging.INFO) -> None:
    """Write the root logger to the rotating log file; to stderr alone where the folder cannot be written."""
    handler: logging.Handler
    try:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            log_file(), maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)


def catch_all(messages: Messages) -> Callable[[], None]:
    """Route uncaught exceptions of all threads and Qt's own messages. Returns a function that undoes it."""
    before = sys.excepthook, threading.excepthook

    def on_uncaught(_kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            before[0](KeyboardInterrupt, error, trace)
            return
        messages.report(error)

    def on_thread(caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None:
            messages.report(caught.exc_value)

    def undo() -> None:
        sys.excepthook, threading.excepthook = before
        qInstallMessageHandler(qt_before)

    sys.excepthook, threading.excepthook = on_uncaught, on_thread
    qt_before = qInstallMessageHandler(log_qt_message)
    return undo


def log_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Qt's messages as log records of the logger "Qt"."""
    _qt_log.log(_QT_LEVELS.get(kind, logging.WARNING), "%s [%s]", text, context.category or "default")


def _place(trace: TracebackType | None) -> str:
    if trace is None:
        return "nowhere"
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
