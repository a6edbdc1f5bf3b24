"""A process that answers questions as told, and an Inspector that is answered by the test. No test in here."""

from __future__ import annotations

import time
from multiprocessing.connection import Connection

from PySide6.QtCore import QObject, Signal

from core.errors import RunError
from core.inspection_answers import Corrected, Saved
from core.inspection_messages import Correct, Describe, SaveFigure, ShowMosaic
from core.inspection_service import InspectionService
from core.service import EngineTools

TARGET = f"{__name__}:main"


class FakeInspection:
    def answer(self, question, check):
        if isinstance(question, Correct):
            check(0.5, "Keeping")
            return Corrected(question.dataset, len(question.corrections))
        if isinstance(question, SaveFigure):
            return Saved(question.path)
        if isinstance(question, Describe):
            raise RunError("There is no such run.")
        while isinstance(question, ShowMosaic):  # until it is given up
            check(0.5, "Taking long")
            time.sleep(0.002)
        raise ZeroDivisionError("a fault of ours")


def main(connection: Connection) -> None:
    service = InspectionService(connection, EngineTools())
    service._inspection = FakeInspection()
    try:
        service.run()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


class SilentInspector(QObject):
    """As gui.inspector.Inspector; asked holds (question, answered, failed)."""

    progressed = Signal(str, float, str)
    failed = Signal(str)
    settled = Signal(str)

    def __init__(self):
        super().__init__()
        self.asked, self.cancelled = [], []
        self.under_way = set()
        self.stopped = self.is_busy = False

    def is_asked(self, kind):
        return kind in self.under_way

    def cancel(self, kind):
        self.cancelled.append(kind)
        self.under_way.discard(kind)

    def ask(self, question, answered, failed=None):
        self.asked.append((question, answered, failed))

    def questions(self, kind):
        return [question for question, _answered, _failed in self.asked if isinstance(question, kind)]

    def answer(self, kind, answer):
        """Give this answer to the last question of a kind."""
        question, answered, _failed = next(asked for asked in reversed(self.asked) if isinstance(asked[0], kind))
        answered(answer)
        return question

    def stop(self):
        self.stopped = True
