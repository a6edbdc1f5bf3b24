"""Small charts painted by hand: histogram, lines, bars. Each says in words what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from gui.colour_maps import NEGATIVE, POSITIVE
from gui.per_cent import per_cent
from gui.theme import Colours, colours_of

_SMALL = 11  # pixels of axis labels
_EDGE = 14  # pixels below a chart for its axis


@dataclass(frozen=True, eq=False, slots=True)
class Line:
    """x, y: (N,). dashed: the second of two. name: for the legend and for who cannot see it."""

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    dashed: bool = False
    points: bool = False


class Chart(QWidget):
    """What the charts share: an axis with its ends written, a height, words."""

    def __init__(self, name: str, *, height: int = 84, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height = height
        self.setMinimumHeight(height)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        return QSize(220, self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small_font(self.font()))
        self.paint(painter, QRectF(self.rect()).adjusted(1, 2, -1, -_EDGE - 1), colours_of(self.palette()))
        painter.end()

    def paint(self, painter: QPainter, area: QRectF, colours: Colours) -> None:
        """For the subclass: paint into the area; the axis' labels stand below it."""

    def paint_axis(self, painter: QPainter, area: QRectF, colours: Colours, low: str, high: str, middle: str) -> None:
        """The line below, its ends and middle."""
        painter.setPen(QColor(colours.mark))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setPen(QColor(colours.muted))
        below = QRectF(area.left(), area.bottom() + 1, area.width(), _EDGE)
        for text, side in ((low, Qt.AlignmentFlag.AlignLeft), (middle, Qt.AlignmentFlag.AlignHCenter),
                           (high, Qt.AlignmentFlag.AlignRight)):  # fmt: skip
            painter.drawText(below, side | Qt.AlignmentFlag.AlignTop, text)


class Histogram(Chart):
    """Counts over edges that are symmetric around zero: negative and positive in the colours of the weights."""

    _counts: NDArray[np.int64] = np.empty(0, np.int64)
    _edges: NDArray[np.float64] = np.empty(0)

    def show_counts(self, counts: NDArray[np.int64], edges: NDArray[np.float64]) -> None:
        """counts (B), edges (B + 1)."""
        self._counts, self._edges = counts, edges
        middle = (edges[:-1] + edges[1:]) / 2
        mean = float((counts * middle).sum() / max(int(counts.sum()), 1))
        self.setAccessibleDescription(
            f"{int(counts.sum())} weights from {edges[0]:.3g} to {edges[-1]:.3g}, mean {mean:.3g}"
        )
        self.setToolTip(self.accessibleDescription())
        self.update()

    def paint(self, painter: QPainter, area: QRectF, colours: Colours) -> None:
        if not self._counts.size or not self._counts.max():
            return
        step, most = area.width() / len(self._counts), int(self._counts.max())
        painter.setPen(Qt.PenStyle.NoPen)
        for place, count in enumerate(self._counts.tolist()):
            middle = (self._edges[place] + self._edges[place + 1]) / 2
            painter.setBrush(QColor((POSITIVE if middle > 0 else NEGATIVE)[colours.name]))
            height = area.height() * count / most
            painter.drawRect(QRectF(area.left() + place * step + 0.5, area.bottom() - height, step - 1, height))
        self.paint_axis(painter, area, colours, f"{self._edges[0]:.3g}", f"{self._edges[-1]:.3g}", "0")


class LineChart(Chart):
    """A few lines over one axis; y from 0, or from the least where that is negative. unit_square: both 0..1."""

    def __init__(self, name: str, *, height: int = 96, unit_square: bool = False, axis: str = "epoch") -> None:
        super().__init__(name, height=height)
        self._lines: tuple[Line, ...] = ()
        self._unit, self._axis = unit_square, axis
        self._mark: float | None = None

    def show_lines(self, lines: Sequence[Line]) -> None:
        """NaN is left out."""
        self._lines = tuple(lines)
        self.setAccessibleDescription("; ".join(_about(line) for line in lines))
        self.setToolTip(self.accessibleDescription())
        self.update()

    def mark(self, x: float | None) -> None:
        """A line across at this place."""
        self._mark = x
        self.update()

    def paint(self, painter: QPainter, area: QRectF, colours: Colours) -> None:
        known = [line for line in self._lines if np.isfinite(line.y).any()]
        if not known:
            return
        low, high = (0.0, 1.0) if self._unit else (min(float(line.x.min()) for line in known),
                                                  max(float(line.x.max()) for line in known))  # fmt: skip
        top = 1.0 if self._unit else max(float(np.nanmax(line.y)) for line in known) or 1.0
        if self._unit:
            painter.setPen(QColor(colours.hairline))
            painter.drawLine(area.bottomLeft(), area.topRight())
        tints = (colours.accent, POSITIVE[colours.name])
        for place, line in enumerate(known):
            self._paint_line(painter, line, area, (low, high, top), QColor(tints[place % 2]))
        if self._mark is not None:
            x = area.left() + area.width() * (self._mark - low) / max(high - low, 1e-9)
            painter.setPen(QPen(QColor(colours.text), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        self.paint_axis(painter, area, colours, f"{low:.3g}", f"{high:.3g}", self._axis)

    def _paint_line(
        self, painter: QPainter, line: Line, area: QRectF, ends: tuple[float, float, float], colour: QColor
    ) -> None:
        low, high, top = ends
        kept = np.isfinite(line.y)
        x = area.left() + area.width() * (line.x[kept] - low) / max(high - low, 1e-9)
        y = area.bottom() - area.height() * line.y[kept] / top
        points = [QPointF(float(across), float(down)) for across, down in zip(x, y, strict=True)]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1.6, Qt.PenStyle.DashLine if line.dashed else Qt.PenStyle.SolidLine))
        painter.drawPolyline(QPolygonF(points))
        if line.points:
            painter.setBrush(colour)
            for point in points:
                painter.drawEllipse(point, 2.5, 2.5)


