"""Explainer: asks the engine why a word was read as it was, and keeps the newest answer alone."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from core.messages import Cancel, ExplainWord, Failed, WordExplained
from gui.read.controller import ReadingEngine


class Explainer(QObject):
    """Signals: explained(Explanation); failed(str): a sentence."""

    explained = Signal(object)
    failed = Signal(str)

    def __init__(self, engine: ReadingEngine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._generation = 0  # of the question that waits for its answer
        engine.event_received.connect(self._take)

    def ask(self, page: int, line: int, word: int) -> None:
        """page: generation of the request that the page answers. line, word: places in it."""
        self._generation = self._engine.next_generation()
        self._engine.send(ExplainWord(self._generation, page, line, word))

    def give_up(self) -> None:
        """The answer is not wanted any more."""
        if self._generation:
            self._engine.send(Cancel(self._generation))
            self._generation = 0

    def _take(self, event: object) -> None:
        if not self._generation or getattr(event, "generation", 0) != self._generation:
            return
        if isinstance(event, WordExplained):
            self._generation = 0
            self.explained.emit(event.explanation)
        elif isinstance(event, Failed):
            self._generation = 0
            self.failed.emit(event.message)
