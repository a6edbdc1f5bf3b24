"""StartBar: the one big button that starts, pauses and goes on, and the small ones that step and stop."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from core.training_messages import IDLE, PAUSED, RUNNING, STARTING, STOPPING
from gui.theme import CONTROL_HEIGHT, ICON_SIZE

WORDS = {IDLE: "&Start", STARTING: "&Pause", RUNNING: "&Pause", PAUSED: "&Go on", STOPPING: "Stopping…"}
ICONS = {IDLE: "play", STARTING: "pause", RUNNING: "pause", PAUSED: "play", STOPPING: "stop"}


class StartBar(QWidget):
    """Buttons of actions; the first one is big."""

    def __init__(self, start: QAction, others: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.start = QToolButton()
        self.start.setDefaultAction(start)
        self.start.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.start.setProperty("primary", True)
        self.start.setMinimumSize(112, CONTROL_HEIGHT + 8)
        self.start.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        row.addWidget(self.start, 1)
        for action in others:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
            button.setFixedSize(CONTROL_HEIGHT + 8, CONTROL_HEIGHT + 8)
            button.setAccessibleName(action.text().replace("&", ""))
            row.addWidget(button)
