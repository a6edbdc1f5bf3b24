"""A hand that writes: letters as polylines, drawn with real pointer events. No test in here."""

from __future__ import annotations

import itertools

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

# Strokes of (column, row) points in a box 60 wide and 100 high.
LETTERS: dict[str, list[list[tuple[int, int]]]] = {
    "A": [[(2, 100), (30, 0), (58, 100)], [(12, 64), (48, 64)]],
    "C": [[(56, 16), (42, 3), (26, 1), (10, 18), (3, 48), (8, 80), (24, 98), (44, 97), (57, 84)]],
    "E": [[(54, 2), (6, 1), (5, 99), (56, 98)], [(7, 49), (46, 49)]],
    "H": [[(5, 0), (6, 100)], [(54, 1), (55, 100)], [(6, 51), (54, 49)]],
    "L": [[(6, 0), (6, 99), (54, 98)]],
    "T": [[(2, 2), (58, 1)], [(30, 2), (31, 100)]],
    "7": [[(4, 3), (56, 2), (22, 100)]],
}
_PITCH = 84  # columns from one letter to the next, at size 100
_STEP = 5.0  # pixels between two pointer events


def write(canvas: QWidget, text: str, *, left: int = 60, top: int = 80, size: float = 100.0) -> int:
    """Write on the widget; a blank leaves a gap. Returns how many strokes were drawn."""
    count = 0
    for place, character in enumerate(text):
        if character == " ":
            continue
        corner = np.array([left + place * _PITCH * size / 100, top])
        for stroke in LETTERS[character]:
            draw(canvas, corner + np.array(stroke) * size / 100)
            count += 1
    return count


def draw(canvas: QWidget, corners: np.ndarray) -> None:
    """One stroke, mouse button held, through these corners (N, 2) of columns and rows in widget pixels."""
    points = _along(corners)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])


def _along(corners: np.ndarray) -> list[QPoint]:
    """Points on the polyline, a few pixels apart."""
    pieces = [corners[:1]]
    for start, end in itertools.pairwise(corners):
        count = max(int(np.hypot(*(end - start)) / _STEP), 1)
        pieces.append(start + (end - start) * np.linspace(0, 1, count + 1)[1:, None])
    return [QPoint(round(column), round(row)) for column, row in np.concatenate(pieces)]
