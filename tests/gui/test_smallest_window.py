"""The smallest window: nothing that a hand needs is cut off, in Train and in Confusion."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from gui.elided_label import ElidedLabel
from gui.folding_row import FoldingRow
from gui.train.board import CurveBoard
from gui.train.form import TrainingForm

_ROOM = 780 - 85  # the smallest window without the rail


def _wide_label(width: int) -> QLabel:
    label = QLabel("x")
    label.setMinimumWidth(width)
    return label


def test_row_folds_where_it_is_too_narrow_and_unfolds_again(qtbot):
    first, second = ElidedLabel("a sentence"), _wide_label(100)
    second.setFixedWidth(100)
    row = FoldingRow(((first, 1, 200), (second, 0, 100)), 4)
    qtbot.addWidget(row)
    row.show()
    row.resize(250, 60)
    assert row.is_folded
    assert row.minimumSizeHint().width() <= 250
    row.resize(400, 60)
    assert not row.is_folded
    row.layout().activate()
    assert first.geometry().right() < second.geometry().left()


def test_forms_fields_end_inside_it_at_its_narrowest(qtbot):
    form = TrainingForm()
    qtbot.addWidget(form)
    form.show()
    form.resize(form.minimumWidth(), 300)
    assert form.widget().width() <= form.viewport().width()


def test_form_and_curves_fit_beside_each_other(qtbot):
    form, board = TrainingForm(), CurveBoard()
    qtbot.addWidget(form)
    qtbot.addWidget(board)
    assert form.minimumWidth() + board.minimumSizeHint().width() <= _ROOM
