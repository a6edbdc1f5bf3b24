"""PictureTile: one small picture as crisp squares, as large as its place allows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.colour_maps import counts_table, diverging_table, ink_table
from gui.convert import to_image
from gui.theme import colours_of

TABLES = {"diverging": diverging_table, "counts": counts_table, "ink": ink_table}


class PictureTile(QWidget):
    """Keeps the picture's shape. empty: what it says without one."""

    def __init__(self, name: str, *, side: int = 128, empty: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: NDArray[np.uint8] | None = None
        self._table = "diverging"
        self._image: QImage | None = None
        self._empty = empty
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setMinimumSize(48, 48)
        self.setAccessibleName(name)

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """What is shown."""
        return self._picture

    def show_picture(self, picture: NDArray[np.uint8] | None, table: str = "diverging", about: str = "") -> None:
        """uint8 (H, W), places in a table of TABLES, or (H, W, 3) colours; None for nothing. about: in words."""
        self._picture, self._table = picture, table
        self._image = None if picture is None else coloured(picture, table, self.palette())
        self.setAccessibleDescription(about if picture is not None else self._empty)
        self.setToolTip(about)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.PaletteChange and self._picture is not None:
            self._image = coloured(self._picture, self._table, self.palette())
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = colours_of(self.palette())
        if self._image is None:
            painter.setPen(QColor(colours.muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty)
        else:
            area = self._area(self._image)
            smaller = area.width() < self._image.width()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smaller)
            painter.drawImage(area, self._image)
            painter.setPen(QColor(colours.hairline))
            painter.drawRect(area.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.end()

    def _area(self, image: QImage) -> QRectF:
        """As large as fits, centred, at the top left where there is more room."""
        room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        scale = min(room.width() / image.width(), room.height() / image.height())
        return QRectF(room.left(), room.top(), image.width() * scale, image.height() * scale)


def coloured(picture: NDArray[np.uint8], table: str, palette: QPalette) -> QImage:
    """A picture of places in the colours of the palette's theme; colours stay as they are."""
    if picture.ndim == 3:
        return to_image(picture)
    colours = np.array(TABLES[table](colours_of(palette).name), np.uint32)
    return to_image(colours[picture].view(np.uint8).reshape(*picture.shape, 4))


def sample_icon(image: NDArray[np.uint8], palette: QPalette, side: int) -> QIcon:
    """A sample, uint8 (H, W) ink 255 on 0 or (H, W, 3), as an icon of this side, crisp."""
    picture = coloured(image, "ink", palette)
    keep, crisp = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.FastTransformation
    smooth = Qt.TransformationMode.SmoothTransformation
    how = crisp if max(picture.width(), picture.height()) <= side else smooth
    return QIcon(QPixmap.fromImage(picture.scaled(side, side, keep, how)))
