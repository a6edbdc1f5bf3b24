"""What stands in place of the curves while there is no run to draw: what to do, and what will be seen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gui.theme import GRID, MARGIN

_TITLE = "No curves yet"
_WORDS = (
    "Take a preset on the left, or settings of your own, and press Start.\n"
    "Loss and accuracy are drawn here while the network learns, batch by batch;\n"
    "its weights and its mistakes can be watched in Weights and Confusion."
)


def empty_board() -> QWidget:
    """A title and a few lines in the middle of the paper."""
    paper = QWidget()
    paper.setBackgroundRole(paper.palette().ColorRole.Base)
    paper.setAutoFillBackground(True)
    title, words = QLabel(_TITLE), QLabel(_WORDS)
    font = title.font()
    font.setPointSizeF(font.pointSizeF() * 1.4)
    title.setFont(font)
    words.setForegroundRole(words.palette().ColorRole.PlaceholderText)
    column = QVBoxLayout(paper)
    column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
    column.setSpacing(GRID)
    column.addStretch(1)
    for label in (title, words):
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        label.setWordWrap(True)
        column.addWidget(label)
    column.addStretch(1)
    return paper
