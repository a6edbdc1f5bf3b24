"""The window's end of the training process: requests in, events out as signals on the GUI thread, ten times a second.

The process is started by the first request. What it sends waits in a queue; a timer empties it, records at most every
100 ms and never for longer than a few milliseconds, so that painting and the hand are not held up. Answers to orders
are delivered as soon as they come.
"""

from __future__ import annotations

import logging
import time
from collections import deque

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal, Slot

from core.messages import Shutdown
from core.training_events import RecordsArrived, StateSaid, TrainingEvent, TrainingFailed, TrainingReady
from core.training_messages import IDLE, TrainingRequest
from gui.process import FAILED, READY, RESTARTING, STARTING, EngineProcess, Outbox

_log = logging.getLogger(__name__)

TRAINING_TARGET = "core.training_service:main"
DRAIN_EVERY = 100  # milliseconds between two deliveries of records
_BUDGET = 0.005  # seconds that one delivery may take before the event loop has its turn


class TrainingOutbox(Outbox):
    """A fresh process is sent nothing again: what the dead one trained is for a person to go on with."""

    def recover(self) -> None:
        """See Outbox."""
        with self._changed:
            self._queue.clear()
            super().recover()


class TrainingEngine(QObject):
    """Starts, feeds, watches and ends the training process. Nothing here blocks the GUI thread.

    Signals:
        event_received: each core.training_messages.TrainingEvent, in order.
        state_changed: of the process: starting, ready, restarting or failed. When it restarts, what it did is lost.
    """

    event_received = Signal(object)
    state_changed = Signal(str)
    _hurry = Signal()
    _process_state = Signal(str)

    def __init__(self, parent: QObject | None = None, *, target: str = TRAINING_TARGET) -> None:
        super().__init__(parent)
        self._outbox = TrainingOutbox()
        self._process = EngineProcess(
            target, outbox=self._outbox, on_message=self._on_message, on_state=self._on_state, farewell=Shutdown()
        )
        self._arrived: deque[TrainingEvent] = deque()
        self._started = self._stopped = False
        self._state, self._training = "", IDLE
        self._drain_timer = QTimer(self, interval=DRAIN_EVERY)
        self._drain_timer.timeout.connect(self._drain)
        self._hurry.connect(self._drain, Qt.ConnectionType.QueuedConnection)
        self._process_state.connect(self._follow, Qt.ConnectionType.QueuedConnection)
        if (app := QCoreApplication.instance()) is not None:
            app.aboutToQuit.connect(self.stop)

    @property
    def state(self) -> str:
        """Of the process; "" before it was started."""
        return self._state

    @property
    def training(self) -> str:
        """What training does, as the process said last: one of the states of core.training_messages."""
        return self._training

    @property
    def process_id(self) -> int | None:
        """Of the training process; None while there is none."""
        return self._process.process_id

    def start(self) -> None:
        """Start the process, if it has not been; returns at once."""
        if not self._started and not self._stopped:
            self._started = True
            self._state = STARTING
            self._drain_timer.start()
            self._process.start()

    def send(self, request: TrainingRequest) -> None:
        """Ask the process; returns at once."""
        self.start()
        self._outbox.put(request)
        if self._state == FAILED:
            self._process.retry()

    @Slot()
    def stop(self) -> None:
        """End the process, in about half a second at most; no signal comes after this. May be called twice."""
        if self._stopped:
            return
        self._stopped = True
        self._drain_timer.stop()
        self._hurry.disconnect(self._drain)
        self._process_state.disconnect(self._follow)
        self._process.stop()

    def _on_message(self, message: object) -> None:  # in the process's thread
        self._arrived.append(message)  # type: ignore[arg-type]  # only events are sent here
        if not isinstance(message, RecordsArrived):
            self._hurry.emit()

    def _on_state(self, state: str) -> None:  # in the process's thread
        self._process_state.emit(state)

    def _drain(self) -> None:
        end = time.perf_counter() + _BUDGET
        while self._arrived:
            self._deliver(self._arrived.popleft())
            if time.perf_counter() > end:
                self._hurry.emit()  # the rest after what else waits in the event loop
                return

    def _deliver(self, event: TrainingEvent) -> None:
        if isinstance(event, StateSaid):
            self._training = event.state
        elif isinstance(event, TrainingReady):
            self._tell(READY)
        elif isinstance(event, TrainingFailed) and event.unexpected:
            _log.error("the training process failed\n%s", event.details)
        self.event_received.emit(event)

    def _follow(self, state: str) -> None:
        if state in (RESTARTING, FAILED):
            self._drain()
        self._tell(state)
        if state in (RESTARTING, FAILED) and self._training != IDLE:
            self._deliver(StateSaid(IDLE))

    def _tell(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
