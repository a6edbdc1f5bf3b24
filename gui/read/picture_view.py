"""PictureView: a picture of a page with the boxes of its glyphs; zoom, move, and a walk over the glyphs by keys."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractAnimation, QEvent, QPointF, QRectF, QSizeF, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPointingDevice,
    QResizeEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

from core.page import Box, Page
from gui.read.overlay import PageOverlay
from gui.read.paper_view import LARGEST, PaperView
from gui.read.paper_widget import PaperWidget
from gui.read.picture_paint import is_light, paint_picture
from gui.read.pointers import TouchHand
from gui.read.pyramid import Pyramid
from gui.read.steps import DOWN, END, HOME, LEFT, RIGHT, UP, describe, next_place
from gui.speech import announce
from gui.theme import DARK, LIGHT, MARGIN, colours_of

_MOVES = {
    Qt.Key.Key_Left: LEFT,
    Qt.Key.Key_Right: RIGHT,
    Qt.Key.Key_Up: UP,
    Qt.Key.Key_Down: DOWN,
    Qt.Key.Key_Home: HOME,
    Qt.Key.Key_End: END,
}
_STILL = 4.0  # screen pixels that a click may wander
_SMALLEST = 0.1  # screen pixels per pixel of the picture, or what fits the whole
_GLIDE = 140  # milliseconds in which the chosen box comes into sight
_EDGE = 48.0  # screen pixels between a chosen box and the edge
_OLD = 0.45  # opacity of what is out of date


class PictureView(PaperWidget):
    """One unit of the paper is one pixel of the picture. Signal chosen(int | None): a glyph was chosen by hand."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.overlay = PageOverlay()
        self._pyramid: Pyramid | None = None
        self._fits = True  # until the person zooms or moves: follow the size of the pane
        self._old_picture = self._old_page = False
        self._press: QPointF | None = None
        self._dragging = False
        self._ring = False  # the keyboard came here by a key: show where it is
        self._touch = TouchHand(self)
        self._work = QTimer(self, interval=0)
        self._work.timeout.connect(self._build)
        self._glide = QVariantAnimation(self, duration=_GLIDE)
        self._glide.valueChanged.connect(self._glide_to)
        self.space_changed.connect(self._show_cursor)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAccessibleName("Picture of the page")

    @property
    def has_picture(self) -> bool:
        return self._pyramid is not None

    @property
    def settled(self) -> bool:
        """Are all levels of the picture made, and does nothing move?"""
        ready = self._pyramid is None or self._pyramid.finished
        return ready and self._glide.state() != QAbstractAnimation.State.Running

    def show_picture(self, pixels: NDArray[np.uint8]) -> None:
        """Show uint8 (H, W, 3) RGB, whole; forget the page of the picture before. The array must not change."""
        self._glide.stop()
        self._pyramid = Pyramid(np.ascontiguousarray(pixels))
        self.overlay.show(None)
        self.overlay.colours = LIGHT if is_light(pixels) else DARK  # a photo keeps its paper whatever the theme
        self._old_picture = False
        self._work.start()
        self.fit()
        self.update()

    def show_page(self, page: Page | None) -> None:
        """Show the boxes of this page."""
        self.overlay.show(page)
        self._old_page = self._old_picture = False
        self.update()

    def show_as_old(self, *, picture: bool, page: bool) -> None:
        """Dim what is out of date while something newer is on its way."""
        self._old_picture, self._old_page = picture, page
        self.update()

    def choose(self, place: int | None) -> None:
        """Mark this glyph as the chosen one and bring it into sight; says nothing."""
        page = self.overlay.page
        if place is not None and (page is None or place >= len(page.glyphs)):
            place = None
        if place == self.overlay.chosen:
            return
        self.overlay.chosen = place
        if place is not None and page is not None:
            self.setAccessibleDescription(describe(page, place))
            self._bring_into_sight(page.glyphs[place].box)
        self.update()

    def content_box(self) -> Box:
        if self._pyramid is None:
            return Box(0, 0, 0, 0)
        height, width = self._pyramid.levels[0].shape[:2]
        return Box(0, 0, height, width)

    def fit(self) -> None:
        """Show the whole picture, no larger than its pixels twice, and keep it so while the pane changes its size."""
        self._glide.stop()
        self.show_view(self._fitted())
        self._fits = True

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Larger or smaller, the pixel at this position staying there; never much smaller than the whole picture."""
        at = QRectF(self.rect()).center() if at is None else at
        smallest = min(_SMALLEST, self._fitted().scale)
        scale = min(max(self.view.scale * factor, smallest), LARGEST)
        column, row = self.view.to_paper(at)
        self.show_view(PaperView(scale, at.x() - column * scale, at.y() - row * scale))

    def on_view_changed(self) -> None:
        self._fits = False

    def _fitted(self) -> PaperView:
        box, size = self.content_box(), QSizeF(self.size())
        if not box.width or not box.height:
            return PaperView()
        wide, high = (size.width() - 2 * MARGIN) / box.width, (size.height() - 2 * MARGIN) / box.height
        scale = max(min(wide, high, 2.0), 0.01)
        return PaperView(scale, (size.width() - box.width * scale) / 2, (size.height() - box.height * scale) / 2)

    def _build(self) -> None:
        if self._pyramid is None or not self._pyramid.step():
            self._work.stop()
            self.update()

    def _choose_by_hand(self, place: int | None) -> None:
        self.choose(place)
        self.chosen.emit(place)
        if place is not None and self.overlay.page is not None:
            announce(self, describe(self.overlay.page, place))

    def _bring_into_sight(self, box: Box) -> None:
        """Move just so far that the box and a little around it is seen, gently."""
        shown = self.view.to_screen(box)
        by = QPointF(
            _shift(shown.left(), shown.right(), float(self.width())),
            _shift(shown.top(), shown.bottom(), float(self.height())),
        )
        self._glide.stop()
        if by.isNull():
            return
        start = QPointF(self.view.left, self.view.top)
        self._glide.setStartValue(start)
        self._glide.setEndValue(start + by)
        self._glide.start()

    def _glide_to(self, corner: QPointF) -> None:
        self.show_view(PaperView(self.view.scale, corner.x(), corner.y()))

    def _show_cursor(self) -> None:
        if self._dragging:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self.space_held:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    # What fingers do (pointers.TouchTarget).

    def finger_down(self, position: QPointF) -> None:
        self._down(position, drag=False)

    def finger_moved(self, position: QPointF) -> None:
        self._moved(position)

    def finger_up(self) -> None:
        self._up()

    def cancel_gesture(self) -> None:
        self._press, self._dragging = None, False

    def pinch(self, shift: QPointF, factor: float, middle: QPointF) -> None:
        """Two fingers moved by so many pixels and spread by this factor around their middle."""
        self.move_paper(shift)
        self.zoom(factor, middle)

    def _down(self, position: QPointF, *, drag: bool) -> None:
        self._glide.stop()
        self._press, self._dragging = position, drag
        self._show_cursor()

    def _moved(self, position: QPointF) -> None:
        if self._press is None:
            return
        by = position - self._press
        if self._dragging or by.manhattanLength() > _STILL:
            self._dragging = True
            self._show_cursor()
            self._press = position
            self.move_paper(by)

    def _up(self) -> None:
        if self._press is not None and not self._dragging:
            column, row = self.view.to_paper(self._press)
            self._choose_by_hand(self.overlay.glyph_at(column, row, scale=self.view.scale))
        self._press, self._dragging = None, False
        self._show_cursor()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent) and event.device().type() == QPointingDevice.DeviceType.TouchScreen:
            event.accept()  # else Qt sends the same as mouse events
            self._touch.take(event, palm=False)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._down(event.position(), drag=event.button() == Qt.MouseButton.MiddleButton or self.space_held)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._moved(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._up()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = self.overlay.page
        if event.key() in _MOVES and page is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            place = next_place(page, self.overlay.chosen, _MOVES[Qt.Key(event.key())])
            if place is not None:
                self._choose_by_hand(place)
        elif event.key() == Qt.Key.Key_Escape and self.overlay.chosen is not None:
            self._choose_by_hand(None)
        else:
            super().keyPressEvent(event)

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
        painter.fillRect(event.rect(), QColor(colours_of(self.palette()).panel))
        if self._pyramid is not None:
            painter.setOpacity(_OLD if self._old_picture else 1.0)
            paint_picture(painter, self._pyramid, self.view, QRectF(event.rect()))
            painter.setOpacity(_OLD if self._old_page else 1.0)
            self.overlay.paint_boxes(painter, self.view, QRectF(event.rect()))
        if self._ring:
            painter.setOpacity(1.0)
            painter.setPen(QColor(colours_of(self.palette()).accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


def _shift(low: float, high: float, size: float) -> float:
    """How far to move so that low..high lies within 0..size; 0 if it does, else with a margin where there is room."""
    if low >= 0 and high <= size:
        return 0.0
    margin = min(_EDGE, max((size - (high - low)) / 2, 0.0))
    if low < margin:
        return margin - low
    return min(size - margin - high, 0.0)
