"""DrawPane: the canvas under its tool row."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.settings import Settings
from gui.actions import ActionTable
from gui.read.canvas import Canvas
from gui.read.tools import BrushWidth, Gap, PaneTabs, ToolRow, framed

_TOOLS = ("draw.pen", "draw.eraser", "draw.select", None, "edit.undo", "edit.redo", "edit.clear", None)
_NARROWEST, _BRUSH_FROM = 344, 660  # pixels; the second: from which there is room for the brush


class DrawPane(QWidget):
    """Signal brush_width_changed(float)."""

    brush_width_changed = Signal(float)

    def __init__(self, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = canvas
        self.setMinimumWidth(_NARROWEST)  # the row gives way, so that the splitter need not heed its hint
        self._gap: Gap | None = None
        self.brush = BrushWidth(self)
        self.brush.changed.connect(self.brush_width_changed)

    def lay_out(self, actions: ActionTable, tabs: PaneTabs) -> None:
        """Build the row once the actions are there. tabs: what stands first in it."""
        row = ToolRow([actions.action(name) if name else None for name in _TOOLS])
        row.add(self.brush)
        self._gap = row.add_gap()
        row.add_action(actions.action("view.fit"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(framed(tabs, row))
        column.addWidget(self.canvas, 1)

    def use(self, settings: Settings) -> None:
        """Take brush, touch and marks from the settings."""
        self.brush.show_width(settings.brush_width)
        self.canvas.set_brush_width(settings.brush_width)
        self.canvas.set_finger_draws(settings.finger_draws)
        self.canvas.set_marks(
            boxes=settings.show_boxes, order=settings.show_order, doubtful_below=settings.doubtful_below
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where room is short the brush goes; its keys and the preferences stay."""
        super().resizeEvent(event)
        self.brush.setVisible(self.width() >= _BRUSH_FROM)
        if self._gap is not None:
            self._gap.setVisible(self.width() >= _BRUSH_FROM)
