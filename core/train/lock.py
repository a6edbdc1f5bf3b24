"""FileLock: a lock that the system frees when its process dies, however it dies."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

_PAUSE = 0.01

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """Exclusive; held by at most one FileLock of one process at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self, *, tries: int = 1) -> bool:
        """Take it if it is free. Raises OSError if the file cannot be made.

        tries: more than one, a hundredth of a second apart, outlast someone who only looks whether it is held.
        """
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        for number in range(tries):
            if number:
                time.sleep(_PAUSE)
            try:
                _take(descriptor)
            except OSError:
                continue
            self._descriptor = descriptor
            return True
        os.close(descriptor)
        return False

    def release(self) -> None:
        """Give it back."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def held(self) -> bool:
        """Whether anyone holds it now."""
        if not self._path.exists():
            return False
        probe = FileLock(self._path)
        free = probe.acquire()
        probe.release()
        return not free
