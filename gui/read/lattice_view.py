"""LatticeView: a word's ink with its seams, under it every hypothesis as the network saw it; one of them is chosen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from core.explanation import Explanation
from gui.convert import to_image
from gui.read.candidate_bars import percentage
from gui.read.glyph_detail import tint
from gui.read.lattice_layout import CELL, LABEL, MARGIN, PATCH, Arrangement, Cell, arrange, next_cell
from gui.theme import Colours, colours_of

_MOVES = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Home: "home",
    Qt.Key.Key_End: "end",
}
_BAR = 6  # from the top of a row to its patch
_BEYOND = 6.0  # pixels that a seam is drawn beyond the ink


class LatticeView(QWidget):
    """Signal chosen(int): a hypothesis was chosen here, by its place in the explanation."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explanation: Explanation | None = None
        self._arrangement: Arrangement | None = None
        self._chosen: int | None = None
        self._patches: list[QImage] = []
        self._picture = QImage()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Hypotheses of the word")

    @property
    def cells(self) -> tuple[Cell, ...]:
        return self._arrangement.cells if self._arrangement is not None else ()

    @property
    def place(self) -> int | None:
        """The chosen hypothesis."""
        return self._chosen

    def show_explanation(self, explanation: Explanation) -> None:
        """Show another word; nothing is chosen."""
        self._explanation, self._chosen = explanation, None
        self._arrangement = arrange(explanation)
        self.setMinimumSize(self.sizeHint())
        self._draw_images()

    def choose(self, place: int | None) -> None:
        """Mark this hypothesis; says nothing."""
        self._chosen = place if place is not None and place < len(self.cells) else None
        self._draw_picture()
        self.update()

    def cell_box(self, place: int) -> QRectF:
        """Where a hypothesis stands: its bar, patch and words."""
        assert self._arrangement is not None
        cell = self._arrangement.cells[place]
        return QRectF(cell.left, self._arrangement.rows_top + cell.top, CELL, _BAR + PATCH + LABEL)

    def sizeHint(self) -> QSize:
        if self._arrangement is None:
            return QSize(480, 240)
        return QSize(round(self._arrangement.width), round(self._arrangement.height))

    def _choose_by_hand(self, place: int | None) -> None:
        if place is not None and place != self._chosen:
            self.choose(place)
            self.chosen.emit(place)

    def _draw_images(self) -> None:
        colours = colours_of(self.palette())
        told = self._explanation.hypotheses if self._explanation is not None else ()
        self._patches = [to_image(tint(each.patch, paper=colours.paper, ink=colours.ink)) for each in told]
        self._draw_picture()
        self.update()

    def _draw_picture(self) -> None:
        """The word's ink, that of the chosen hypothesis in the accent."""
        if self._explanation is None:
            return
        colours = colours_of(self.palette())
        ink = tint(self._explanation.picture, paper=colours.paper, ink=colours.ink)
        if self._chosen is not None:
            own = _ink_of(self._explanation, self._chosen)
            ink[own] = tint(self._explanation.picture[own][None], paper=colours.paper, ink=colours.accent)[0]
        self._picture = to_image(ink)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = colours_of(self.palette())
        painter.fillRect(event.rect(), QColor(colours.paper))
        if self._explanation is not None and self._arrangement is not None:
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
            self._paint_word(painter, self._explanation, self._arrangement, colours)
            for place, cell in enumerate(self._arrangement.cells):
                self._paint_cell(painter, place, cell, colours)
        if self.hasFocus():
            painter.setPen(QColor(colours.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_word(
        self, painter: QPainter, explanation: Explanation, arrangement: Arrangement, colours: Colours
    ) -> None:
        height, width = explanation.picture.shape
        scale, left = arrangement.scale, arrangement.left
        painter.drawImage(QRectF(left, MARGIN, width * scale, height * scale), self._picture)
        pen = QPen(QColor(colours.doubt), 1.5, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        for seam in explanation.seams:
            painter.drawPolyline(_polyline(seam, scale, left))

    def _paint_cell(self, painter: QPainter, place: int, cell: Cell, colours: Colours) -> None:
        box = self.cell_box(place)
        chosen, won = place == self._chosen, cell.hypothesis.glyph is not None
        painter.setPen(QPen(QColor(colours.accent if chosen or won else colours.mark), 3 if won else 1.5))
        painter.drawLine(QLineF(cell.begin, box.top() + 1.5, cell.end, box.top() + 1.5))
        patch = QRectF(box.center().x() - PATCH / 2, box.top() + _BAR, PATCH, PATCH)
        painter.drawImage(patch, self._patches[place])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        edge = QColor(colours.accent if chosen else colours.mark)
        painter.setPen(QPen(edge, 2 if chosen else 1))
        around = 1.0 if chosen else 0.5
        painter.drawRect(patch.adjusted(-around, -around, around, around))
        _paint_words(painter, QRectF(box.left(), patch.bottom() + 2, CELL, LABEL), cell, colours, self.font())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _MOVES:
            self._choose_by_hand(next_cell(self.cells, self._chosen, _MOVES[Qt.Key(event.key())]))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            found = (place for place in range(len(self.cells)) if self.cell_box(place).contains(event.position()))
            self._choose_by_hand(next(found, None))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_images()


def _ink_of(explanation: Explanation, place: int) -> NDArray[np.bool_]:
    """Where a hypothesis has ink."""
    hypothesis, numbers = explanation.hypotheses[place], explanation.numbers
    return (numbers > hypothesis.first) & (numbers <= hypothesis.last + 1)


def _polyline(seam: NDArray[np.int32], scale: float, left: float) -> QPolygonF:
    """A seam in widget pixels, a little longer than the ink that it cuts."""
    points = [QPointF(left + column * scale, MARGIN + (row + 0.5) * scale) for row, column in seam.tolist()]
    return QPolygonF([points[0] - QPointF(0, _BEYOND), *points, points[-1] + QPointF(0, _BEYOND)])


def _paint_words(painter: QPainter, area: QRectF, cell: Cell, colours: Colours, font: QFont) -> None:
    """The best reading, strong, and beside it how sure it is or how far behind."""
    best = cell.hypothesis.readings[0]
    figure = percentage(best.share) if cell.hypothesis.glyph is not None else f"{cell.hypothesis.behind:.1f}"
    strong, small = QFont(font), QFont(font)
    strong.setBold(True)
    small.setPointSizeF(font.pointSizeF() * 0.85)
    widths = [QFontMetricsF(strong).horizontalAdvance(best.text), QFontMetricsF(small).horizontalAdvance(figure)]
    left = area.center().x() - (widths[0] + 5 + widths[1]) / 2
    middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.setFont(strong)
    painter.setPen(QColor(colours.text))
    painter.drawText(QRectF(left, area.top(), widths[0] + 4, area.height()), middle, best.text)
    painter.setFont(small)
    painter.setPen(QColor(colours.muted))
    painter.drawText(QRectF(left + widths[0] + 5, area.top(), widths[1] + 4, area.height()), middle, figure)
