"""The window's end of the reading engine: requests in, events and states out as signals, on the GUI thread."""

from __future__ import annotations

import itertools
import logging

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal, Slot

from core.messages import (
    Cancel,
    EngineReady,
    Event,
    Failed,
    Inspected,
    PageRead,
    Request,
    Shutdown,
    Stopped,
    WordExplained,
)
from gui.process import BUSY, FAILED, READY, RESTARTING, STARTING, EngineProcess
from gui.requests import ReadingOutbox

_log = logging.getLogger(__name__)

READING_TARGET = "core.service:main"
_QUIET = 100  # milliseconds of work that are not announced
_PATIENCE = 4000  # milliseconds in which the engine must heed a cancel, else it is ended and started again
_SENTENCES = {
    STARTING: "The engine is warming up.",
    BUSY: "Reading",
    RESTARTING: "The engine stopped and was started again.",
    FAILED: "The engine cannot be started; draw or open something to try once more.",
}


class Engine(QObject):
    """Starts, feeds, watches and ends the reading process. Nothing here blocks the GUI thread.

    Signals:
        event_received: each core.messages.Event of the engine, stale ones too; drop them by their generation.
            (Not named event: that is QObject's own method.)
        state_changed: state ("starting", "ready", "busy", "restarting" or "failed") and a sentence for a person.
    """

    event_received = Signal(object)
    state_changed = Signal(str, str)
    _arrived = Signal(object)
    _process_state = Signal(str)

    def __init__(self, parent: QObject | None = None, *, target: str = READING_TARGET) -> None:
        super().__init__(parent)
        self._generations = itertools.count(1)
        self._outbox = ReadingOutbox()
        self._process = EngineProcess(
            target,
            outbox=self._outbox,
            on_message=self._on_message,
            on_state=self._on_state,
            farewell=Shutdown(),
        )
        self._state, self._sentence, self._model = STARTING, _SENTENCES[STARTING], ""
        self._started = self._stopped = False
        self._busy_soon = QTimer(self, singleShot=True, interval=_QUIET)
        self._busy_soon.timeout.connect(self._announce_busy)
        self._heed = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._heed.timeout.connect(self._end_stuck_process)
        self._cancelled = 0  # generation whose end is waited for
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._process_state.connect(self._follow, Qt.ConnectionType.QueuedConnection)
        if (app := QCoreApplication.instance()) is not None:
            app.aboutToQuit.connect(self.stop)

    @property
    def state(self) -> str:
        """The last state that was told."""
        return self._state

    @property
    def sentence(self) -> str:
        """What the state means, for a person."""
        return self._sentence

    @property
    def model(self) -> str:
        """Name of the model that reads; empty before the engine is ready."""
        return self._model

    @property
    def process_id(self) -> int | None:
        """Of the engine process; None while there is none."""
        return self._process.process_id

    def next_generation(self) -> int:
        """A number for the next request, higher than all before."""
        return next(self._generations)

    def start(self) -> None:
        """Start the process; call it after the window's first paint. Requests sent before wait for it."""
        if not self._started:
            self._started = True
            self._process.start()

    def send(self, request: Request) -> None:
        """Ask the engine; returns at once. A newer request of a kind takes the place of an older one."""
        if isinstance(request, Cancel) and self._outbox.has(request.generation):
            self._cancelled = request.generation
            self._heed.start()
        self._outbox.ask(request)
        if self._state == FAILED:
            self._process.retry()
        elif self._state == READY and self._outbox.is_waiting and not self._busy_soon.isActive():
            self._busy_soon.start()

    @Slot()
    def stop(self) -> None:
        """End the process, in about half a second at most; no signal comes after this. May be called twice."""
        if self._stopped:
            return
        self._stopped = True
        self._busy_soon.stop()
        self._heed.stop()
        self._arrived.disconnect(self._deliver)
        self._process_state.disconnect(self._follow)
        self._process.stop()

    def _on_message(self, message: object) -> None:  # in the process's thread
        self._arrived.emit(message)

    def _on_state(self, state: str) -> None:  # in the process's thread
        self._process_state.emit(state)

    def _deliver(self, event: Event) -> None:
        self._outbox.note(event)
        if (
            isinstance(event, PageRead | WordExplained | Inspected | Failed | Stopped)
            and event.generation == self._cancelled
        ):
            self._heed.stop()
        if isinstance(event, Failed) and event.unexpected:
            _log.error("the engine failed\n%s", event.details)
        if isinstance(event, EngineReady):
            self._model = event.model
            self._tell(READY, f"Ready, {event.model}")
        elif isinstance(event, Failed) and event.generation == 0:
            self._tell(FAILED, event.message)
        self.event_received.emit(event)
        self._settle()

    def _settle(self) -> None:
        """After an event: busy or ready, as requests are left or not."""
        if self._outbox.is_waiting:
            if self._state == READY and not self._busy_soon.isActive():
                self._busy_soon.start()
        else:
            self._busy_soon.stop()
            if self._state == BUSY:
                self._tell(READY, f"Ready, {self._model}")

    def _announce_busy(self) -> None:
        if self._state == READY and self._outbox.is_waiting:
            self._tell(BUSY, _SENTENCES[BUSY])

    def _follow(self, state: str) -> None:
        self._tell(state, _SENTENCES[state])
        for generation in self._outbox.take_given_up():
            self.event_received.emit(
                Failed(generation, "The engine stopped twice while reading this, so it was left unread; try another.")
            )

    def _end_stuck_process(self) -> None:
        """What was cancelled goes on and on: nothing else would be read behind it."""
        _log.warning("the engine did not heed a cancel and is ended")
        self._process.end_child()
        self.event_received.emit(Stopped(self._cancelled))

    def _tell(self, state: str, sentence: str) -> None:
        if (state, sentence) != (self._state, self._sentence):
            self._state, self._sentence = state, sentence
            self.state_changed.emit(state, sentence)
