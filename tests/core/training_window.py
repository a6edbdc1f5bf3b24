"""The window's end of the training process's pipe, its loop run in a thread on a small data set."""

from __future__ import annotations

import multiprocessing
import threading
import time

import numpy as np

from core.alphabet import Alphabet
from core.data.dataset import Dataset
from core.errors import DataError
from core.train.config import TrainingConfig
from core.train.runs import RunsFolder
from core.training_desk import Shelf
from core.training_events import (
    RecordsArrived,
    StateSaid,
    TrainingEnded,
)
from core.training_messages import (
    IDLE,
    StartTraining,
)
from core.training_service import serve
from core.transport import receive, send

CONFIG = TrainingConfig(dataset="toy", hidden=(8,), learning_rate=0.1, epochs=3, batch_size=10, measure_every=5)
LONG = CONFIG.changed(epochs=100_000)


def toy(name="toy"):
    if name != "toy":
        raise DataError(f"There is no dataset called {name!r}.")
    rng = np.random.default_rng(7)
    labels = rng.integers(0, 3, 120)
    pictures = rng.integers(0, 255, (3, 6, 6))[labels] + rng.normal(0, 40, (120, 6, 6))
    return Dataset(
        images=np.clip(pictures, 0, 255).astype(np.uint8),
        labels=labels.astype(np.int64),
        alphabet=Alphabet(("A", "B", "C")),
        split=np.array(["train"] * 80 + ["valid"] * 30 + ["test"] * 10),
        writers=np.array([""] * 120),
        name="toy",
        licence="none",
    )


class Window:
    """The window's end of the pipe."""

    def __init__(self, tmp_path):
        self.runs = RunsFolder(tmp_path / "runs")
        self.connection, far = multiprocessing.Pipe()
        self.thread = threading.Thread(target=serve, args=(far, self.runs, Shelf(toy)), daemon=True)
        self.thread.start()
        self.seen = []

    def send(self, *requests):
        for request in requests:
            send(self.connection, request)

    def until(self, kind, condition=lambda event: True):
        """The next event of this kind; those before it are kept in seen."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            assert self.connection.poll(30), f"no {kind.__name__}; seen {[type(e).__name__ for e in self.seen]}"
            event = receive(self.connection)
            self.seen.append(event)
            if isinstance(event, kind) and condition(event):
                return event
        raise AssertionError(f"no {kind.__name__}")

    def state(self, state):
        return self.until(StateSaid, lambda event: event.state == state)

    def ask(self, request, kind):
        self.send(request)
        return self.until(kind)

    def train(self, config=CONFIG):
        """Train to the end; returns TrainingEnded."""
        ended = self.ask(StartTraining(config), TrainingEnded)
        self.state(IDLE)
        return ended

    def all(self, kind):
        return [event for event in self.seen if isinstance(event, kind)]

    def batch_steps(self):
        parts = [event.batches.step for event in self.all(RecordsArrived) if event.batches is not None]
        return np.concatenate([np.empty(0, np.int64), *parts]).tolist()

    def epochs(self):
        return [record.epoch for event in self.all(RecordsArrived) for record in event.epochs]
