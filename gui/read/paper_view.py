"""PaperView: which part of the paper is on screen, and how large. A frozen value; a zoom or a move makes a new one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QTransform

from core.page import Box

SMALLEST, LARGEST = 0.02, 16.0
_FIT_LARGEST = 2.0
_FIT_MARGIN = 32.0


@dataclass(frozen=True, slots=True)
class PaperView:
    """scale: screen pixels per canvas unit. left, top: screen position, in pixels, of the paper's origin."""

    scale: float = 1.0
    left: float = 0.0
    top: float = 0.0

    @property
    def transform(self) -> QTransform:
        """From canvas units to screen pixels."""
        return QTransform(self.scale, 0, 0, self.scale, self.left, self.top)

    def to_paper(self, position: QPointF) -> tuple[float, float]:
        """Column and row, in canvas units, under a screen position."""
        return (position.x() - self.left) / self.scale, (position.y() - self.top) / self.scale

    def zoomed(self, factor: float, at: QPointF) -> PaperView:
        """Larger or smaller by this factor, the paper under the position staying where it is."""
        scale = min(max(self.scale * factor, SMALLEST), LARGEST)
        column, row = self.to_paper(at)
        return PaperView(scale, at.x() - column * scale, at.y() - row * scale)

    def moved(self, by: QPointF) -> PaperView:
        """Shifted by so many screen pixels."""
        return replace(self, left=self.left + by.x(), top=self.top + by.y())

    def to_screen(self, box: Box) -> QRectF:
        """A box of canvas units in screen pixels."""
        return self.transform.mapRect(QRectF(box.left, box.top, box.width, box.height))


def fitted(box: Box, size: QSizeF) -> PaperView:
    """The view that shows the whole box, centred, with a margin; the plain view for an empty box."""
    if box.width <= 0 or box.height <= 0:
        return PaperView()
    wide = max(size.width() - 2 * _FIT_MARGIN, 1.0) / box.width
    high = max(size.height() - 2 * _FIT_MARGIN, 1.0) / box.height
    scale = min(max(min(wide, high), SMALLEST), _FIT_LARGEST)
    left = (size.width() - box.width * scale) / 2 - box.left * scale
    top = (size.height() - box.height * scale) / 2 - box.top * scale
    return PaperView(scale, left, top)
