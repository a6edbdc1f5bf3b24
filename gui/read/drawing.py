"""Drawing: the ink that is on the canvas, and the only way to change it: a command on the undo stack.

An Ink is immutable, so a command holds the one before and the one after, and nothing else.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from core.ink import Ink, Stroke


class Drawing(QObject):
    """The present ink. Signal changed(Ink) after every change, by whatever way."""

    changed = Signal(object)

    def __init__(self, undo_stack: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ink = Ink()
        self._undo_stack = undo_stack

    @property
    def ink(self) -> Ink:
        return self._ink

    @property
    def undo_stack(self) -> QUndoStack:
        """Holds every change of the ink."""
        return self._undo_stack

    def add_stroke(self, stroke: Stroke) -> None:
        """One more stroke, undoable."""
        self._push(self._ink.with_stroke(stroke), "stroke")

    def erase(self, places: frozenset[int]) -> None:
        """Take these strokes away in one undoable step; places outside the drawing are ignored."""
        known = {place for place in places if 0 <= place < len(self._ink.strokes)}
        if known:
            self._push(self._ink.without(known), "erasing")

    def clear(self) -> None:
        """Take everything away, undoable."""
        if self._ink:
            self._push(Ink(), "clearing")

    def replace(self, ink: Ink, what: str) -> None:
        """Put another drawing in its place, undoable."""
        if ink != self._ink:
            self._push(ink, what)

    def restore(self, ink: Ink) -> None:
        """Put back what was drawn before the window was closed; nothing to undo."""
        self.set_ink(ink)

    def set_ink(self, ink: Ink) -> None:
        """Show this ink without a command: for commands and for restoring alone."""
        if ink != self._ink:
            self._ink = ink
            self.changed.emit(ink)

    def _push(self, after: Ink, what: str) -> None:
        self._undo_stack.push(SetInk(self, self._ink, after, what))


class SetInk(QUndoCommand):
    """One edit of a drawing."""

    def __init__(self, drawing: Drawing, before: Ink, after: Ink, what: str) -> None:
        super().__init__(what)
        self._drawing = drawing
        self._before = before
        self._after = after

    def redo(self) -> None:
        self._drawing.set_ink(self._after)

    def undo(self) -> None:
        self._drawing.set_ink(self._before)
