"""The text under keys, mouse and wheel."""

from __future__ import annotations

import pytest
from fake_engine import page_of
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.page import Box, Candidate, Glyph, Line, Page, Word
from gui.read.text_view import LARGEST_TEXT, TextView

pytestmark = pytest.mark.gui


@pytest.fixture
def view(qtbot):
    view = TextView()
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show()
    view.show_page(page_of("AB CD\nEF"))
    view.setFocus()
    return view


@pytest.fixture
def said(view):
    said = []
    view.chosen.connect(lambda place: said.append(("chosen", place)))
    view.typed.connect(lambda text: said.append(("typed", text)))
    view.picked.connect(lambda rank: said.append(("picked", rank)))
    view.edit_wanted.connect(lambda: said.append(("edit", None)))
    return said


def selections(view):
    return [(mark.cursor.selectionStart(), mark.cursor.selectedText()) for mark in view.extraSelections()]


def click(view, position, dx=3):
    cursor = QTextCursor(view.document())
    cursor.setPosition(position)
    at = view.cursorRect(cursor).center() + QPoint(dx, 0)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_glyphs_are_found_by_position(view):
    assert [view.glyph_at(position) for position in range(8)] == [0, 1, None, 2, 3, None, 4, 5]


def test_glyphs_of_several_characters_are_one(view):
    glyphs = tuple(
        Glyph(Box(0, place, 1, place + 1), (Candidate(text, 0.9),)) for place, text in enumerate(("rn", "a"))
    )
    view.show_page(Page((Line((Word(glyphs),)),), 1, 2))
    assert [view.glyph_at(position) for position in range(3)] == [0, 0, 1]


def test_arrows_walk_over_the_glyphs(view, said):
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
        QTest.keyClick(view, key)
    assert said == [("chosen", place) for place in (0, 1, 5, 4, 5)]


def test_a_click_chooses_the_character_under_it(view, said):
    click(view, 3)
    click(view, 3, dx=-3)  # left of the C stands the blank, and only C touches
    click(view, 1, dx=-3)
    assert said == [("chosen", 2), ("chosen", 0)]


def test_typing_and_picking_need_a_chosen_glyph(view, said):
    QTest.keyClicks(view, "z2")
    assert said == []
    view.choose(1)
    QTest.keyClicks(view, "zZ274")
    assert said == [("typed", "z"), ("typed", "Z"), ("picked", 1), ("typed", "7"), ("picked", 3)]


def test_shortcuts_and_blanks_are_no_corrections(view, said):
    view.choose(1)
    QTest.keyClick(view, Qt.Key.Key_Space)
    QTest.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_F2)
    assert said == [("edit", None)]
    assert view.toPlainText() == "AB CD\nEF"


def test_text_can_be_selected_and_copied(view):
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "AB CD\nEF"


def test_choosing_marks_without_saying_so(view, said):
    view.choose(2)
    assert selections(view) == [(3, "C")]
    assert said == []
    view.choose(None)
    assert selections(view) == []
    view.choose(99)
    assert selections(view) == []


def test_doubtful_letters_are_underlined(view):
    view.set_doubtful_below(0.95)
    marks = view.extraSelections()
    assert selections(view) == [(0, "AB"), (3, "CD"), (6, "EF")]
    wave = QTextCharFormat.UnderlineStyle.WaveUnderline
    assert all(mark.format.underlineStyle() == wave for mark in marks)


def test_an_old_text_is_dimmed_until_the_new_one_comes(view):
    view.show_as_old()
    assert selections(view)[0][0] == 0
    assert view.extraSelections()[0].format.foreground().color() != view.palette().text().color()
    view.show_page(page_of("X"))
    assert selections(view) == []


def test_ctrl_and_wheel_change_the_size_of_the_text_alone(view, qtbot):
    def turn(angle, modifiers):
        event = QWheelEvent(
            QPointF(20, 20), view.viewport().mapToGlobal(QPointF(20, 20)), QPoint(), QPoint(0, angle),
            Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view.viewport(), event)

    before = view.text_size
    with qtbot.waitSignal(view.text_size_changed):
        turn(240, Qt.KeyboardModifier.ControlModifier)
    assert view.text_size == before + 2
    assert view.font().pointSize() == before + 2
    turn(60, Qt.KeyboardModifier.ControlModifier)
    turn(60, Qt.KeyboardModifier.ControlModifier)
    assert view.text_size == before + 3
    turn(120, Qt.KeyboardModifier.NoModifier)
    assert view.text_size == before + 3
    view.set_text_size(1000)
    assert view.text_size == LARGEST_TEXT


def test_the_same_text_again_keeps_a_selection(view):
    view.selectAll()
    view.show_page(page_of("AB CD\nEF"))
    assert view.textCursor().hasSelection()
