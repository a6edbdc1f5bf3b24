"""A picture and its numbers on the clipboard, both at once."""

from __future__ import annotations

import atexit

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QImage


def copy_both(image: QImage, text: str) -> None:
    """Who pastes takes what they can use. When the program ends the picture stays."""
    both = QMimeData()
    both.setImageData(image)
    both.setText(text)
    QGuiApplication.clipboard().setMimeData(both)
    atexit.register(_let_go, text)


def _let_go(text: str) -> None:
    """Qt deletes what is on the clipboard after Python has ended, and PySide (6.11) crashes on data that were made in
    Python: if they are there still, the picture alone takes their place."""
    if QGuiApplication.instance() is not None:
        clipboard = QGuiApplication.clipboard()
        if clipboard.mimeData().hasImage() and clipboard.text() == text:
            clipboard.setImage(clipboard.image())
