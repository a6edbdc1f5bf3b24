"""Rail: the narrow column of icon and word by which one goes from workspace to workspace."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from gui.theme import GRID, ICON_SIZE, colours_of

_NARROWEST = 64


class Rail(QWidget):
    """One button for each action; the checked one is where one is."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Workspaces")
        column = QVBoxLayout(self)
        column.setContentsMargins(4, GRID, 5, GRID)
        column.setSpacing(4)
        words = [self.fontMetrics().horizontalAdvance(action.iconText()) for action in actions]
        width = max([_NARROWEST, *(word + 2 * GRID for word in words)])
        self.setFixedWidth(width + GRID + 1)
        for action in actions:
            column.addWidget(_button(action, width))
        column.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A hairline towards the workspace."""
        painter = QPainter(self)
        painter.setPen(QColor(colours_of(self.palette()).hairline))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
        painter.end()


def _button(action: QAction, width: int) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
    button.setFixedSize(width, 52)
    button.setAccessibleName(action.text().replace("&", ""))
    return button
