"""IconButton: a button that is an icon only, and whose icon turns with the theme."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from gui.theme import CONTROL_HEIGHT, ICON_SIZE, icon


class IconButton(QToolButton):
    """name: of the icon (gui.theme.icon). tip: what it does, for the eye and for screen readers. deed: what it does."""

    def __init__(self, name: str, tip: str, deed: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setObjectName(name)
        self.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.setFixedSize(CONTROL_HEIGHT, CONTROL_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.clicked.connect(lambda _checked=False: deed())
        self.show_icon(name)

    def show_icon(self, name: str) -> None:
        """Another icon from now on."""
        self._name = name
        self.setIcon(icon(name, self.palette()))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.show_icon(self._name)
        super().changeEvent(event)
