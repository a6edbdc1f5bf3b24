"""A clock moved by hand, and what a test sees of a canvas."""

from __future__ import annotations

import numpy as np
from PySide6.QtTest import QTest

from gui.convert import to_array


class Clock:
    """Seconds, moved by hand."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        self.now += 0.001
        return self.now


def settle(canvas) -> None:
    """Let the slices of the picture be painted."""
    for _ in range(2000):
        if canvas.settled:
            return
        QTest.qWait(1)
    raise AssertionError("the picture was never finished")


def ink_pixels(canvas) -> np.ndarray:
    """bool (400, 600): where the picture of the canvas is dark; it waits until the picture is whole."""
    settle(canvas)
    pixels = to_array(canvas.grab().toImage())
    return pixels.mean(axis=2) < 128


def last_stroke(drawing):
    return drawing.ink.strokes[-1]
