"""Sitting: the real window with its real processes, driven for pictures of it; no person, no display.

Import it only once the environment is set (tools/screenshots.py): Qt reads scale and folders when it starts.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QEventLoop, QIODevice, QTimer
from PySide6.QtWidgets import QApplication

from core.folders import write_atomically
from gui.app import make_app, make_window
from gui.arguments import parse
from gui.messages import Messages
from gui.workspaces import Workspace

_PATIENCE = 150.0  # seconds: a busy machine is not a fault
_LOOK_AGAIN = 20  # milliseconds
_SETTLE = 400  # milliseconds for the last repaints
_COLOURS = (255, 128, 64, 48, 32)  # of a picture: as many as its size allows, so that the repository stays small
_LARGEST = 150_000  # bytes
_log = logging.getLogger(__name__)


class SittingError(Exception):
    """What was waited for did not come, or the window told of a failure."""


class Sitting:
    """The window at this size, and the folder that its pictures go to."""

    def __init__(self, folder: Path, size: tuple[int, int], themes: tuple[str, ...]) -> None:
        self._folder, self._themes = folder, themes
        self.told: list[str] = []
        messages = Messages()
        messages.failed.connect(self.told.append)
        self.window = make_window(make_app(), messages, parse([]))
        self.context = self.window.context
        self.window.resize(*size)
        self.window.show()

    def room(self, name: str) -> Workspace:
        """Go there; returns the workspace."""
        self.window.show_workspace(name)
        return self.window.workspace

    def choose(self, action: str) -> None:
        """Do what a button or a menu's row does."""
        self.window.actions_table.action(action).trigger()

    def wait(self, condition: Callable[[], object], what: str) -> None:
        """Run the event loop until it holds. Raises SittingError."""
        end, loop, timer = time.monotonic() + _PATIENCE, QEventLoop(), QTimer(interval=_LOOK_AGAIN)
        timer.timeout.connect(lambda: loop.quit() if condition() or time.monotonic() > end else None)
        timer.start()
        loop.exec()
        timer.stop()
        if not condition():
            raise SittingError(f"waited in vain for {what}; the window told: {self.told}")

    def answered(self) -> None:
        """Until the process that looks inside has nothing to answer."""
        QApplication.processEvents()
        self.wait(lambda: not self.context.looking.inspector.is_busy, "answers")

    def settle(self) -> None:
        """Give timers and repaints their time."""
        loop = QEventLoop()
        QTimer.singleShot(_SETTLE, loop.quit)
        loop.exec()

    def take(self, name: str) -> None:
        """Pictures of the window as it is now, in each theme: NAME-THEME.png. Raises SittingError where it fails."""
        for theme in self._themes:
            self.context.settings.change(theme=theme)
            self.settle()
            self.answered()
            self._save(self._folder / f"{name}-{theme}.png")
        if self.told:
            raise SittingError(f"the window told of a failure before {name}: {self.told}")

    @contextlib.contextmanager
    def held(self, process: int | None) -> Iterator[None]:
        """A process does nothing meanwhile, so that all pictures show the same moment; nothing on Windows."""
        if process is None or sys.platform == "win32":
            yield
            return
        os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(process, signal.SIGCONT)

    def close(self) -> None:
        """End it with all its processes."""
        self.window.close()

    def _save(self, path: Path) -> None:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.window.grab().save(buffer, "PNG")
        drawn = Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")
        packed = next((small for small in map(_packed(drawn), _COLOURS) if len(small) <= _LARGEST), None)
        if packed is None:
            raise SittingError(f"{path.name} is larger than {_LARGEST} bytes even with few colours")
        write_atomically(path, packed)
        sys.stdout.write(f"{path.name}  {len(packed) // 1024} KB\n")
        sys.stdout.flush()


def _packed(drawn: Image.Image) -> Callable[[int], bytes]:
    """What makes PNG bytes of the picture with that many colours."""

    def pack(colours: int) -> bytes:
        packed = io.BytesIO()
        few = drawn.quantize(colours, method=Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE)
        few.save(packed, "PNG", optimize=True)
        return packed.getvalue()

    return pack
