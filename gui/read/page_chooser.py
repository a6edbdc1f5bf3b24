"""PageChooser: which page of a file with several is shown. Hidden for a file with one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QToolButton, QWidget

from gui.theme import CONTROL_HEIGHT, GRID, icon


class PageChooser(QWidget):
    """Signal chosen(int): the person wants this page, counted from 0."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._back = self._button("Page before")
        self._on = self._button("Next page")
        self._number = QSpinBox(self)
        self._number.setFixedHeight(CONTROL_HEIGHT)
        self._number.setKeyboardTracking(False)  # while one writes "12" page 1 is not meant
        self._number.setMinimum(1)
        self._number.setToolTip("Page to show")
        self._of = QLabel(self)
        label = QLabel("&Page", self)
        label.setBuddy(self._number)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        for widget in (label, self._back, self._number, self._of, self._on):
            row.addWidget(widget)
        self._back.clicked.connect(lambda: self._number.stepDown())
        self._on.clicked.connect(lambda: self._number.stepUp())
        self._number.valueChanged.connect(self._say)
        self._dress()
        self.show_pages(1, 0)

    def show_pages(self, pages: int, page: int) -> None:
        """So many pages, this one (from 0) is shown; says nothing."""
        blocked = self._number.blockSignals(True)
        self._number.setMaximum(max(pages, 1))
        self._number.setValue(page + 1)
        self._number.blockSignals(blocked)
        self._of.setText(f"of {pages}")
        self._number.setAccessibleName(f"Page of {pages}")
        self._enable(page)
        self.setVisible(pages > 1)

    def _say(self, number: int) -> None:
        self._enable(number - 1)
        self.chosen.emit(number - 1)

    def _enable(self, page: int) -> None:
        self._back.setEnabled(page > 0)
        self._on.setEnabled(page + 1 < self._number.maximum())

    def _button(self, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def _dress(self) -> None:
        self._back.setIcon(icon("previous", self.palette()))
        self._on.setIcon(icon("next", self.palette()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
