"""MatrixView: the confusion matrix as a square of cells, labels outside, values where they fit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QStaticText
from PySide6.QtWidgets import QWidget

from core.inspection_answers import Confusion
from gui.colour_maps import counts_table, is_light_colour
from gui.grid_geometry import Cells
from gui.grid_view import GridView
from gui.per_cent import per_cent
from gui.theme import GRID, colours_of

_LABEL_ROOM = 40  # pixels left of and above the matrix
_SMALLEST_TEXT, _LARGEST_TEXT = 6.0, 13.0  # pixels
_SMALLEST_LABEL = 9.0


class MatrixView(GridView):
    """Rows are what was written, columns what it was read as."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._confusion: Confusion | None = None
        self._order: NDArray[np.int64] = np.empty(0, np.int64)
        self._shares: NDArray[np.float64] = np.empty((0, 0))
        self._counts: NDArray[np.int64] = np.empty((0, 0), np.int64)
        self._map: NDArray[np.uint8] = np.empty((0, 0), np.uint8)
        self._normalised = False
        self._texts: dict[tuple[str, int], QStaticText] = {}
        self._labels: tuple[str, ...] = ()
        self.setAccessibleName("Confusion matrix")

    @property
    def labels(self) -> tuple[str, ...]:
        """In the order shown."""
        return self._labels

    def show_confusion(self, confusion: Confusion, *, normalised: bool, together: bool) -> None:
        """normalised: shares of each row in place of counts. together: confused classes side by side."""
        pair = self.pair
        self._confusion, self._normalised = confusion, normalised
        self._order = confusion.order if together else np.arange(len(confusion.labels))
        self._labels = tuple(confusion.labels[place] for place in self._order)
        self._counts = confusion.counts[np.ix_(self._order, self._order)]
        self._shares = self._counts / np.maximum(self._counts.sum(axis=1, keepdims=True), 1)
        values = self._shares if normalised else self._counts / max(int(self._counts.max(initial=0)), 1)
        self._map = np.rint(255 * np.sqrt(values)).astype(np.uint8)  # by the root: a single mistake must be seen
        self.show_cells(self._map, Cells(self._counts.size, len(self._labels)), table="counts")
        self.choose_pair(pair)
        self.setAccessibleDescription(summary(confusion))

    @property
    def pair(self) -> tuple[str, str] | None:
        """(true, predicted) of the chosen cell."""
        if self.place is None or not self._labels:
            return None
        row, column = divmod(self.place, len(self._labels))
        return self._labels[row], self._labels[column]

    def choose_pair(self, pair: tuple[str, str] | None) -> None:
        """Mark the cell of (true, predicted); says nothing."""
        if pair is None or not set(pair) <= set(self._labels):
            self.choose(None)
        else:
            self.choose(self._labels.index(pair[0]) * len(self._labels) + self._labels.index(pair[1]))

    def describe(self, place: int) -> str:
        if not self._labels:
            return ""
        row, column = divmod(place, len(self._labels))
        count, share = int(self._counts[row, column]), float(self._shares[row, column])
        verb = "read right" if row == column else f"read as {self._labels[column]}"
        return f"{self._labels[row]} {verb}: {count} of {int(self._counts[row].sum())}, {per_cent(share, 1)}"

    def room(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LABEL_ROOM, _LABEL_ROOM, -GRID, -GRID)

    def paint_over(self, painter: QPainter) -> None:
        size = len(self._labels)
        if not size:
            return
        first, last = self.cell_rect(0), self.cell_rect(size * size - 1)
        whole = first.united(last)
        colours = colours_of(self.palette())
        painter.setPen(QColor(colours.mark))
        painter.drawRect(whole)
        painter.drawLine(whole.topLeft(), whole.bottomRight())
        side = first.height()
        if side >= 2 * _SMALLEST_TEXT:
            self._paint_values(painter, side)
        self._paint_labels(painter, whole, side)

    def _paint_values(self, painter: QPainter, side: float) -> None:
        """Only where there is something to say, and only what is on screen."""
        font = self._font(side * 0.42)
        painter.setFont(font)
        table = counts_table(colours_of(self.palette()).name)
        light = np.array([is_light_colour(colour) for colour in table])[self._map]
        origin = self.cell_rect(0)
        first = max(int(-origin.top() // side), 0), max(int(-origin.left() // side), 0)
        last = int((self.height() - origin.top()) // side) + 1, int((self.width() - origin.left()) // side) + 1
        shown = self._counts[first[0] : last[0], first[1] : last[1]]
        for dark, tint in ((False, "#101010"), (True, "#F5F5F0")):
            painter.setPen(QColor(tint))
            wanted = (shown > 0) & (light[first[0] : last[0], first[1] : last[1]] != dark)
            for row, column in (np.argwhere(wanted) + first).tolist():
                laid = self._laid_out(self._value(row, column), font)
                size = laid.size()
                if size.width() <= side - 1:
                    left = origin.left() + (column + 0.5) * side - size.width() / 2
                    painter.drawStaticText(QPointF(left, origin.top() + (row + 0.5) * side - size.height() / 2), laid)

    def _laid_out(self, text: str, font: QFont) -> QStaticText:
        """Laying a text out costs more than drawing it, and the same counts come again and again."""
        key = (text, font.pixelSize())
        if key not in self._texts:
            self._texts[key] = QStaticText(text)
            self._texts[key].setTextFormat(Qt.TextFormat.PlainText)
            self._texts[key].prepare(font=font)
        return self._texts[key]

    def _value(self, row: int, column: int) -> str:
        if self._normalised:
            return f"{100 * self._shares[row, column]:.0f}"
        return str(int(self._counts[row, column]))

    def _paint_labels(self, painter: QPainter, whole: QRectF, side: float) -> None:
        """Beside the matrix, or at the edge of the widget while that is beyond it; every n-th where they are dense."""
        colours = colours_of(self.palette())
        painter.setFont(self._font(max(side * 0.8, _SMALLEST_LABEL)))
        every = max(1, int(np.ceil((_SMALLEST_LABEL + 1) / max(side, 0.1))))
        left, top = max(whole.left() - _LABEL_ROOM + 16, 0.0), max(whole.top() - _LABEL_ROOM + 16, 0.0)
        width, height = max(whole.left() - left, 20.0) - 4, max(whole.top() - top, 18.0) - 2
        painter.setPen(QColor(colours.text))
        for place in range(0, len(self._labels), every):
            row = self.cell_rect(place * len(self._labels))
            column = self.cell_rect(place)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(left, row.center().y() - 10, width, 20), right, self._labels[place])
            below = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
            painter.drawText(QRectF(column.center().x() - 30, top, 60, height), below, self._labels[place])
        painter.setPen(QColor(colours.muted))
        painter.setFont(self._font(11))
        painter.drawText(QRectF(whole.left(), top - 16, whole.width(), 16), Qt.AlignmentFlag.AlignLeft, "read as")
        painter.save()
        painter.translate(left - 14, whole.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, whole.height(), 16), Qt.AlignmentFlag.AlignRight, "written")
        painter.restore()

    def _font(self, pixels: float) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(int(min(max(pixels, _SMALLEST_TEXT), _LARGEST_TEXT)), 1))
        return font


def summary(confusion: Confusion) -> str:
    """What the matrix shows, in words."""
    total = int(confusion.counts.sum())
    wrong = confusion.counts.copy()
    np.fill_diagonal(wrong, 0)
    row, column = np.unravel_index(int(wrong.argmax()), wrong.shape) if wrong.size else (0, 0)
    worst = (
        f" Most often confused: {confusion.labels[row]} read as {confusion.labels[column]}, {int(wrong[row, column])}."
        if wrong.any()
        else ""
    )
    epoch = f" after epoch {confusion.epoch}" if confusion.epoch >= 0 else ""
    return (
        f"{confusion.title}{epoch} on the {confusion.split} split of {confusion.dataset}: "
        f"{per_cent(confusion.accuracy, 1)} of {total} right, {len(confusion.labels)} classes.{worst}"
    )
