"""How long the window is busy for one thing that the hand does on a canvas with many strokes. Goal: 16 ms at most.

Real events, offscreen, every event painted at once. "busy" is the processor time of the window's thread, which other
programs on the machine do not lengthen; "clock" is what passes. Run: python benchmarks/canvas_steps.py [strokes]
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.ink import Ink, Stroke
from gui.read.canvas import Canvas
from gui.read.drawing import Drawing
from gui.theme import Theme

WIDTH, HEIGHT = 1200, 800
POINTS = 60


def page_of_writing(count: int, seed: int = 0) -> Ink:
    """Letters' worth of strokes all over the page."""
    rng = np.random.default_rng(seed)
    columns = max(int(np.sqrt(count * WIDTH / HEIGHT)), 1)
    strokes = []
    for place in range(count):
        middle = np.array([place % columns + 0.5, place // columns + 0.5]) * WIDTH / columns
        way = np.cumsum(rng.normal(0, 3.0, (POINTS, 2)), axis=0)
        pressure = np.clip(0.6 + np.cumsum(rng.normal(0, 0.03, POINTS)), 0, 1)
        points = np.column_stack([middle + way - way.mean(axis=0), pressure, place + np.arange(POINTS) / 100])
        strokes.append(Stroke(points.astype(np.float32), 5.0))
    return Ink(tuple(strokes))


class Steps:
    """Times of the steps of one kind, in milliseconds: what a person feels is the longest."""

    def __init__(self, app: QApplication) -> None:
        self._app = app

    def measure(self, name: str, deeds: list[Callable[[], object]], until: Callable[[], bool]) -> None:
        """Do each, let Qt paint, and go on in single steps of the event loop until it has settled."""
        times = []
        for deed in deeds:
            times.append(self._timed(deed))
            times.append(self._timed(self._app.processEvents))
            while not until():
                times.append(self._timed(self._app.processEvents))
        busy, clock = np.array(times).T
        print(
            f"{name:<20} busy: median {np.median(busy):6.2f}, longest {busy.max():6.2f}   clock: {clock.max():6.2f} ms"
        )

    @staticmethod
    def _timed(deed: Callable[[], object]) -> tuple[float, float]:
        clock, busy = time.perf_counter(), time.thread_time()
        deed()
        return (time.thread_time() - busy) * 1000, (time.perf_counter() - clock) * 1000


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    app = QApplication([])
    theme = Theme(app, "light")
    stack = QUndoStack()
    drawing = Drawing(stack)
    canvas = Canvas()
    canvas.stroke_drawn.connect(drawing.add_stroke)
    canvas.erased.connect(drawing.erase)
    drawing.changed.connect(canvas.set_ink)
    canvas.resize(WIDTH, HEIGHT)
    canvas.show()
    app.processEvents()  # the first paint loads fonts; the window does that once, at its start
    steps, settled = Steps(app), lambda: canvas.settled
    print(f"{count} strokes of {POINTS} points, {WIDTH} x {HEIGHT} pixels")
    ink = page_of_writing(count)
    steps.measure("restore the drawing", [lambda: drawing.restore(ink)], settled)
    moves = [QPoint(100 + 4 * place, 300 + round(80 * np.sin(place / 9))) for place in range(200)]
    left = Qt.MouseButton.LeftButton
    steps.measure("pen down", [lambda: QTest.mousePress(canvas, left, pos=moves[0])], settled)
    steps.measure("draw", [lambda at=at: QTest.mouseMove(canvas, at) for at in moves], settled)
    steps.measure("pen up", [lambda: QTest.mouseRelease(canvas, left, pos=moves[-1])], settled)
    steps.measure("undo and redo", [stack.undo, stack.redo] * 5, settled)
    right = Qt.MouseButton.RightButton
    QTest.mousePress(canvas, right, pos=moves[0])
    steps.measure("erase", [lambda at=at: QTest.mouseMove(canvas, at) for at in moves[::4]], settled)
    steps.measure("eraser up", [lambda: QTest.mouseRelease(canvas, right, pos=moves[-1])], settled)
    steps.measure("zoom", [lambda f=f: canvas.zoom(f) for f in (1.2, 1.2, 1 / 1.44, 0.5, 2.0)], settled)
    steps.measure("move", [lambda: canvas.move_paper(QPointF(7, 5))] * 20, settled)
    steps.measure("clear and undo", [drawing.clear, stack.undo], settled)
    steps.measure("dark theme", [lambda: theme.choose("dark")], settled)


if __name__ == "__main__":
    main()
