"""Drawings as sheets: where the ink lies, how wide it is, and that a new stroke leaves the others' pixels alone."""

from __future__ import annotations

import numpy as np
import pytest

from core.image.raster import rasterize
from core.ink import Ink, Stroke


def _stroke(*points: tuple[float, float], width: float = 6.0) -> Stroke:
    path = np.array(points, dtype=np.float32)
    return Stroke(np.column_stack([path, np.ones(len(path)), np.linspace(0, 1, len(path))]), width=width)


_LETTER = (_stroke((100, 200), (100, 260)), _stroke((80, 200), (120, 200)))


def test_boxes_lead_back_to_canvas_units() -> None:
    sheet = rasterize(Ink(_LETTER))
    box = sheet.picture_box(*np.nonzero(sheet.mask))
    assert box.top == pytest.approx(197, abs=2)
    assert box.left == pytest.approx(77, abs=2)
    assert box.bottom == pytest.approx(263, abs=2)
    assert box.right == pytest.approx(123, abs=2)


def test_empty_ink_is_an_empty_sheet() -> None:
    assert not rasterize(Ink()).mask.any()


def test_a_stroke_more_leaves_the_pixels_of_the_others_alone() -> None:
    written = tuple(_stroke((100 + 30 * place, 200), (110 + 30 * place, 260 + place)) for place in range(6))
    before = rasterize(Ink(written))
    after = rasterize(Ink((*written, _stroke((300, 205), (330, 262)))))
    np.testing.assert_array_equal(before.matrix, after.matrix)
    rows, columns = np.nonzero(before.mask)
    assert after.mask[rows, columns].all()


@pytest.mark.parametrize("size", [0.2, 1.0, 8.0])
def test_large_and_small_hands_come_out_equally_high(size: float) -> None:
    strokes = tuple(Stroke(s.points * np.array([size, size, 1, 1], np.float32), width=6 * size) for s in _LETTER)
    rows, _ = np.nonzero(rasterize(Ink(strokes)).mask)
    assert 36 <= np.ptp(rows) + 1 <= 72
