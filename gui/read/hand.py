"""Hand: which tool is held, and the gesture that is under way. Turns positions into samples and starts gestures."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QTabletEvent

from core.ink import Ink
from gui.read.gestures import Choose, Draw, Erase, Gesture, Pan, Sample, Surface
from gui.read.paper_view import PaperView

PEN, ERASER, SELECT = "pen", "eraser", "select"
TOOLS = (PEN, ERASER, SELECT)
MOVE = "move"  # the paper; no tool of its own
ERASER_REACH = 7.0  # screen pixels around the eraser's middle


class Paper(Surface, Protocol):
    """What the hand must know of the canvas."""

    @property
    def view(self) -> PaperView: ...
    @property
    def ink(self) -> Ink: ...


class Hand:
    """tool: one of TOOLS. brush_width: of new strokes, in canvas units."""

    def __init__(self, paper: Paper, clock: Callable[[], float] = time.monotonic) -> None:
        self.tool = PEN
        self.brush_width = 6.0
        self._paper = paper
        self._clock = clock
        self._gesture: Gesture | None = None
        self._born: float | None = None

    @property
    def busy(self) -> bool:
        """Whether a gesture is under way."""
        return self._gesture is not None

    def meaning(self, event: QMouseEvent | QTabletEvent, *, space: bool) -> str:
        """What a press of this button means, with the keys that are held: a tool or MOVE."""
        if space or event.button() == Qt.MouseButton.MiddleButton:
            return MOVE
        if event.button() == Qt.MouseButton.RightButton:
            return ERASER
        return SELECT if event.modifiers() & Qt.KeyboardModifier.ControlModifier else self.tool

    def begin(self, what: str, position: QPointF, pressure: float) -> None:
        """Start a gesture; one that is still under way is forgotten."""
        self.cancel()
        sample = self._sample(position, pressure)
        if what == PEN:
            self._gesture = Draw(self._paper, sample, self.brush_width)
        elif what == ERASER:
            self._gesture = Erase(self._paper, sample, self._paper.ink, ERASER_REACH / self._paper.view.scale)
        elif what == SELECT:
            self._gesture = Choose(self._paper, sample)
        else:
            self._gesture = Pan(self._paper, sample)

    def move(self, position: QPointF, pressure: float) -> None:
        """Go on with the gesture, if there is one."""
        if self._gesture is not None:
            self._gesture.move(self._sample(position, pressure))

    def end(self) -> None:
        """Let go."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.finish()

    def cancel(self) -> None:
        """Forget what was begun."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.cancel()

    def new_paper(self) -> None:
        """The drawing is empty: its time begins with the next stroke."""
        self._born = None

    def _sample(self, position: QPointF, pressure: float) -> Sample:
        now = self._clock()
        if self._born is None:  # a restored drawing goes on a second after its last point
            strokes = self._paper.ink.strokes
            self._born = now - (float(strokes[-1].points[-1, 3]) + 1.0 if strokes else 0.0)
        return Sample(position, *self._paper.view.to_paper(position), pressure, now - self._born)
