"""The shape of strokes: against scipy-free references written out here, and against the pixels that Qt fills."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter

from core.ink import Stroke
from gui.read.stroke_shape import FAINTEST, SPACING, outline, radii, smooth, touches

pytestmark = pytest.mark.gui


def stroke(rows, width=6.0):
    points = np.zeros((len(rows), 4), np.float32)
    points[:, :2] = rows
    points[:, 2] = 1.0
    return Stroke(points, width)


def filled(path, size=200):
    image = QImage(size, size, QImage.Format.Format_Grayscale8)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor("white"))
    painter.setPen(QColor(0, 0, 0, 0))
    painter.drawPath(path)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(size, image.bytesPerLine())[:, :size].copy()


def test_a_straight_line_is_as_wide_as_the_brush():
    image = filled(outline(stroke([(20, 100), (60, 100), (180, 100)], width=10.0)))
    assert image[:, 100].sum() / 255 == pytest.approx(10.0, abs=0.1)
    assert image.sum() / 255 == pytest.approx(160 * 10 + np.pi * 25, rel=0.01), "two round ends"


def test_a_dot_is_a_disc():
    image = filled(outline(stroke([(100, 100)], width=20.0)))
    assert image.sum() / 255 == pytest.approx(np.pi * 100, rel=0.03)


def test_many_equal_points_are_a_dot():
    image = filled(outline(stroke([(100, 100)] * 5, width=20.0)))
    assert image.sum() / 255 == pytest.approx(np.pi * 100, rel=0.03)


@pytest.mark.parametrize("corner", [(180, 20), (20, 24), (180, 180), (24, 100)])
def test_sharp_corners_are_round_and_leave_no_hole(corner):
    points = [(20, 20), (100, 100), corner]
    image = filled(outline(stroke(points, width=16.0)))
    line = smooth(np.array([[*point, 1.0] for point in points]))
    rows, columns = np.mgrid[0:200, 0:200] + 0.5
    apart = np.min(np.hypot(rows[..., None] - line[:, 1], columns[..., None] - line[:, 0]), axis=-1)
    assert np.all(image[apart < 7.0] > 250), "every pixel well inside the stroke is filled"
    assert np.all(image[apart > 9.0] < 5), "and none outside"


def test_a_loop_is_not_filled_inside():
    angle = np.linspace(0, 2 * np.pi, 40)
    image = filled(outline(stroke(np.stack([100 + 60 * np.cos(angle), 100 + 60 * np.sin(angle)], 1), width=8.0)))
    assert image[100, 100] == 0
    assert image.sum() / 255 == pytest.approx(2 * np.pi * 60 * 8, rel=0.02)


def test_pressure_makes_it_wider_but_never_vanish():
    widths = 2 * radii(np.array([-1.0, 0.0, 0.5, 1.0, 2.0]), 10.0)
    assert widths[0] == widths[1] == pytest.approx(10 * FAINTEST)
    assert widths[3] == widths[4] == 10.0
    assert widths[1] < widths[2] < widths[3]


def test_smoothing_passes_through_the_points_and_is_dense():
    rng = np.random.default_rng(1)
    points = np.cumsum(rng.normal(0, 9, (30, 3)), axis=0)
    line = smooth(points)
    for point in points:
        assert np.min(np.abs(line - point).max(axis=1)) < 1e-9
    assert np.max(np.hypot(*np.diff(line[:, :2], axis=0).T)) < 3 * SPACING


def test_smoothing_agrees_with_catmull_rom_written_out():
    points = np.array([[0.0, 0, 0.2], [3, 0, 0.4], [4, 6, 0.9], [9, 7, 0.1]])
    p0, p1, p2, p3 = points
    line = smooth(points)
    count = int(np.ceil(np.hypot(1, 6) / SPACING))
    start = int(np.argmin(np.abs(line - p1).max(axis=1)))
    for place in range(count):
        t = place / count
        basis = np.array([-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, -(t**2) + t**3]) / 2
        assert line[start + place] == pytest.approx(basis @ np.stack([p0, p1, p2, p3]))


def test_a_growing_line_does_not_change_behind_the_pen():
    points = np.cumsum(np.random.default_rng(2).normal(0, 8, (12, 3)), axis=0)
    short, long = smooth(points[:-1]), smooth(points)
    kept = int(np.argmin(np.abs(short - points[-3]).max(axis=1)))
    assert np.allclose(short[:kept], long[:kept])


def test_an_eraser_touches_what_it_crosses_even_when_it_is_fast():
    line = stroke([(100, 0), (100, 200)])
    assert touches(line, (0, 100), (200, 100), 1.0), "one leap across"
    assert touches(line, (105, 50), (105, 50), 3.0), "the edge of its ink"
    assert not touches(line, (120, 50), (120, 150), 3.0)
    assert not touches(line, (0, 100), (60, 100), 3.0)
    assert touches(stroke([(50, 50)]), (40, 50), (60, 50), 1.0), "a dot"


def test_touching_agrees_with_sampling():
    rng = np.random.default_rng(3)
    found = 0
    for _ in range(80):
        points = rng.uniform(0, 100, (4, 2))
        start, end = rng.uniform(0, 100, (2, 2))
        steps = np.linspace(0, 1, 200)[:, None]
        way = start + steps * (end - start)
        ink = np.concatenate([a + steps * (b - a) for a, b in pairwise(points)])
        apart = np.min(np.hypot(way[:, None, 0] - ink[None, :, 0], way[:, None, 1] - ink[None, :, 1]))
        if abs(apart - 5.0) < 0.5:
            continue
        expected = apart < 5.0
        assert touches(stroke(points, width=4.0), tuple(start), tuple(end), 3.0) == expected
        found += expected
    assert 10 < found < 70


def test_an_outline_holds_its_points():
    path = outline(stroke([(10, 10), (50, 80), (90, 20)]))
    assert path.contains(QPointF(50, 80))
    assert not path.contains(QPointF(50, 20))
