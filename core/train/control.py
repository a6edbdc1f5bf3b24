"""Control: how an owner pauses, steps, changes or stops a training that runs, from any thread.

The engine looks at it between two batches. The owner's calls return at once; `state` says what is asked for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from core.errors import ConfigError
from core.train.config import LIVE, TrainingConfig, Value

RUNNING, PAUSED, STOPPING = "running", "paused", "stopping"


class Control:
    """Shared by the owner and one training. All methods are thread-safe and return at once, save `turn`."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._paused = False
        self._stopping = False
        self._batches_allowed = 0
        self._epoch_allowed = False
        self._changes: dict[str, Value] = {}

    @property
    def state(self) -> str:
        """What was asked for last: "running", "paused" (also while single steps are let through) or "stopping"."""
        with self._condition:
            return STOPPING if self._stopping else PAUSED if self._paused else RUNNING

    def pause(self) -> None:
        """Wait after the batch under way."""
        with self._condition:
            self._paused = True
            self._batches_allowed = 0
            self._epoch_allowed = False

    def resume(self) -> None:
        """Go on."""
        with self._condition:
            self._paused = False
            self._condition.notify_all()

    def step_batch(self, count: int = 1) -> None:
        """Do count more batches, then wait."""
        with self._condition:
            self._paused = True
            self._batches_allowed += count
            self._condition.notify_all()

    def step_epoch(self) -> None:
        """Go on to the end of this epoch, its validation included, then wait."""
        with self._condition:
            self._paused = True
            self._epoch_allowed = True
            self._condition.notify_all()

    def stop(self) -> None:
        """End after the batch under way; the run can be resumed."""
        with self._condition:
            self._stopping = True
            self._condition.notify_all()

    def change(self, **values: Value) -> None:
        """Change learning_rate, momentum, dropout or augment from the next batch on; raises ConfigError otherwise."""
        for name in values:
            if name not in LIVE:
                raise ConfigError(f"The setting {name!r} cannot be changed while training runs.")
        TrainingConfig().changed(**values)  # raises for a value out of bounds
        with self._condition:
            self._changes.update(values)

    def turn(self, *, before_waiting: Callable[[], None] | None = None) -> bool:
        """Called by the engine before each batch: waits while paused; False when it shall stop.

        before_waiting is called once, outside the lock, if there is a wait: the engine writes its checkpoint there.
        """
        if before_waiting is not None and self._must_wait():
            before_waiting()
        with self._condition:
            while self._waits():
                self._condition.wait()
            if self._paused and not self._epoch_allowed:
                self._batches_allowed -= 1
            return not self._stopping

    def take_changes(self) -> dict[str, Value]:
        """Called by the engine: the changes asked for since the last call."""
        with self._condition:
            changes, self._changes = self._changes, {}
            return changes

    def epoch_ended(self) -> None:
        """Called by the engine after each epoch."""
        with self._condition:
            self._epoch_allowed = False

    def _must_wait(self) -> bool:
        with self._condition:
            return self._waits()

    def _waits(self) -> bool:
        return self._paused and not self._stopping and not self._epoch_allowed and self._batches_allowed <= 0
