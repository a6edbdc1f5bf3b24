"""A training engine that takes requests and says only what a test says. No test in here."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from core.train.config import TrainingConfig
from core.train.runs import RunInfo
from core.training_events import RunsListed, StateSaid, TrainingBegan


class SilentTraining(QObject):
    """As gui.training_engine.TrainingEngine is to the window; sent holds all requests."""

    event_received = Signal(object)
    state_changed = Signal(str)

    def __init__(self):
        super().__init__()
        self.sent = []
        self.state = ""
        self.process_id = None
        self.stopped = False

    def start(self):
        self.state = "ready"

    def send(self, request):
        self.start()
        self.sent.append(request)

    def stop(self):
        self.stopped = True

    def say(self, *events):
        for event in events:
            self.event_received.emit(event)

    def list(self, *infos):
        self.say(RunsListed(infos))

    def begin(self, info, *, batches=10, step=0):
        self.say(StateSaid("starting"), TrainingBegan(info, batches, step), StateSaid("running", info.id))


def info_of(run, **values):
    created = f"2026-11-25T10:{len(run):02d}:{sum(map(ord, run)) % 60:02d}.0Z"
    return RunInfo(**{"id": run, "name": run, "created": created, "config": TrainingConfig(epochs=5), **values})
