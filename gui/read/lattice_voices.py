"""VoicesView: what shape, line, place and language have against each reading of a hypothesis, as bars that add up."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.explanation import Reading
from gui.read.lattice_words import VOICES, Points, points
from gui.theme import CONTROL_HEIGHT, GRID, MARGIN, Colours, colours_of

ROWS = 5
_HEAD = 24
_TEXT = 48  # width of the readings
_FIGURE = 40  # of a number
_GAP = 12  # between two columns


class VoicesView(QWidget):
    """A row for each reading: the voices and their sum, in points against it. The shortest sum wins."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: list[Points] = []
        self._silent: frozenset[str] = frozenset()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Points against each reading")

    def show_readings(self, readings: tuple[Reading, ...], *, silent: Collection[str] = ()) -> None:
        """silent: those of VOICES that had no say."""
        self._points = points(readings)[:ROWS]
        self._silent = frozenset(silent)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(520, _HEAD + ROWS * CONTROL_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(360, _HEAD + ROWS * CONTROL_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = colours_of(self.palette())
        columns = self._columns()
        painter.setPen(QColor(colours.muted))
        low = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for name, column in zip((*VOICES, "sum"), columns, strict=True):
            painter.drawText(QRectF(column.left(), 0, column.width(), _HEAD), low, name.capitalize())
        longest = max((each.total for each in self._points), default=0.0)
        for rank, each in enumerate(self._points):
            self._paint_row(painter, rank, each, columns, longest, colours)
        painter.end()

    def _columns(self) -> list[QRectF]:
        """Room of each voice and, wider, of the sum."""
        count = len(VOICES)
        whole = self.width() - 2 * MARGIN - _TEXT - count * _GAP
        unit = whole / (count + 2)
        lefts = [MARGIN + _TEXT + place * (unit + _GAP) for place in range(count + 1)]
        return [QRectF(left, 0, unit if place < count else 2 * unit, 0) for place, left in enumerate(lefts)]

    def _paint_row(
        self, painter: QPainter, rank: int, each: Points, columns: list[QRectF], longest: float, colours: Colours
    ) -> None:
        top = _HEAD + rank * CONTROL_HEIGHT
        middle = Qt.AlignmentFlag.AlignVCenter
        strong = QFont(self.font())
        strong.setPointSizeF(self.font().pointSizeF() * 1.3)
        painter.setFont(strong)
        painter.setPen(QColor(colours.text))
        painter.drawText(QRectF(MARGIN, top, _TEXT - GRID, CONTROL_HEIGHT), Qt.AlignmentFlag.AlignCenter, each.text)
        painter.setFont(self.font())
        for place, (value, column) in enumerate(zip((*each.against, each.total), columns, strict=True)):
            silent = place < len(VOICES) and VOICES[place] in self._silent
            figure = QRectF(column.left(), top, _FIGURE - GRID, CONTROL_HEIGHT)
            painter.setPen(QColor(colours.muted if silent else colours.text))
            painter.drawText(figure, middle | Qt.AlignmentFlag.AlignLeft, "–" if silent else f"{value:.1f}")
            room = column.width() - _FIGURE
            share = value / longest if longest > 0 else 0.0
            bar = QRectF(column.left() + _FIGURE, top + CONTROL_HEIGHT / 2 - 4, max(room * share, 0.0), 8)
            if value >= 0.05:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.accent if rank == 0 else colours.mark))
                painter.drawRoundedRect(bar, 2, 2)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.update()
