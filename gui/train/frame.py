"""TrainFrame: where form, curves and runs stand, with sizes that are remembered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from gui.theme import GRID, MARGIN
from gui.train.form import TrainingForm
from gui.train.run_table import RunTable

_COLUMNS, _ROWS, _HEADER = "train/splitter", "train/rows", "train/header"


class TrainFrame(QSplitter):
    """Left the form over the start bar; right strips over the curves over the table of runs."""

    def __init__(
        self, form: TrainingForm, start: QWidget, above: Sequence[QWidget], curves: QWidget, table: RunTable
    ) -> None:
        """above: the strips that stand over the curves."""
        super().__init__(Qt.Orientation.Horizontal)
        self._header = table.view.horizontalHeader()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, GRID)
        column.setSpacing(GRID)
        column.addWidget(form, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(MARGIN, 0, MARGIN, GRID)
        foot.setSpacing(GRID)
        foot.addWidget(form.hint)
        foot.addWidget(start)
        column.addLayout(foot)
        upper = QWidget()
        middle = QVBoxLayout(upper)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        for strip in above:
            middle.addWidget(strip)
        middle.addWidget(curves, 1)
        self._rows = QSplitter(Qt.Orientation.Vertical)
        _fill(self._rows, (upper, 5), (table, 2))
        _fill(self, (left, 0), (self._rows, 1))
        self._rows.setSizes([520, 190])
        self.setSizes([356, 816])
        store = QSettings()
        self.restoreState(_bytes(store.value(_COLUMNS)))
        self._rows.restoreState(_bytes(store.value(_ROWS)))
        self._header.restoreState(_bytes(store.value(_HEADER)))

    def save_sizes(self) -> None:
        """For the next time."""
        store = QSettings()
        store.setValue(_COLUMNS, self.saveState())
        store.setValue(_ROWS, self._rows.saveState())
        store.setValue(_HEADER, self._header.saveState())


def _fill(splitter: QSplitter, *parts: tuple[QWidget, int]) -> None:
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    for place, (part, stretch) in enumerate(parts):
        splitter.addWidget(part)
        splitter.setStretchFactor(place, stretch)


def _bytes(value: object) -> QByteArray:
    return value if isinstance(value, QByteArray) else QByteArray()
