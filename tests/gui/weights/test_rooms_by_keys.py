"""Weights and Confusion by keys alone: Enter opens what is chosen, Esc closes it; all that takes keys has a name."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QWidget

from core.inspection_answers import Confusion, Gallery, Mosaic, Seen
from core.inspection_messages import See, ShowConfusion, ShowGallery, ShowMosaic, ShowUnit
from gui.actions import ActionTable
from gui.confusion.workspace import ConfusionWorkspace
from gui.context import Context
from gui.engine import Engine
from gui.messages import Messages
from gui.settings_store import SettingsStore
from gui.weights.workspace import WeightsWorkspace

sys.path.insert(0, str(Path(__file__).parents[1]))
from fake_inspector import SilentInspector

pytestmark = pytest.mark.gui


@pytest.fixture
def context(qtbot):
    window, messages = QMainWindow(), Messages()
    qtbot.addWidget(window)
    made = Context(SettingsStore(messages), messages, ActionTable(window), Engine())
    made.looking.inspector = SilentInspector()
    return made


def shown(room, qtbot):
    qtbot.addWidget(room)
    room.resize(1100, 700)
    room.show()
    room.activate()
    return room


def takes_keys(room):
    """Widgets that the Tab key stops at."""
    stops = Qt.FocusPolicy.TabFocus
    return [widget for widget in room.findChildren(QWidget)
            if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & stops == stops]  # fmt: skip


def name_of(widget):
    return widget.accessibleName() or (widget.text() if hasattr(widget, "text") else "")


def test_a_tile_is_opened_and_closed(context, qtbot):
    room = shown(WeightsWorkspace(context), qtbot)
    context.looking.inspector.answer(
        ShowMosaic,
        Mosaic(
            "one", "One", 1, "fc1", np.zeros((11, 11), np.uint8), None, np.arange(4), 2, (4, 4), 1, 0.5, (), 4, False
        ),
    )
    QTest.keyClick(room.mosaic, Qt.Key.Key_Right)
    QTest.keyClick(room.mosaic, Qt.Key.Key_Return)
    [question] = context.looking.inspector.questions(ShowUnit)
    assert question.unit == 0
    QTest.keyClick(room.mosaic, Qt.Key.Key_Escape)
    assert room.mosaic.unit is None
    assert room.unit.unit is None
    assert room.unit.title.text().startswith("Choose a tile")


def test_a_cell_is_opened_and_closed(context, qtbot):
    room, labels, counts = shown(ConfusionWorkspace(context), qtbot), ("A", "B"), np.array([[3, 1], [0, 4]])
    ask = context.looking.inspector
    ask.answer(ShowConfusion, Confusion("one", "One", 1, "toy", "valid", labels, counts, np.arange(2), 0.9, 0, True))
    QTest.keyClick(room.matrix, Qt.Key.Key_Right)
    QTest.keyClick(room.matrix, Qt.Key.Key_Right)
    QTest.keyClick(room.matrix, Qt.Key.Key_Return)
    question = ask.questions(ShowGallery)[-1]
    assert (question.true, question.predicted) == ("A", "B")
    pictures = np.zeros((1, 6, 6), np.uint8)
    found = Gallery("toy", "A", "B", pictures, np.array([0.9]), ("digest",), ("A",), 1, {})
    ask.answer(ShowGallery, found)
    assert room.gallery.pictures.count() == 1
    QTest.keyClick(room.matrix, Qt.Key.Key_Escape)
    assert room.gallery.pictures.count() == 0
    ask.answer(ShowGallery, found)
    assert room.gallery.pictures.count() == 0, "an answer that comes late opens nothing"


@pytest.mark.parametrize("make", [WeightsWorkspace, ConfusionWorkspace])
def test_all_that_the_tab_key_reaches_has_a_name(context, qtbot, make):
    reached = takes_keys(shown(make(context), qtbot))
    assert len(reached) > 8
    assert [type(widget).__name__ for widget in reached if not name_of(widget)] == []


def test_nothing_of_the_network_before_stays_where_one_cannot_be_shown(context, qtbot):
    room = shown(WeightsWorkspace(context), qtbot)
    patch, ask = np.zeros((4, 4), np.uint8), context.looking.inspector
    context.looking.patch.choose(patch, "A on the canvas")
    room.show_what_it_sees()
    ask.answer(See, Seen(1, patch, (), ("A", "B"), np.array([0.9, 0.1])))
    assert room.sees.outputs.isVisible()
    failed = next(failed for question, _answered, failed in reversed(ask.asked) if isinstance(question, See))
    failed("It cannot be shown.")
    assert not room.sees.outputs.isVisible()
    assert room.sees.title.text() == "It cannot be shown."
