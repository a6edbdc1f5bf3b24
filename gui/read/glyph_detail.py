"""GlyphDetail: one glyph from near: its picture as the network saw it, its candidates, a field to correct it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from core.page import Glyph
from gui.convert import borrowed_image
from gui.read.candidate_bars import CandidateBars, percentage
from gui.read.tools import tool_button
from gui.theme import CONTROL_HEIGHT, GRID, MARGIN, colours_of

_PATCH_ZOOM = 4  # widget pixels per pixel of the patch
_LONGEST = 4  # characters that one glyph can be corrected to


class PatchView(QWidget):
    """The 32 x 32 pixels that the network saw, as crisp squares in the colours of ink and paper."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._patch: NDArray[np.uint8] | None = None
        self.setFixedSize(32 * _PATCH_ZOOM + 2, 32 * _PATCH_ZOOM + 2)
        self.setToolTip("The character exactly as the network saw it, 32 by 32 pixels")
        self.setAccessibleName("The character as the network saw it")

    def show_patch(self, patch: NDArray[np.uint8] | None) -> None:
        """uint8 (H, W), ink 255 on 0; None: nothing was shown to a network."""
        self._patch = patch
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = colours_of(self.palette())
        area = QRectF(self.rect())
        painter.fillRect(area, QColor(colours.paper))
        if self._patch is None:
            painter.setPen(QColor(colours.muted))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "No picture")
        else:
            tinted = tint(self._patch, paper=colours.paper, ink=colours.ink)
            painter.drawImage(area.adjusted(1, 1, -1, -1), borrowed_image(tinted))
        painter.setPen(QColor(colours.mark))
        painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.end()


class GlyphDetail(QWidget):
    """Signals: picked(int): rank of the candidate that was taken, from 0; corrected(str): what the person wrote."""

    picked = Signal(int)
    corrected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glyph: Glyph | None = None
        self._patch = PatchView(self)
        self._bars = CandidateBars(self)
        self._title = QLabel(self)
        self._sure = QLabel(self)
        self._field = QLineEdit(self)
        self._empty = QLabel("Choose a character to see how it was read.", self)
        self._lay_out()
        self._bars.picked.connect(self.picked)
        self._field.returnPressed.connect(self._correct)
        self.setAccessibleName("Chosen character")
        self.show_glyph(None)

    def show_glyph(self, glyph: Glyph | None) -> None:
        """Show this glyph; a sentence that says what to do for None."""
        self._glyph = glyph
        self._stack.setCurrentIndex(0 if glyph is None else 1)
        if glyph is None:
            return
        self._title.setText(glyph.text)
        self._title.setAccessibleName(f"Chosen character {glyph.text}")
        self._sure.setText("as corrected" if glyph.confidence == 1.0 else f"{percentage(glyph.confidence)} sure")
        self._patch.show_patch(glyph.patch)
        self._bars.show_candidates(glyph.candidates)
        self._field.clear()

    def set_why(self, action: QAction) -> None:
        """Put a button of this action beside the character."""
        self._why_row.addWidget(tool_button(action))

    def edit(self) -> None:
        """Bring the keyboard to the field for a correction."""
        if self._glyph is not None:
            self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._field.selectAll()

    def _correct(self) -> None:
        text = self._field.text().strip()
        if text:
            self.corrected.emit(text)

    def _lay_out(self) -> None:
        for label in (self._empty, self._sure):
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty = QWidget(self)
        centred = QVBoxLayout(empty)
        centred.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        centred.addWidget(self._empty)
        shown = QWidget(self)
        grid = QGridLayout(shown)
        grid.setContentsMargins(MARGIN, GRID, MARGIN, MARGIN)
        grid.setHorizontalSpacing(MARGIN)
        grid.setVerticalSpacing(GRID)
        grid.addLayout(self._head(), 0, 0, 1, 2)
        grid.addWidget(self._patch, 1, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._bars, 1, 1, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(2, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(shown)

    def _head(self) -> QHBoxLayout:
        """The character, how sure it is, and the field to correct it."""
        large = QFont(self.font())
        large.setPointSizeF(large.pointSizeF() * 2)
        self._title.setFont(large)
        self._field.setMaxLength(_LONGEST)
        self._field.setFixedHeight(CONTROL_HEIGHT)
        self._field.setMaximumWidth(8 * GRID)
        self._field.setToolTip("Write what it is and press Enter (F2)")
        self._field.setAccessibleName("Correct the character to")
        label = QLabel("&Correct to", self)
        label.setBuddy(self._field)
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self._title)
        row.addWidget(self._sure)
        self._why_row = QHBoxLayout()
        row.addLayout(self._why_row)
        row.addStretch(1)
        row.addWidget(label)
        row.addWidget(self._field)
        return row


def tint(patch: NDArray[np.uint8], *, paper: str, ink: str) -> NDArray[np.uint8]:
    """uint8 (H, W) ink 255 on 0 -> uint8 (H, W, 3): a blend of the two colours (#RRGGBB)."""
    low = np.array([int(paper[place : place + 2], 16) for place in (1, 3, 5)], np.float32)
    high = np.array([int(ink[place : place + 2], 16) for place in (1, 3, 5)], np.float32)
    share = np.arange(256, dtype=np.float32)[:, None] / 255
    return np.round(low + (high - low) * share).astype(np.uint8)[patch]
