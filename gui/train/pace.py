"""Pace: how fast steps come of late."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

RECENT = 6.0  # seconds over which it is measured


class Pace:
    """clock: seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()

    @property
    def value(self) -> float:
        """Steps a second; 0 while that is not known."""
        if len(self._seen) < 2:
            return 0.0
        (begun, first), (now, last) = self._seen[0], self._seen[-1]
        return (last - first) / (now - begun) if now > begun else 0.0

    def note(self, step: int) -> None:
        """So far it has come by now."""
        now = self._clock()
        self._seen.append((now, step))
        while now - self._seen[0][0] > RECENT:
            self._seen.popleft()

    def clear(self) -> None:
        """Forget: the steps to come may have another pace."""
        self._seen.clear()
