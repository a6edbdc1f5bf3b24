"""Inspector: asks the inspecting process about networks and hands each answer to who asked. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from core.inspection_messages import Question
from core.messages import Cancel, Failed, Inspect, Inspected, Progress, Stopped
from gui.engine import Engine

INSPECTION_TARGET = "core.inspection_service:main"
GIVEN_UP = "Given up; choose it again to have another look."
Answered = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class _Asked:
    kind: str
    answered: Answered
    failed: Callable[[str], object] | None


class Inspector(QObject):
    """One question of a kind is under way, one more waits; the newest takes the place of the waiting one.

    So a view that asks at every epoch gets answers as fast as they come, and never an old one after a new one.

    Signals: progressed(str, float, str): kind of question, share done, what is being done. failed(str): a sentence.
    settled(str): a kind has no question under way.
    """

    progressed = Signal(str, float, str)
    failed = Signal(str)
    settled = Signal(str)

    def __init__(self, parent: QObject | None = None, *, target: str = INSPECTION_TARGET) -> None:
        super().__init__(parent)
        self._target = target
        self._engine: Engine | None = None
        self._asked: dict[int, _Asked] = {}
        self._waiting: dict[str, tuple[Question, _Asked]] = {}

    def ask(self, question: Question, answered: Answered, failed: Callable[[str], object] | None = None) -> None:
        """Call answered(answer) later, on this thread; or failed(sentence), or else the signal, where it went wrong."""
        asked = _Asked(question.kind, answered, failed)
        if any(other.kind == question.kind for other in self._asked.values()):
            self._waiting[question.kind] = (question, asked)
        else:
            self._send(question, asked)

    def cancel(self, kind: str) -> None:
        """Give up the question of this kind, and the one that waits behind it; failed() tells who asked."""
        self._waiting.pop(kind, None)
        for generation, asked in self._asked.items():
            if asked.kind == kind:
                self._running().send(Cancel(generation))
                self.progressed.emit(kind, 0.0, "Giving up…")  # a long step may have to end first

    def is_asked(self, kind: str) -> bool:
        """Is a question of this kind under way?"""
        return any(asked.kind == kind for asked in self._asked.values())

    @property
    def is_busy(self) -> bool:
        """Is any question under way?"""
        return bool(self._asked)

    def stop(self) -> None:
        """End the process; no answer comes after this."""
        if self._engine is not None:
            self._engine.stop()
        self._asked.clear()
        self._waiting.clear()

    @property
    def process_id(self) -> int | None:
        """Of the process; None while there is none."""
        return self._engine.process_id if self._engine is not None else None

    def _send(self, question: Question, asked: _Asked) -> None:
        engine = self._running()
        generation = engine.next_generation()
        self._asked[generation] = asked
        engine.send(Inspect(generation, question))

    def _running(self) -> Engine:
        """The engine, started when it is first needed."""
        if self._engine is None:
            self._engine = Engine(self, target=self._target)
            self._engine.event_received.connect(self._take)
            self._engine.start()
        return self._engine

    def _take(self, event: object) -> None:
        generation = getattr(event, "generation", 0)
        asked = self._asked.get(generation)
        if asked is None:
            return
        if isinstance(event, Progress):
            self.progressed.emit(asked.kind, event.fraction, event.text)
            return
        if not isinstance(event, Inspected | Failed | Stopped):
            return
        del self._asked[generation]
        waiting = self._waiting.pop(asked.kind, None)
        if waiting is not None:
            self._send(*waiting)
        if isinstance(event, Inspected):
            asked.answered(event.answer)
        elif isinstance(event, Failed) or waiting is None:  # else given up for a newer question
            (asked.failed or self.failed.emit)(event.message if isinstance(event, Failed) else GIVEN_UP)
        if not self.is_asked(asked.kind):
            self.settled.emit(asked.kind)
