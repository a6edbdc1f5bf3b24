"""What a person can hand in for reading: a file, or a picture from the clipboard or dragged from another program."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

PICTURE_FILTER = (
    "Pictures and PDF (*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff *.pdf"
    " *.PNG *.JPG *.JPEG *.WEBP *.BMP *.TIF *.TIFF *.PDF);;All files (*)"
)


def files_in(mime: QMimeData) -> list[Path]:
    """Files of this computer among what was dropped or copied, in order."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def image_in(mime: QMimeData) -> QImage | None:
    """The picture itself; None where there is none."""
    if not mime.hasImage():
        return None
    image = mime.imageData()
    return image if isinstance(image, QImage) and not image.isNull() else None


def is_welcome(mime: QMimeData) -> bool:
    """Could this be read?"""
    return bool(files_in(mime)) or mime.hasImage()
