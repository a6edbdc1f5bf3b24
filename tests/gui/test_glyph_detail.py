"""The chosen glyph from near: crisp pixels, bars, names for a screen reader, a field."""

from __future__ import annotations

import numpy as np
import pytest
from fake_engine import page_of
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from core.page import Box, Candidate, Glyph
from gui.convert import to_array
from gui.read.candidate_bars import CandidateBar, percentage
from gui.read.glyph_detail import GlyphDetail, PatchView, tint
from gui.theme import colours_of

pytestmark = pytest.mark.gui


@pytest.fixture
def detail(qtbot):
    detail = GlyphDetail()
    qtbot.addWidget(detail)
    detail.resize(440, 220)
    detail.show()
    return detail


def bars(detail):
    return detail.findChildren(CandidateBar)


def test_the_patch_is_shown_as_crisp_squares(qtbot):
    patch = np.zeros((32, 32), np.uint8)
    patch[3, 5], patch[20, 31] = 255, 100
    view = PatchView()
    qtbot.addWidget(view)
    view.show_patch(patch)
    shown = to_array(view.grab().toImage())[1:-1, 1:-1]
    zoom = shown.shape[0] // 32
    tinted = tint(patch, paper="#FAFAF8", ink="#1D1D1B")
    np.testing.assert_array_equal(shown, tinted.repeat(zoom, axis=0).repeat(zoom, axis=1))


def test_tint_blends_paper_and_ink():
    patch = np.array([[0, 255, 51]], np.uint8)
    np.testing.assert_array_equal(
        tint(patch, paper="#FF0000", ink="#0000FF"), [[[255, 0, 0], [0, 0, 255], [204, 0, 51]]]
    )


def test_bars_show_five_candidates_by_name_and_percent(detail):
    candidates = tuple(
        Candidate(text, share) for text, share in zip("S5sZz8", (0.97, 0.015, 0.01, 0.004, 0.001, 0.0), strict=True)
    )
    detail.show_glyph(Glyph(Box(0, 0, 1, 1), candidates))
    assert [bar.accessibleName() for bar in bars(detail)][:3] == ["capital S, 97 %", "5, 2 %", "s, 1 %"]
    assert len(bars(detail)) == 5
    assert QAccessible.queryAccessibleInterface(bars(detail)[0]).role() == QAccessible.Role.Button


def test_the_bar_is_as_long_as_the_probability(detail):
    detail.show_glyph(page_of("A").glyphs[0])

    def filled(share):
        bar = bars(detail)[0]
        bar.show_candidate(Candidate("S", share))
        pixels = to_array(bar.grab().toImage())[bar.height() // 2].astype(int)
        accent = np.array(QColor(colours_of(bar.palette()).accent).getRgb()[:3])
        return int((abs(pixels - accent).sum(axis=1) < 12).sum())

    whole, half, none = filled(1.0), filled(0.5), filled(0.0)
    assert none == 0
    assert whole > 60
    assert half == pytest.approx(whole / 2, abs=3)


def test_a_click_takes_a_candidate_and_empty_rows_take_none(detail, qtbot):
    detail.show_glyph(page_of("A").glyphs[0])
    with qtbot.waitSignal(detail.picked) as picked:
        QTest.mouseClick(bars(detail)[1], Qt.MouseButton.LeftButton)
    assert picked.args == [1]
    with qtbot.assertNotEmitted(detail.picked, wait=20):
        QTest.mouseClick(bars(detail)[4], Qt.MouseButton.LeftButton)


def test_the_field_says_what_the_person_wrote(detail, qtbot):
    detail.show_glyph(page_of("A").glyphs[0])
    detail.edit()
    field = detail.findChild(QLineEdit)
    with qtbot.waitSignal(detail.corrected) as corrected:
        QTest.keyClicks(field, " 3 ")
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert corrected.args == ["3"]
    field.clear()
    with qtbot.assertNotEmitted(detail.corrected, wait=20):
        QTest.keyClick(field, Qt.Key.Key_Return)


def test_without_a_glyph_it_says_what_to_do(detail):
    detail.show_glyph(None)
    assert not bars(detail)[0].isVisible()
    detail.show_glyph(page_of("A").glyphs[0])
    assert bars(detail)[0].isVisible()


@pytest.mark.parametrize(
    ("share", "text"),
    [(1.0, "100 %"), (0.9999, ">99 %"), (0.97, "97 %"), (0.004, "<1 %"), (0.0, "0 %")],
)
def test_percentages_never_round_to_certainty(share, text):
    assert percentage(share) == text
