"""FoldingRow: parts side by side, or under each other where the row is too narrow for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget


class FoldingRow(QWidget):
    """Never asks for more width than its widest part: it folds, where another row would be cut off."""

    def __init__(self, parts: Sequence[tuple[QWidget, int, int]], spacing: int, parent: QWidget | None = None) -> None:
        """parts: a widget, its stretch, and the least width (pixels) that it is of use at, from the left."""
        super().__init__(parent)
        self._parts, self._spacing = tuple(parts), spacing
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(spacing)
        for part, stretch, _least in self._parts:
            self._row.addWidget(part, stretch)

    @property
    def is_folded(self) -> bool:
        """Whether the parts stand under each other."""
        return self._row.direction() == QBoxLayout.Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:
        width = max(part.minimumSizeHint().width() for part, _stretch, _least in self._parts)
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        folded = event.size().width() < self._wanted()
        way = QBoxLayout.Direction.TopToBottom if folded else QBoxLayout.Direction.LeftToRight
        if way != self._row.direction():
            self._row.setDirection(way)
            self.updateGeometry()
        super().resizeEvent(event)

    def _wanted(self) -> int:
        """Pixels for all of them side by side."""
        widths = (max(part.minimumSizeHint().width(), least) for part, _stretch, least in self._parts)
        return sum(widths) + self._spacing * (len(self._parts) - 1)