class BarList(QWidget):
    """Rows of a label, a bar and its value; signed values go left and right. Signal chosen(str): a row's label.

    Up and Down choose a row where it is choosable.
    """

    chosen = Signal(str)
    ROW = 18

    def __init__(self, name: str, *, choosable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[tuple[str, float], ...] = ()
        self._percent = True
        self._choosable = choosable
        self._place: int | None = None
        self.setAccessibleName(name)
        if choosable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def rows(self) -> tuple[tuple[str, float], ...]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: Sequence[tuple[str, float]], *, percent: bool) -> None:
        """percent: values are shares 0..1; else they are signed and the largest fills its side."""
        self._rows, self._percent, self._place = tuple(rows), percent, None
        words = [f"{label} {per_cent(value, 1)}" if percent else f"{label} {value:.3g}" for label, value in rows]
        self.setAccessibleDescription(", ".join(words))
        self.setFixedHeight(max(len(rows), 1) * self.ROW + 2)
        self.update()

    def choose(self, place: int) -> None:
        """Choose a row and tell."""
        if 0 <= place < len(self._rows):
            self._place = place
            self.chosen.emit(self._rows[place][0])
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._choosable:
            self.choose(int(event.position().y()) // self.ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if self._choosable and event.key() in moves:
            before = -1 if self._place is None else self._place
            self.choose(min(max(before + moves[Qt.Key(event.key())], 0), len(self._rows) - 1))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = colours_of(self.palette())
        painter.setFont(small_font(self.font(), 12))
        largest = 1.0 if self._percent else max((abs(value) for _, value in self._rows), default=1.0) or 1.0
        for place, (label, value) in enumerate(self._rows):
            row = QRectF(0, place * self.ROW + 1, self.width(), self.ROW)
            if place == self._place:
                painter.fillRect(row, QColor(colours.hover))
            painter.setPen(QColor(colours.text))
            painter.drawText(QRectF(2, row.top(), 46, row.height()), Qt.AlignmentFlag.AlignVCenter, label)
            text = per_cent(value, 1) if self._percent else f"{value:+.2f}"
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(row.right() - 52, row.top(), 50, row.height()), right, text)
            self._paint_bar(painter, QRectF(50, row.top() + 4, row.width() - 108, 10), value / largest, colours)
        if self.hasFocus():
            painter.setPen(QColor(colours.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_bar(self, painter: QPainter, trough: QRectF, share: float, colours: Colours) -> None:
        painter.fillRect(trough, QColor(colours.hairline))
        if self._percent:
            painter.fillRect(QRectF(trough.topLeft(), trough.bottomRight() - QPointF(trough.width() * (1 - share), 0)),
                             QColor(colours.accent))  # fmt: skip
            return
        half, middle = trough.width() / 2, trough.center().x()
        left = middle + min(share, 0.0) * half
        tint = (POSITIVE if share > 0 else NEGATIVE)[colours.name]
        painter.fillRect(QRectF(left, trough.top(), abs(share) * half, trough.height()), QColor(tint))


def small_font(font: QFont, pixels: int = _SMALL) -> QFont:
    """For axis labels."""
    small = QFont(font)
    small.setPixelSize(pixels)
    return small


def _about(line: Line) -> str:
    known = np.isfinite(line.y)
    if not known.any():
        return f"{line.name}: nothing yet"
    x, y = line.x[known], line.y[known]
    return f"{line.name}: from {y[0]:.3g} at {x[0]:.3g} to {y[-1]:.3g} at {x[-1]:.3g}"
