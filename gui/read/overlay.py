"""The boxes of the read glyphs, drawn over ink or picture: hairlines at every zoom, the chosen one in the accent.

A doubtful glyph has a dashed line under its box: its meaning is never carried by colour alone. The same overlay serves
the canvas and the image pane; positions are rows and columns of the page, PaperView brings them to the screen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QGuiApplication, QPainter, QPen

from core.page import Page
from gui.read.paper_view import PaperView
from gui.theme import Colours, colours_of

_REACH = 4.0  # screen pixels by which a click may miss a box
_CHOSEN_VEIL = 36  # of 255: opacity of the accent inside the chosen box
_SMALLEST_NUMBERED = 9.0  # screen pixels: lower boxes have no room for a number


@dataclass(frozen=True, slots=True)
class OverlayStyle:
    """What is drawn. doubtful_below: confidence under which a glyph is marked."""

    boxes: bool = True
    order: bool = False
    doubtful_below: float = 0.6


class PageOverlay:
    """A page to draw over its picture, and one chosen glyph of it (its place in page.glyphs) or None."""

    def __init__(self) -> None:
        self.style = OverlayStyle()
        self.chosen: int | None = None
        self.colours: Colours | None = None  # None: those of the window's theme
        self._page: Page | None = None
        self._boxes: NDArray[np.float64] = np.zeros((0, 4))
        self._confidence: NDArray[np.float64] = np.zeros(0)

    @property
    def page(self) -> Page | None:
        return self._page

    def show(self, page: Page | None) -> None:
        """Draw this page from now on. The choice stays where its place still exists."""
        self._page = page
        glyphs = page.glyphs if page is not None else ()
        self._boxes = np.array([glyph.box.as_list() for glyph in glyphs], np.float64).reshape(-1, 4)
        self._confidence = np.array([glyph.confidence for glyph in glyphs], np.float64)
        if self.chosen is not None and self.chosen >= len(glyphs):
            self.chosen = None

    def glyph_at(self, column: float, row: float, *, scale: float = 1.0) -> int | None:
        """The glyph whose box is there (the smallest of several), in page units; scale: screen pixels per unit."""
        if not len(self._boxes):
            return None
        reach = _REACH / scale
        top, left, bottom, right = self._boxes.T
        inside = (top - reach <= row) & (row < bottom + reach) & (left - reach <= column) & (column < right + reach)
        if not inside.any():
            return None
        exact = inside & (top <= row) & (row < bottom) & (left <= column) & (column < right)
        among = np.flatnonzero(exact if exact.any() else inside)
        areas = (bottom - top)[among] * (right - left)[among]
        return int(among[np.argmin(areas)])

    def screen_box(self, place: int, view: PaperView) -> QRectF:
        """Where a glyph's box stands on the screen, in widget pixels."""
        top, left, bottom, right = self._boxes[place]
        corner = view.transform.map(QPointF(left, top))
        return QRectF(corner.x(), corner.y(), (right - left) * view.scale, (bottom - top) * view.scale)

    def paint_boxes(self, painter: QPainter, view: PaperView, shown: QRectF) -> None:
        """Draw in widget pixels; shown: the part of the widget that is being painted."""
        painter.save()
        colours = self.colours or colours_of(QGuiApplication.palette())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        places = self._places_in(view, shown)
        ratio = painter.device().devicePixelRatioF()
        boxes = [_crisp(self.screen_box(place, view), ratio) for place in places]
        if self.style.boxes:
            painter.setPen(_hairline(colours.mark))
            painter.drawRects(boxes)
        doubtful = [box for place, box in zip(places, boxes, strict=True) if self._is_doubtful(place)]
        _underline(painter, doubtful, colours)
        if self.style.order:
            self._paint_order(painter, places, boxes, colours)
        if self.chosen is not None and self.chosen in places:
            _paint_chosen(painter, boxes[places.index(self.chosen)], colours)
        painter.restore()

    def _places_in(self, view: PaperView, shown: QRectF) -> list[int]:
        left, top = view.to_paper(shown.topLeft())
        right, bottom = view.to_paper(shown.bottomRight())
        slack = 24 / view.scale  # numbers and underlines stand outside the box
        boxes = self._boxes
        seen = (boxes[:, 2] + slack >= top) & (boxes[:, 0] - slack <= bottom)
        seen &= (boxes[:, 3] + slack >= left) & (boxes[:, 1] - slack <= right)
        return [int(place) for place in np.flatnonzero(seen)]

    def _is_doubtful(self, place: int) -> bool:
        return bool(self._confidence[place] < self.style.doubtful_below)

    def _paint_order(self, painter: QPainter, places: list[int], boxes: list[QRectF], colours: Colours) -> None:
        font = painter.font()
        font.setPointSizeF(max(font.pointSizeF() * 0.75, 6.5))
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        paper = QColor(colours.paper)
        paper.setAlpha(220)
        for place, box in zip(places, boxes, strict=True):
            if box.height() < _SMALLEST_NUMBERED:
                continue
            number = str(place + 1)
            label = QRectF(box.left(), box.top() - metrics.height(), metrics.horizontalAdvance(number) + 4, 0)
            label.setHeight(metrics.height())
            painter.fillRect(label, paper)
            painter.setPen(QColor(colours.accent if place == self.chosen else colours.muted))
            painter.drawText(label, Qt.AlignmentFlag.AlignCenter, number)


def _paint_chosen(painter: QPainter, box: QRectF, colours: Colours) -> None:
    veil = QColor(colours.accent)
    veil.setAlpha(_CHOSEN_VEIL)
    painter.fillRect(box, veil)
    around = box.adjusted(-1, -1, 1, 1)  # outside, so that a thin letter is not covered
    pen = QPen(QColor(colours.accent), 2)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.drawRect(around)


def _underline(painter: QPainter, boxes: list[QRectF], colours: Colours) -> None:
    pen = QPen(QColor(colours.doubt), 2, Qt.PenStyle.CustomDashLine)
    pen.setDashPattern([2, 1.5])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    lines = [QLineF(box.left(), box.bottom() + 3, box.right() + 1, box.bottom() + 3) for box in boxes]
    painter.drawLines(lines)


def _hairline(colour: str) -> QPen:
    pen = QPen(QColor(colour), 1)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen


def _crisp(box: QRectF, ratio: float) -> QRectF:
    """The box on whole device pixels, so that its sides are neither blurred nor doubled."""
    left, top = math.floor(box.left() * ratio) / ratio, math.floor(box.top() * ratio) / ratio
    right, bottom = math.ceil(box.right() * ratio) / ratio, math.ceil(box.bottom() * ratio) / ratio
    return QRectF(left, top, right - left, bottom - top)
