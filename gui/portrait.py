"""Portrait: saves a picture of the window once its page is read, and ends; for machines without a display."""

from __future__ import annotations

import logging
from importlib import resources
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QObject, QTimer
from PySide6.QtWidgets import QApplication

from core.folders import write_atomically
from gui.arguments import WindowArguments
from gui.main_window import MainWindow

_SAMPLE = "todo.jpg"
_SETTLE = 300  # milliseconds for the last repaints after the text is there
_log = logging.getLogger(__name__)


class Portrait(QObject):
    """exit_code is 1 when the text did not come in time or the picture could not be written."""

    def __init__(self, window: MainWindow, arguments: WindowArguments) -> None:
        super().__init__(window)
        self.exit_code = 0
        self._taken = False
        self._window = window
        self._file = Path(arguments.picture)
        window.resize(arguments.width, arguments.height)
        self._patience = QTimer(self, singleShot=True, interval=round(arguments.wait * 1000))
        self._patience.timeout.connect(self._on_late)
        sample = sample_file() if arguments.sample else None
        if sample is not None:
            window.open_file(str(sample))
        if arguments.file or sample is not None:
            window.workspace.page_shown.connect(self._on_page)
            window.context.messages.failed.connect(self._on_failed)
            self._patience.start()
        else:
            window.painted.connect(self._soon)

    def _on_page(self, page: object) -> None:
        if page is not None:
            self._soon()

    def _on_failed(self, sentence: str) -> None:
        _log.warning("the window's picture shows a failure: %s", sentence)
        self.exit_code = 1
        self._soon()

    def _on_late(self) -> None:
        _log.warning("the text did not come in time; the picture is taken without it")
        self.exit_code = 1
        self._soon()

    def _soon(self) -> None:
        if not self._taken:
            self._taken = True
            QTimer.singleShot(_SETTLE, self._take)

    def _take(self) -> None:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._window.grab().save(buffer, "PNG")
        try:
            write_atomically(self._file, bytes(buffer.data().data()))
        except OSError:
            _log.exception("the picture of the window could not be written")
            self.exit_code = 1
        self._window.close()
        QApplication.quit()


def sample_file() -> Path | None:
    """The sample page that shows best what is read: capitals and digits; None if none is shipped."""
    folder = resources.files("assets").joinpath("samples")
    names = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    pictures = [name for name in names if name.lower().endswith((".png", ".jpg", ".jpeg", ".webp"))]
    best = _SAMPLE if _SAMPLE in pictures else next(iter(pictures), "")
    return Path(str(folder.joinpath(best))) if best else None
