"""DoubtControl: how many of the least sure characters are marked, as a slider, and how many that is now."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from core.page import Page
from gui.theme import CONTROL_HEIGHT, GRID, MARGIN

# Confidences below which a character is marked: most characters are surer than 95 %, so the steps are finer there.
LEVELS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.0)


class DoubtControl(QWidget):
    """Signal changed(float): the confidence below which the person wants characters marked."""

    changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._below = LEVELS[0]
        self._page: Page | None = None
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, len(LEVELS) - 1)
        self.slider.setPageStep(2)
        self.slider.setMinimumWidth(72)
        self.slider.setMaximumWidth(160)
        self.slider.setAccessibleName("Mark the least sure characters")
        self.count = QLabel()
        self.count.setAccessibleName("Characters marked")
        label = QLabel("&Mark the least sure")
        label.setBuddy(self.slider)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 4, MARGIN, 4)
        row.setSpacing(GRID)
        row.addWidget(label)
        row.addWidget(self.slider, 1)
        row.addWidget(self.count)
        row.addStretch(1)
        self.setFixedHeight(CONTROL_HEIGHT + GRID)
        self.slider.valueChanged.connect(self._on_value)
        self._refresh()

    def show_below(self, confidence: float) -> None:
        """Show a setting, without saying that it changed; the slider stands at the nearest step."""
        self._below = confidence
        nearest = min(range(len(LEVELS)), key=lambda place: abs(LEVELS[place] - confidence))
        blocked = self.slider.blockSignals(True)
        self.slider.setValue(nearest)
        self.slider.blockSignals(blocked)
        self._refresh()

    def show_page(self, page: Page | None) -> None:
        """Count the characters of this page."""
        self._page = page
        self._refresh()

    def _on_value(self, value: int) -> None:
        self._below = LEVELS[value]
        self._refresh()
        self.changed.emit(self._below)

    def _refresh(self) -> None:
        self.slider.setToolTip(
            f"Characters less than {100 * self._below:g} % sure are marked" if self._below else "No character is marked"
        )
        self.count.setText("" if self._page is None else marked_sentence(self._page, self._below))


def marked_sentence(page: Page, below: float) -> str:
    """Such as "3 of 246"; "none" where no character is marked."""
    glyphs = page.glyphs
    marked = sum(glyph.confidence < below for glyph in glyphs)
    return f"{marked} of {len(glyphs)}" if marked else "none"
