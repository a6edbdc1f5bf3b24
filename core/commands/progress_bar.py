"""A progress bar on stderr, drawn only where a person looks at it (a terminal)."""

from __future__ import annotations

import shutil
import sys
import time
from types import TracebackType
from typing import Self

_WIDTH = 24  # characters of the bar itself
_PAUSE = 0.1  # seconds between two drawings at least


class ProgressBar:
    """Shows how many of `total` things are done; used in a `with` block, which wipes the bar at its end."""

    def __init__(self, total: int, *, shown: bool = True) -> None:
        """total: how many things there are. shown: False to stay silent even on a terminal."""
        self._total = max(total, 1)
        self._shown = shown and sys.stderr.isatty()
        self._last = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.wipe()

    def show(self, done: float, text: str) -> None:
        """Draw the bar with `done` of the total, parts allowed, and what is being done; at most ten times a second."""
        now = time.monotonic()
        if not self._shown or now - self._last < _PAUSE:
            return
        self._last = now
        fraction = min(max(done / self._total, 0.0), 1.0)
        full, empty = "█░" if "utf" in (sys.stderr.encoding or "").lower() else "#-"
        line = f"{(full * round(fraction * _WIDTH)).ljust(_WIDTH, empty)} {int(done)}/{self._total} {text}"
        # A line that wraps could not be wiped.
        sys.stderr.write(f"\r\x1b[K{line[: shutil.get_terminal_size().columns - 1]}")
        sys.stderr.flush()

    def wipe(self) -> None:
        """Take the bar away, so that a line can be written in its place."""
        if self._shown and self._last:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._last = 0.0
