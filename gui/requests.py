"""Which requests wait for the reading engine, which it works on, and which a fresh engine must be sent again."""

from __future__ import annotations

from dataclasses import dataclass

from core.messages import (
    Cancel,
    EngineReady,
    Event,
    Failed,
    Inspected,
    LoadModel,
    PageRead,
    Request,
    Shutdown,
    Stopped,
    WordExplained,
    Work,
)
from gui.process import Outbox

_ATTEMPTS = 2  # a request that the engine died of twice is not tried again


@dataclass(slots=True)
class _Pending:
    request: Work
    attempts: int = 0


class ReadingOutbox(Outbox):
    """An Outbox in which a newer request takes the place of a waiting older one of its kind."""

    def __init__(self) -> None:
        super().__init__()
        self._pending: dict[str, _Pending] = {}  # by kind: what has no answer yet
        self._model: LoadModel | None = None  # what a fresh engine must load again
        self._given_up: list[int] = []

    @property
    def is_waiting(self) -> bool:
        """Is any request without its answer?"""
        with self._changed:
            return bool(self._pending)

    def has(self, generation: int) -> bool:
        """Does the request of this generation still wait for its answer?"""
        with self._changed:
            return any(pending.request.generation == generation for pending in self._pending.values())

    def ask(self, request: Request) -> None:
        """Send a request, in place of those of its kind that still wait."""
        if isinstance(request, Cancel):
            self.finish(request.generation)
        elif not isinstance(request, Shutdown):
            with self._changed:
                self._forget_waiting(request.kind)
                self._pending[request.kind] = _Pending(request)
        self.put(request)

    def take(self) -> object | None:
        """The next request, or None once interrupted; counts how often a request was sent."""
        message = super().take()
        with self._changed:
            for pending in self._pending.values():
                if pending.request is message:
                    pending.attempts += 1
        return message

    def note(self, event: Event) -> None:
        """Take notice of an event: its request may be done with."""
        if isinstance(event, PageRead | WordExplained | Inspected | Failed | Stopped):
            self.finish(event.generation)
        elif isinstance(event, EngineReady):
            with self._changed:
                done = self._pending.pop("model", None)
                if done is not None and isinstance(done.request, LoadModel):
                    self._model = done.request if done.request.path else None

    def finish(self, generation: int) -> None:
        """The request of this generation needs no answer any more."""
        with self._changed:
            for kind, pending in list(self._pending.items()):
                if pending.request.generation == generation:
                    del self._pending[kind]

    def recover(self) -> None:
        """Queue for a fresh engine: its model, then what has no answer. What was tried often enough is given up."""
        with self._changed:
            for kind, pending in list(self._pending.items()):
                if pending.attempts >= _ATTEMPTS:
                    self._given_up.append(self._pending.pop(kind).request.generation)
            self._queue.clear()
            if self._model is not None and "model" not in self._pending:
                self._queue.append(self._model)
            self._queue.extend(pending.request for pending in self._pending.values())
            super().recover()

    def take_given_up(self) -> list[int]:
        """Generations of requests that were given up since the last call."""
        with self._changed:
            given_up, self._given_up = self._given_up, []
        return given_up

    def _forget_waiting(self, kind: str) -> None:
        waiting = [message for message in self._queue if getattr(message, "kind", None) != kind]
        self._queue.clear()
        self._queue.extend(waiting)
