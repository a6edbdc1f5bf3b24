"""Corrections: what the person said of samples, each step undoable; kept by the inspecting process."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from core.inspection_messages import Correct, Correction
from gui.inspector import Inspector


class Corrections(QObject):
    """Of one data set at a time. Signal kept(): they are kept, ask again what follows from them."""

    kept = Signal()
    failed = Signal(str)

    def __init__(self, inspector: Inspector, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inspector = inspector
        self._dataset = ""
        self._corrections: dict[str, Correction] = {}
        self.undo_stack = QUndoStack(self)

    def of(self, digest: str) -> Correction:
        """What was said of this sample."""
        return self._corrections.get(digest, Correction())

    def load(self, dataset: str, corrections: Mapping[str, Correction]) -> None:
        """What is kept of a data set; of another one the steps so far cannot be undone any more."""
        if dataset != self._dataset:
            self._dataset = dataset
            self.undo_stack.clear()
        self._corrections = dict(corrections)

    def relabel(self, digests: tuple[str, ...], label: str) -> None:
        """These samples are this."""
        self._push(digests, Correction(label=label), f"Relabel as {label}")

    def exclude(self, digests: tuple[str, ...]) -> None:
        """These samples do not count."""
        self._push(digests, Correction(excluded=True), "Exclude")

    def restore(self, digests: tuple[str, ...]) -> None:
        """These samples are as in the data set."""
        self._push(digests, Correction(), "Take as in the data set")

    def _push(self, digests: tuple[str, ...], said: Correction, text: str) -> None:
        before = {digest: self.of(digest) for digest in digests}
        after = dict.fromkeys(digests, said)
        if digests and before != after:
            self.undo_stack.push(_Say(self._set, before, after, text))

    def _set(self, changes: Mapping[str, Correction]) -> None:
        every = {**self._corrections, **changes}
        self._corrections = {digest: said for digest, said in every.items() if said != Correction()}
        question = Correct(self._dataset, dict(self._corrections))
        self._inspector.ask(question, lambda _answer: self.kept.emit(), self.failed.emit)


class _Say(QUndoCommand):
    """One step: what was said of some samples before and after it."""

    def __init__(
        self,
        put: Callable[[Mapping[str, Correction]], None],
        before: Mapping[str, Correction],
        after: Mapping[str, Correction],
        text: str,
    ) -> None:
        super().__init__(text)
        self._put, self._before, self._after = put, before, after

    def redo(self) -> None:
        self._put(self._after)

    def undo(self) -> None:
        self._put(self._before)
