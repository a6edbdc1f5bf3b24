"""The lattice's picture: fine where it is small, never so large that drawing it holds up the window."""

from __future__ import annotations

from itertools import pairwise

import pytest
from explanations import explanation_of
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from gui.read.lattice_dialog import LatticeDialog

pytestmark = pytest.mark.gui


@pytest.mark.parametrize(("word", "fineness"), [("BE", 2), ("RECOGNISED", 1)])
def test_long_words_are_copied_as_fine_as_the_screen(qtbot, word, fineness):
    dialog = LatticeDialog(None)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_explanation(explanation_of(word), 0)
    dialog.view.resize(700 if fineness == 2 else 1200, 360)
    dialog.copy()
    picture = QGuiApplication.clipboard().image()
    assert picture.devicePixelRatio() == fineness
    assert picture.width() == fineness * max(dialog.view.width(), dialog.voices.width())
    assert picture.width() * picture.height() <= 2_000_000


def test_nothing_overlaps_in_the_smallest_dialog(qtbot):
    dialog = LatticeDialog(None)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_explanation(explanation_of("BE"), 0)
    dialog.resize(1, 1)
    shown = dialog.voices.parentWidget()
    for _ in range(2):  # labels that wrap ask for their height only once they know their width
        QApplication.processEvents()
    column = [shown.layout().itemAt(place).widget() for place in range(shown.layout().count())]
    column = [widget for widget in column if widget.isVisible()]
    assert all(upper.geometry().bottom() < lower.geometry().top() for upper, lower in pairwise(column))
