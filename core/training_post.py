"""Post: sends the training process's events in order, from a thread of its own; records are gathered on the way.

The training loop must not wait for the window, nor pay for a message a batch: it appends its records to a queue, and a
dozen times a second what has come is sent as one value.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Sequence
from multiprocessing.connection import Connection

import numpy as np

from core.train.records import BatchRecord, Change, EpochRecord
from core.training_events import Batches, RecordsArrived, TrainingBegan, TrainingEnded, TrainingEvent
from core.transport import send

_log = logging.getLogger(__name__)

PERIOD = 0.08  # seconds between two parcels of records
_Item = TrainingEvent | BatchRecord | EpochRecord | Change


class Post:
    """put and note may be called from any thread and return at once; what was put first is sent first."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._items: deque[_Item] = deque()
        self._called = threading.Event()
        self._closing = False
        self._run = ""  # whose records these are
        self._thread = threading.Thread(target=self._deliver, name="post", daemon=True)
        self._thread.start()

    def put(self, event: TrainingEvent) -> None:
        """Send an event now, after all that was noted before it."""
        self._items.append(event)
        self._called.set()

    def note(self, record: BatchRecord | EpochRecord | Change) -> None:
        """Send a record of the run that began last with the next parcel."""
        self._items.append(record)

    def close(self) -> None:
        """Send what is left and end."""
        self._closing = True
        self._called.set()
        self._thread.join(1.0)

    def _deliver(self) -> None:
        try:
            while not self._closing:
                self._called.wait(PERIOD if self._run else None)
                self._called.clear()
                self._empty()
            self._empty()
        except OSError:
            _log.info("the window is gone")

    def _empty(self) -> None:
        records: list[BatchRecord | EpochRecord | Change] = []
        while self._items:
            item = self._items.popleft()
            if isinstance(item, BatchRecord | EpochRecord | Change):
                records.append(item)
                continue
            self._send_records(records)
            records = []
            if isinstance(item, TrainingBegan):
                self._run = item.run.id
            elif isinstance(item, TrainingEnded):
                self._run = ""
            send(self._connection, item)
        self._send_records(records)

    def _send_records(self, records: list[BatchRecord | EpochRecord | Change]) -> None:
        if not records:
            return
        batches = [record for record in records if isinstance(record, BatchRecord)]
        epochs = tuple(record for record in records if isinstance(record, EpochRecord))
        changes = tuple(record for record in records if isinstance(record, Change))
        send(self._connection, RecordsArrived(self._run, pack(batches) if batches else None, epochs, changes))


def pack(records: Sequence[BatchRecord]) -> Batches:
    """Batch records as arrays."""
    measured = [record for record in records if record.gradient_norms]
    layers = tuple(measured[0].gradient_norms) if measured else ()
    return Batches(
        step=np.array([record.step for record in records], np.int64),
        epoch=np.array([record.epoch for record in records], np.int32),
        loss=np.array([record.loss for record in records], np.float64),
        accuracy=np.array([record.accuracy for record in records], np.float64),
        rate=np.array([record.learning_rate for record in records], np.float64),
        layers=layers,
        norm_steps=np.array([record.step for record in measured], np.int64),
        gradient_norms=_table([record.gradient_norms for record in measured], layers),
        update_ratios=_table([record.update_ratios for record in measured], layers),
    )


def _table(rows: list[dict[str, float]], layers: tuple[str, ...]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    values = [[row.get(layer, 0.0) for layer in layers] for row in rows]
    return np.array(values, np.float64).reshape(len(rows), len(layers))
