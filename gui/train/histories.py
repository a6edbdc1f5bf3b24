"""Histories: puts long histories into the form in which they are drawn, away from the GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from core.training_events import HistoryLoaded, RecordsArrived
from gui.background import Background
from gui.train.run_curves import RunCurves

_SHORT = 20_000  # batches that are put in place at once: some 3 ms


class Histories(QObject):
    """Signals: ready(str): a run's history is in its curves; failed(str): a sentence."""

    ready = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._waiting: dict[str, list[RecordsArrived]] = {}  # what came while a history was put in place

    def load(self, curves: RunCurves, history: HistoryLoaded) -> None:
        """Let the history take the place of what the curves hold."""
        if len(history.batches) <= _SHORT:
            curves.load(history)
            self.ready.emit(history.run)
            return
        self._waiting[history.run] = []

        def build() -> RunCurves:
            fresh = RunCurves(curves.run)
            fresh.load(history)
            return fresh

        self._background.run(build, lambda fresh: self._adopt(curves, fresh), self.failed.emit)

    def add(self, curves: RunCurves, records: RecordsArrived) -> None:
        """Append records, after the history where that is still under way."""
        if records.run in self._waiting:
            self._waiting[records.run].append(records)
        else:
            curves.add(records)

    def finish(self) -> None:
        """Wait for what is under way."""
        self._background.finish()

    def _adopt(self, curves: RunCurves, fresh: RunCurves) -> None:
        curves.adopt(fresh)
        for records in self._waiting.pop(curves.run, []):
            curves.add(records)
        self.ready.emit(curves.run)
