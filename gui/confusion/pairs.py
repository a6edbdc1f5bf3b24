"""Lists beside the matrix: the most confused pairs, and precision and recall of each class."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from core.inspection_answers import Confusion
from gui.per_cent import per_cent

_MOST = 60


class PairsList(QListWidget):
    """Signal pair_chosen(str, str): true and predicted label of the row that was chosen by hand."""

    pair_chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Most confused pairs")
        self.setToolTip("Most confused pairs: written, read as, how often; Enter opens the pictures")
        self.itemActivated.connect(self._emit)
        self.itemClicked.connect(self._emit)

    def show_confusion(self, confusion: Confusion) -> None:
        """Most frequent first; at equal counts in the order of labels."""
        chosen = self.currentItem().data(Qt.ItemDataRole.UserRole) if self.currentItem() else None
        self.clear()
        for true, predicted, count in confused_pairs(confusion, _MOST):
            item = QListWidgetItem(f"{true} \N{RIGHTWARDS ARROW} {predicted}   {count}")
            item.setData(Qt.ItemDataRole.UserRole, (true, predicted))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{true} read as {predicted}, {count} times")
            self.addItem(item)
            if chosen == (true, predicted):
                self.setCurrentItem(item)

    def choose_pair(self, true: str, predicted: str) -> None:
        """Mark this pair, if it is among them; says nothing."""
        for row in range(self.count()):
            if self.item(row).data(Qt.ItemDataRole.UserRole) == (true, predicted):
                self.setCurrentRow(row)
                return
        self.setCurrentRow(-1)

    def _emit(self, item: QListWidgetItem) -> None:
        self.pair_chosen.emit(*item.data(Qt.ItemDataRole.UserRole))


class ClassTable(QTableWidget):
    """Precision and recall of each class; sortable."""

    HEADS = ("Class", "Samples", "Precision", "Recall")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(self.HEADS), parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalHeaderLabels(list(self.HEADS))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        self.sortByColumn(len(self.HEADS) - 1, Qt.SortOrder.AscendingOrder)  # the worst first
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setAccessibleName("Precision and recall of each class")
        self.setToolTip(
            "Precision: of what was read as it, how much is it. Recall: of what is it, how much was read so."
        )

    def show_confusion(self, confusion: Confusion) -> None:
        """One row a class."""
        right = np.diag(confusion.counts)
        written, read = confusion.counts.sum(axis=1), confusion.counts.sum(axis=0)
        self.setSortingEnabled(False)
        self.setRowCount(len(confusion.labels))
        for row, label in enumerate(confusion.labels):
            self.setItem(row, 0, QTableWidgetItem(label))
            self.setItem(row, 1, _number(int(written[row]), str(written[row])))
            for column, of in ((2, read), (3, written)):
                share = right[row] / of[row] if of[row] else None
                text = "-" if share is None else per_cent(share, 1)
                self.setItem(row, column, _number(-1.0 if share is None else float(share), text))
        self.setSortingEnabled(True)


class _Number(QTableWidgetItem):
    """Sorts by its value, not its text."""

    def __lt__(self, other: QTableWidgetItem) -> bool:
        return bool(self.data(Qt.ItemDataRole.UserRole) < other.data(Qt.ItemDataRole.UserRole))


def confused_pairs(confusion: Confusion, most: int) -> list[tuple[str, str, int]]:
    """(true, predicted, count) of the most frequent mistakes, most first."""
    wrong = confusion.counts.copy()
    np.fill_diagonal(wrong, 0)
    order = np.argsort(-wrong, axis=None, kind="stable")[:most]
    pairs = [divmod(int(place), len(confusion.labels)) for place in order]
    labels = confusion.labels
    return [(labels[row], labels[column], int(wrong[row, column])) for row, column in pairs if wrong[row, column]]


def _number(value: float, text: str) -> QTableWidgetItem:
    item = _Number(text)
    item.setData(Qt.ItemDataRole.UserRole, value)
    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item
