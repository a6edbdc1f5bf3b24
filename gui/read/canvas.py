"""Canvas: the paper that one draws on. Shows an Ink and the boxes of what was read; says what the hand did.

It changes nothing itself: strokes drawn and erased are signals, and the owner hands back the new ink.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

from core.ink import Ink, Stroke
from core.page import Box, Page
from gui.read.cursors import ring_cursor
from gui.read.hand import ERASER, ERASER_REACH, MOVE, SELECT, Hand
from gui.read.ink_layer import InkLayer
from gui.read.overlay import OverlayStyle, PageOverlay
from gui.read.paper_widget import PaperWidget
from gui.read.pointers import MOUSE_PRESSURE, PenWatch, TouchHand, is_eraser, pressure_of
from gui.theme import Colours, colours_of

_STALE_OPACITY = 0.4
EMPTY_SENTENCE = "Write here with a pen, the mouse or a finger; the text follows."


class Canvas(PaperWidget):
    """Signals: stroke_drawn(Stroke); erased(frozenset of places); picked(int | None): a
    click chose this glyph, or none."""

    stroke_drawn = Signal(object)
    erased = Signal(object)
    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._ink = Ink()
        self._finger_draws = True
        self._touch = TouchHand(self)
        self._hand = Hand(self, clock)
        self._stale = False
        self.overlay = PageOverlay()
        self._pen = PenWatch(self, clock)
        self._layer = InkLayer(self)
        self._layer.changed.connect(self._on_layer_changed)
        self.space_changed.connect(self._show_cursor)
        self._set_up()

    @property
    def ink(self) -> Ink:
        return self._ink

    @property
    def tool(self) -> str:
        return self._hand.tool

    @property
    def drawing_now(self) -> bool:
        """Whether a gesture is under way."""
        return self._hand.busy

    @property
    def settled(self) -> bool:
        """Whether the picture of the ink is up to date."""
        return self._layer.idle

    def set_ink(self, ink: Ink) -> None:
        """Show this drawing. A gesture that is under way is forgotten: it meant the ink before."""
        self._hand.cancel()
        was_empty, self._ink = not self._ink, ink
        self._layer.set_ink(ink)
        if not ink:
            self._hand.new_paper()
        if was_empty != (not ink):
            self.update()  # the sentence of the empty paper comes or goes
        self.setAccessibleDescription(f"{len(ink.strokes)} strokes" if ink else EMPTY_SENTENCE)

    def show_page(self, page: Page | None) -> None:
        """Draw the boxes of what was read over the ink."""
        self.overlay.show(page)
        self._stale = False
        self.update()

    def set_stale(self, stale: bool) -> None:
        """Dim the boxes: they belong to ink that has changed since."""
        if stale != self._stale:
            self._stale = stale
            self.update()

    def set_marks(self, *, boxes: bool, order: bool, doubtful_below: float) -> None:
        """What is drawn over the ink."""
        self.overlay.style = OverlayStyle(boxes, order, doubtful_below)
        self.update()

    def choose(self, glyph: int | None) -> None:
        """Mark this glyph (its place in page.glyphs) and move the paper so that it is seen."""
        self.overlay.chosen = glyph
        page = self.overlay.page
        if glyph is not None and page is not None and glyph < len(page.glyphs):
            self.reveal(page.glyphs[glyph].box)
        self.update()

    def set_tool(self, tool: str) -> None:
        """tool: one of hand.TOOLS."""
        self._hand.tool = tool
        self._show_cursor()

    def set_brush_width(self, width: float) -> None:
        """Diameter of new strokes, in canvas units."""
        self._hand.brush_width = width
        self._show_cursor()

    def set_finger_draws(self, draws: bool) -> None:
        """Whether one finger draws, or moves the paper."""
        self._finger_draws = draws

    def cancel_gesture(self) -> None:
        """Forget what the hand is doing."""
        self._hand.cancel()

    def on_view_changed(self) -> None:
        self._layer.set_view(self.view)
        self._show_cursor()

    def content_box(self) -> Box:
        return self._ink.box

    # What a gesture may do (gestures.Surface).

    def wet(self, path: QPainterPath) -> None:
        if not self._ink:
            self.update()  # the sentence of the empty paper goes
        self._layer.add_wet(path)

    def drop_wet(self) -> None:
        self._layer.drop_wet()

    def stroke_done(self, stroke: Stroke) -> None:
        self.stroke_drawn.emit(stroke)

    def hide_strokes(self, places: frozenset[int]) -> None:
        self._layer.set_ink(self._ink.without(set(places)))

    def erase_done(self, places: frozenset[int]) -> None:
        if places:
            self.erased.emit(places)

    def choose_at(self, column: float, row: float) -> None:
        self.picked.emit(self.overlay.glyph_at(column, row, scale=self.view.scale))

    # What fingers do (pointers.TouchTarget).

    def finger_down(self, position: QPointF) -> None:
        self._hand.begin(self._hand.tool if self._finger_draws else MOVE, position, MOUSE_PRESSURE)

    def finger_moved(self, position: QPointF) -> None:
        self._hand.move(position, MOUSE_PRESSURE)

    def finger_up(self) -> None:
        self._hand.end()

    def pinch(self, shift: QPointF, factor: float, middle: QPointF) -> None:
        self.show_view(self.view.moved(shift).zoomed(factor, middle))

    def _set_up(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 120)
        self.setAccessibleName("Drawing")
        self.setAccessibleDescription(EMPTY_SENTENCE)
        self._show_cursor()

    def _show_cursor(self) -> None:
        if self.space_held:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self._hand.tool == SELECT:
            self.setCursor(Qt.CursorShape.ArrowCursor)
        else:
            colours = colours_of(self.palette())
            across = 2 * ERASER_REACH if self._hand.tool == ERASER else self._hand.brush_width * self.view.scale
            self.setCursor(ring_cursor(round(across), colours.text, colours.paper))

    def _on_layer_changed(self, part: QRect) -> None:
        self.update(part)

    def _wants(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and self.drawing_now

    # Qt overrides.

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent) and event.device().type() == QPointingDevice.DeviceType.TouchScreen:
            event.accept()  # else Qt sends the same as mouse events
            self._touch.take(event, palm=self._pen.near)
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._wants(event):
            event.accept()  # while one draws, Esc is for the stroke and not for the window
            return True
        return super().event(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        event.accept()  # else Qt sends the same as a mouse event
        self._pen.seen()
        if event.type() == QEvent.Type.TabletPress:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            what = ERASER if is_eraser(event) else self._hand.meaning(event, space=self.space_held)
            self._hand.begin(what, event.position(), pressure_of(event))
        elif event.type() == QEvent.Type.TabletMove:
            self._hand.move(event.position(), pressure_of(event))
        elif event.type() == QEvent.Type.TabletRelease:
            self._hand.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.drawing_now:
            self._hand.begin(self._hand.meaning(event, space=self.space_held), event.position(), MOUSE_PRESSURE)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hand.move(event.position(), MOUSE_PRESSURE)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not event.buttons():
            self._hand.end()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fits, unless the tool draws or erases: then it is the second of two quick strokes."""
        if self._hand.meaning(event, space=self.space_held) in (SELECT, MOVE):
            self.fit()
        else:
            self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.drawing_now:
            self.cancel_gesture()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange):
            self._frame_layer()
            self._show_cursor()
            self.update()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._frame_layer()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(colours.paper))
        self._layer.paint(painter)
        if self._ink:
            painter.setOpacity(_STALE_OPACITY if self._stale else 1.0)
            self.overlay.paint_boxes(painter, self.view, QRectF(event.rect()))
        elif not self.drawing_now:
            self._paint_empty(painter, colours)
        painter.end()

    def _paint_empty(self, painter: QPainter, colours: Colours) -> None:
        painter.setPen(QColor(colours.muted))
        room = self.rect().adjusted(32, 32, -32, -32)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, EMPTY_SENTENCE)

    def _frame_layer(self) -> None:
        self._layer.set_frame(self.size(), self.devicePixelRatioF(), QColor(colours_of(self.palette()).ink))
