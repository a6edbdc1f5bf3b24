"""Cursors of the canvas: a ring as large as the brush or the eraser, seen on light and on dark paper."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QCursor, QPainter, QPixmap

_SMALLEST, _LARGEST = 4, 96


@lru_cache(maxsize=64)
def ring_cursor(diameter: int, colour: str, halo: str) -> QCursor:
    """A ring of this diameter in pixels, bounded to what systems show, with a halo of the paper's colour."""
    diameter = min(max(diameter, _SMALLEST), _LARGEST)
    size = diameter + 5 + (diameter % 2 == 0)  # odd, so that the hot spot is the middle of a pixel
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for tint, width in ((halo, 3.0), (colour, 1.0)):
        pen = painter.pen()
        pen.setColor(QColor(tint))
        pen.setWidthF(width)
        painter.setPen(pen)
        painter.drawEllipse(QPointF(size / 2, size / 2), diameter / 2, diameter / 2)
    painter.end()
    return QCursor(picture, size // 2, size // 2)
