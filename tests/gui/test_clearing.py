"""Clearing the drawing: what was corrected on it goes with it, and comes back with it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from fake_engine import page_of
from PySide6.QtGui import QUndoStack

from core.ink import Ink, Stroke
from gui.read.controller import DRAWING
from gui.read.deeds import _clear
from gui.read.drawing import Drawing
from gui.read.result_panel import ResultPanel

pytestmark = pytest.mark.gui


@pytest.fixture
def room(qtbot):
    stack = QUndoStack()
    drawing, result = Drawing(stack), ResultPanel(stack)
    qtbot.addWidget(result)
    drawing.add_stroke(Stroke(np.array([[1, 1, 1, 0], [2, 2, 1, 1]], np.float32)))
    result.show_page(page_of("AB", DRAWING))
    result.select(0)
    result.correct("X")
    return SimpleNamespace(drawing=drawing, result=result, stack=stack)


def test_corrections_go_with_the_drawing(room):
    _clear(room)
    assert room.drawing.ink == Ink()
    room.result.show_page(page_of("AB", DRAWING))  # another drawing whose boxes happen to be the same
    assert room.result.page.text == "AB"


def test_one_undo_brings_both_back(room):
    before = room.drawing.ink
    _clear(room)
    assert room.stack.undoText() == "clearing"
    room.stack.undo()
    assert room.drawing.ink == before
    assert room.result.page.text == "XB"
    room.stack.redo()
    assert room.drawing.ink == Ink()
    assert room.result.page.text == "AB"


def test_an_empty_sheet_leaves_nothing_to_undo(room):
    _clear(room)
    count = room.stack.count()
    _clear(room)
    assert room.stack.count() == count
