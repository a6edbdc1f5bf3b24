"""DrawPane: the canvas under its tool row."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.settings import Settings
from gui.actions import ActionTable
from gui.read.canvas import Canvas
from gui.read.tools import BrushWidth, ToolRow, framed

_TOOLS = ("draw.pen", "draw.eraser", "draw.select", None, "edit.undo", "edit.redo", "edit.clear", None)
_VIEWS = (None, "view.fit")


class DrawPane(QWidget):
    """Signal brush_width_changed(float)."""

    brush_width_changed = Signal(float)

    def __init__(self, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = canvas
        self.brush = BrushWidth(self)
        self.brush.changed.connect(self.brush_width_changed)

    def lay_out(self, actions: ActionTable, lead: QWidget) -> None:
        """Build the row once the actions are there. lead: what stands first in it."""
        row = ToolRow([actions.action(name) if name else None for name in _TOOLS])
        row.add(self.brush)
        for name in _VIEWS:
            row.add_gap() if name is None else row.add_action(actions.action(name))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(framed(lead, row))
        column.addWidget(self.canvas, 1)

    def use(self, settings: Settings) -> None:
        """Take brush, touch and marks from the settings."""
        self.brush.show_width(settings.brush_width)
        self.canvas.set_brush_width(settings.brush_width)
        self.canvas.set_finger_draws(settings.finger_draws)
        self.canvas.set_marks(
            boxes=settings.show_boxes, order=settings.show_order, doubtful_below=settings.doubtful_below
        )
