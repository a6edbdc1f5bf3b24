"""Keeps one child process alive and talks to it: start, requests out, events in, restart, end. No Qt, no reading.

Everything slow happens in two threads of its own: one starts the child and receives, one sends. What is sent comes from
an Outbox, which also knows what to send again to a fresh child.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import threading
import time
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from core import worker
from core.transport import receive, send

_log = logging.getLogger(__name__)

STARTING, READY, BUSY, RESTARTING, FAILED = "starting", "ready", "busy", "restarting", "failed"
_PAUSES = (0.0, 0.3, 1.0, 3.0)  # seconds before each restart in a row; after the last the person must act
_HEALTHY = 10.0  # seconds that a child must have lived for its death to count as the first one
_PATIENCE = 0.4  # seconds that a child has to end by itself


class Outbox:
    """Messages that wait to be sent, oldest first. Safe to use from several threads."""

    def __init__(self) -> None:
        self._queue: deque[object] = deque()
        self._changed = threading.Condition()
        self._interrupted = False

    def put(self, message: object) -> None:
        """Add one to the end."""
        with self._changed:
            self._queue.append(message)
            self._changed.notify_all()

    def take(self) -> object | None:
        """The next message; waits for it. None once interrupt() was called."""
        with self._changed:
            self._changed.wait_for(lambda: self._interrupted or bool(self._queue))
            if self._interrupted:
                return None
            return self._queue.popleft()

    def interrupt(self) -> None:
        """Make take() return None, now and until recover()."""
        with self._changed:
            self._interrupted = True
            self._changed.notify_all()

    def recover(self) -> None:
        """Prepare for a fresh child: what the dead one was sent is lost."""
        with self._changed:
            self._interrupted = False


class EngineProcess:
    """One child that runs the function named target ("module:function") with a connection, restarted when it dies.

    on_message(event) and on_state(state, cause) are called in a thread of this object; they must be quick and must not
    call stop(). State is STARTING, RESTARTING or FAILED; that a child is ready, only its messages can tell.
    """

    def __init__(
        self,
        target: str,
        *,
        outbox: Outbox,
        on_message: Callable[[object], None],
        on_state: Callable[[str], None],
        farewell: object,
    ) -> None:
        self._target = target
        self._outbox = outbox
        self._on_message = on_message
        self._on_state = on_state
        self._farewell = farewell
        self._stopping = threading.Event()
        self._retry = threading.Event()
        self._process: SpawnProcess | None = None
        self._pid: int | None = None
        self._thread = threading.Thread(target=self._supervise, name=f"{target} supervisor", daemon=True)

    @property
    def process_id(self) -> int | None:
        """Of the living child; None while there is none."""
        return self._pid

    def start(self) -> None:
        """Start the first child; returns at once."""
        self._thread.start()

    def retry(self) -> None:
        """Try again after FAILED; nothing otherwise."""
        self._retry.set()

    def end_child(self) -> None:
        """Kill the child at once; a fresh one takes its place."""
        process = self._process
        if process is not None:
            with contextlib.suppress(ValueError):  # it ended and was closed just now
                process.kill()

    def stop(self) -> None:
        """End the child, in about half a second at most. No call comes back after this. May be called twice."""
        self._stopping.set()
        self._retry.set()
        if not self._thread.is_alive():
            return
        self._outbox.put(self._farewell)
        self._thread.join(_PATIENCE)
        if self._thread.is_alive():
            self.end_child()
        self._thread.join(2 * _PATIENCE)

    def _supervise(self) -> None:
        deaths = 0
        self._tell(STARTING)
        while not self._stopping.is_set():
            begun = time.monotonic()
            self._live_once()
            deaths = 1 if time.monotonic() - begun > _HEALTHY else deaths + 1
            if self._stopping.is_set():
                return
            if deaths > len(_PAUSES):
                self._give_up()
                deaths = 0
            else:
                self._stopping.wait(_PAUSES[deaths - 1])
            self._outbox.recover()
            self._tell(RESTARTING)

    def _give_up(self) -> None:
        self._retry.clear()
        self._tell(FAILED)
        if not self._stopping.is_set():
            self._retry.wait()

    def _live_once(self) -> None:
        """From the start of one child to its end."""
        context = multiprocessing.get_context("spawn")
        near, far = context.Pipe()
        process = context.Process(target=worker.run, args=(self._target, far), name=self._target, daemon=True)
        process.start()
        far.close()
        self._process, self._pid = process, process.pid
        sender = threading.Thread(target=self._send_all, args=(near,), name=f"{self._target} sender", daemon=True)
        sender.start()
        try:
            self._receive_all(near)
        finally:
            self._outbox.interrupt()
            sender.join()
            near.close()
            self._bury(process)

    def _bury(self, process: SpawnProcess) -> None:
        process.join(_PATIENCE)
        if process.is_alive():
            process.kill()
            process.join()
        log = _log.info if self._stopping.is_set() else _log.warning
        log("%s ended with exit code %s", self._target, process.exitcode)
        self._process = self._pid = None
        process.close()

    def _receive_all(self, connection: Connection) -> None:
        try:
            while True:
                message = receive(connection)
                if not self._stopping.is_set():
                    self._on_message(message)
        except (EOFError, OSError):
            return

    def _send_all(self, connection: Connection) -> None:
        try:
            while (message := self._outbox.take()) is not None:
                send(connection, message)
        except OSError:
            return  # the receiver sees the same and ends this life

    def _tell(self, state: str) -> None:
        if not self._stopping.is_set():
            self._on_state(state)
