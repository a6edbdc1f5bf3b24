"""GridView: a picture made of cells, crisp, on a paper that zooms and moves; a cell is chosen by click or by keys."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from core.page import Box
from gui.grid_geometry import Cells
from gui.picture_tile import coloured
from gui.read.paper_view import PaperView
from gui.read.paper_widget import PaperWidget
from gui.speech import announce
from gui.theme import GRID, colours_of

_PAPER = 1024  # canvas units of the longer side, at least: PaperView enlarges 16 times at most
_STILL = 4.0  # screen pixels that a click may wander
_OLD = 0.45  # opacity of what is out of date
_KEYS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class GridView(PaperWidget):
    """Signals: chosen(int): a cell was chosen by hand, -1 for none. opened(int): a cell was clicked or Enter pressed.

    The subclass says by describe() what a cell shows.
    """

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places: NDArray[np.uint8] | None = None
        self._table = "diverging"
        self._image: QImage | None = None
        self._unit = 1.0  # canvas units per pixel of the picture
        self._cells = Cells()
        self._place: int | None = None
        self._press: QPointF | None = None
        self._dragging = self._ring = self._old = False
        self._fits = True
        self.setMinimumSize(120, 120)

    @property
    def has_picture(self) -> bool:
        return self._places is not None

    @property
    def place(self) -> int | None:
        """The chosen cell."""
        return self._place

    @property
    def cells(self) -> Cells:
        """Where they lie."""
        return self._cells

    @property
    def is_old(self) -> bool:
        """Is something newer on its way?"""
        return self._old

    def show_cells(self, picture: NDArray[np.uint8], cells: Cells, *, table: str) -> None:
        """picture: uint8 (H, W), places in a table of picture_tile, or (H, W, 3) colours. A picture of the same size
        keeps the zoom."""
        before = None if self._places is None else self._places.shape[:2]
        self._places, self._table = picture, table
        self._cells = cells
        self._unit = max(1.0, _PAPER / max(picture.shape[:2]))
        if self._place is not None and self._place >= cells.count:
            self._place = None
        self._colour()
        self._old = False
        if before != picture.shape[:2]:
            self.fit()
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._places = self._image = self._place = None
        self._cells = Cells()
        self.update()

    def show_as_old(self) -> None:
        """Dim what is shown while something newer is on its way."""
        self._old = True
        self.update()

    def choose(self, place: int | None) -> None:
        """Mark a cell; says nothing."""
        self._place = place if place is not None and 0 <= place < self._cells.count else None
        if self._place is not None:
            self.setAccessibleDescription(self.describe(self._place))
        self.update()

    def describe(self, place: int) -> str:
        """For the subclass: what a cell shows, in words."""
        return f"Cell {place + 1} of {self._cells.count}"

    def cell_at(self, position: QPointF) -> int | None:
        """The cell under a position of the widget."""
        column, row = self.view.to_paper(position)
        return self._cells.at(row / self._unit, column / self._unit)

    def cell_rect(self, place: int) -> QRectF:
        """A cell in widget pixels."""
        top, left = self._cells.corner(place)
        height, width = self._cells.size
        unit = self._unit
        area = QRectF(left * unit, top * unit, width * unit, height * unit)
        return self.view.transform.mapRect(area)

    def content_box(self) -> Box:
        if self._places is None:
            return Box(0, 0, 0, 0)
        height, width = self._places.shape[:2]
        return Box(0, 0, round(height * self._unit), round(width * self._unit))

    def room(self) -> QRectF:
        """Where the whole picture is put by fit()."""
        return QRectF(self.rect()).adjusted(GRID, GRID, -GRID, -GRID)

    def fit(self) -> None:
        """Show everything, and keep it so while the pane changes its size."""
        box, room = self.content_box(), self.room()
        if box.width and box.height and room.width() > 0 and room.height() > 0:
            scale = min(room.width() / box.width, room.height() / box.height)
            left = room.left() + (room.width() - box.width * scale) / 2
            top = room.top() + (room.height() - box.height * scale) / 2
            self.show_view(PaperView(scale, left, top))
        self._fits = True

    def on_view_changed(self) -> None:
        self._fits = False

    def paint_over(self, painter: QPainter) -> None:
        """For the subclass: what lies over the cells."""

    def _colour(self) -> None:
        if self._places is not None:
            self._image = coloured(self._places, self._table, self.palette())

    def _choose_by_hand(self, place: int | None, *, opens: bool) -> None:
        self.choose(place)
        self.chosen.emit(-1 if place is None else place)
        if place is not None:
            announce(self, self.describe(place))
            if opens:
                self.opened.emit(place)

    def _step(self, down: int, across: int) -> None:
        first = 0 if self._cells.count else None
        place = first if self._place is None else self._cells.beside(self._place, down, across)
        if place is not None:
            self._choose_by_hand(place, opens=False)
            area = self.view.transform.inverted()[0].mapRect(self.cell_rect(place))
            self.reveal(Box(int(area.top()), int(area.left()), int(area.bottom()) + 1, int(area.right()) + 1))

    def reveal(self, box: Box) -> None:
        if not QRectF(self.rect()).contains(self.view.to_screen(box)):
            super().reveal(box)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _KEYS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._step(*_KEYS[Qt.Key(key)])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._cells.count:
            self._choose_by_hand(0 if key == Qt.Key.Key_Home else self._cells.count - 1, opens=False)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._place is not None:
            self.opened.emit(self._place)
        elif key == Qt.Key.Key_Escape and self._place is not None:
            self._choose_by_hand(None, opens=False)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1.25)
        elif key == Qt.Key.Key_Minus:
            self.zoom(0.8)
        elif key == Qt.Key.Key_0:
            self.fit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._press = event.position()
            self._dragging = event.button() == Qt.MouseButton.MiddleButton or self.space_held

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is None:
            return
        by = event.position() - self._press
        if self._dragging or by.manhattanLength() > _STILL:
            self._dragging = True
            self._press = event.position()
            self.move_paper(by)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._press is not None and not self._dragging and event.button() == Qt.MouseButton.LeftButton:
            self._choose_by_hand(self.cell_at(self._press), opens=True)
        self._press, self._dragging = None, False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.fit()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            self._tell(event.pos(), event.globalPos())
            return True
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()
            self.update()
        return super().event(event)

    def _tell(self, position: QPoint, where: QPoint) -> None:
        place = self.cell_at(QPointF(position))
        QToolTip.showText(where, "" if place is None else self.describe(place), self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring = False
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits:
            self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = colours_of(self.palette())
        painter.fillRect(event.rect(), QColor(colours.panel))
        if self._image is not None:
            painter.setOpacity(_OLD if self._old else 1.0)
            self._paint_image(painter, self._image)
            self.paint_over(painter)
            painter.setOpacity(1.0)
            if self._place is not None:
                painter.setPen(QPen(QColor(colours.accent), 2.0))
                painter.drawRect(self.cell_rect(self._place))
        if self._ring:
            painter.setPen(QColor(colours.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_image(self, painter: QPainter, image: QImage) -> None:
        """Crisp when enlarged, smooth when made smaller; only what is seen."""
        scale = self.view.scale * self._unit
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 1)
        whole = QRectF(self.view.left, self.view.top, image.width() * scale, image.height() * scale)
        painter.drawImage(whole, image)
