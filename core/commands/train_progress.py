"""What `train` shows on stderr while it runs, and how Ctrl-C reaches it."""

from __future__ import annotations

import contextlib
import signal
import sys
import time
from collections.abc import Generator, Iterator
from types import FrameType
from typing import Self

from core import faults
from core.commands.progress_bar import ProgressBar
from core.train.config import TrainingConfig
from core.train.control import Control
from core.train.records import BatchRecord, EpochRecord, Record


class TrainProgress:
    """A line an epoch with loss, accuracy and the time left; on a terminal a bar for the batches, too."""

    def __init__(self, config: TrainingConfig, *, shown: bool) -> None:
        self._epochs, self._shown = config.epochs, shown
        self._bar = ProgressBar(config.epochs, shown=shown)
        self._start: tuple[float, float] | None = None  # time and epochs done at the first record
        self._steps = 0

    def __enter__(self) -> Self:
        self._bar.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.wipe()

    def follow(self, training: Generator[Record, None, str]) -> str:
        """Run it to its end, showing each record; returns why it ended."""
        while True:
            try:
                record = next(training)
            except StopIteration as end:
                return str(end.value)
            if self._shown:
                self._show(record)

    def _show(self, record: Record) -> None:
        if isinstance(record, EpochRecord):
            self._show_epoch(record)
        else:
            self._show_batch(record)

    def _show_batch(self, record: BatchRecord) -> None:
        done = record.step / self._steps if self._steps else record.epoch - 1.0
        self._bar.show(done, f"epoch {record.epoch}  loss {record.loss:.3f}  step {record.step}")

    def _show_epoch(self, record: EpochRecord) -> None:
        if record.epoch:
            self._steps = record.step // record.epoch
        self._bar.wipe()
        train = "" if record.epoch == 0 else f"loss {record.train_loss:.4f}, {record.train_accuracy:.2%} right; "
        mark = " (best)" if record.best else ""
        faults.say(
            f"epoch {record.epoch}/{self._epochs}: {train}validation loss {record.valid_loss:.4f}, "
            f"{record.valid_accuracy:.2%} right{mark}; {record.seconds:.1f} s{self._left(record)}"
        )

    def _left(self, record: EpochRecord) -> str:
        """Time left, from the mean time of the epochs seen so far."""
        now = time.monotonic()
        if self._start is None:
            self._start = (now, record.epoch)
        begun, first = self._start
        if record.epoch <= first or record.epoch == self._epochs:
            return ""
        seconds = round((now - begun) / (record.epoch - first) * (self._epochs - record.epoch))
        return f", {seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02} left"


@contextlib.contextmanager
def stop_on_signals(control: Control) -> Iterator[None]:
    """Ctrl-C or SIGTERM stops after the batch under way; a second Ctrl-C breaks off at once."""

    def stop(number: int, frame: FrameType | None) -> None:
        if control.state == "stopping":
            raise KeyboardInterrupt
        control.stop()
        sys.stderr.write("\nStopping after this batch...\n")
        sys.stderr.flush()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
