"""MosaicView: a layer's units as tiles. The pictures come ready; here they are coloured, chosen and named."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from core.inspection_answers import Mosaic
from gui.grid_geometry import Cells
from gui.grid_view import GridView
from gui.theme import colours_of


class MosaicView(GridView):
    """Shows the tiles after an epoch, or those before training."""

    def __init__(self, *, before: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before = before
        self._mosaic: Mosaic | None = None
        self.setAccessibleName("Weights before training" if before else "Weights")

    @property
    def mosaic(self) -> Mosaic | None:
        """What is shown."""
        return self._mosaic

    def show_mosaic(self, mosaic: Mosaic) -> None:
        """Show these tiles; the chosen unit stays chosen wherever it lies now."""
        unit = self.unit
        picture = mosaic.start if self._before else mosaic.picture
        same = self._mosaic is not None and (self._mosaic.source, self._mosaic.layer) == (mosaic.source, mosaic.layer)
        self._mosaic = mosaic
        if picture is None:
            self.clear()
            return
        self.show_cells(picture, Cells(len(mosaic.units), mosaic.columns, mosaic.tile, mosaic.gap), table="diverging")
        self.choose_unit(unit if same else None)
        self.setAccessibleDescription(summary(mosaic))

    @property
    def unit(self) -> int | None:
        """The chosen unit."""
        return None if self._mosaic is None or self.place is None else int(self._mosaic.units[self.place])

    def choose_unit(self, unit: int | None) -> None:
        """Mark a unit; says nothing."""
        places = [] if self._mosaic is None or unit is None else (self._mosaic.units == unit).nonzero()[0]
        self.choose(int(places[0]) if len(places) else None)

    def paint_over(self, painter: QPainter) -> None:
        """Where the last row has no tiles there is nothing."""
        cells = self.cells
        if not cells.count % cells.columns:
            return
        last, top_right = self.cell_rect(cells.count - 1), self.cell_rect(cells.columns - 1)
        gap = last.width() * cells.gap / cells.size[1]
        area = QRectF(last.right() + gap, last.top(), top_right.right() - last.right() + 1, last.height() + gap + 1)
        painter.fillRect(area, QColor(colours_of(self.palette()).panel))

    def describe(self, place: int) -> str:
        if self._mosaic is None:
            return ""
        unit = int(self._mosaic.units[place])
        name = f", class {self._mosaic.names[unit]}" if self._mosaic.names else ""
        return f"Unit {unit} of {self._mosaic.layer}{name}, tile {place + 1} of {self.cells.count}"


def summary(mosaic: Mosaic) -> str:
    """What the picture shows, in words."""
    height, width = mosaic.tile
    shown = "all" if len(mosaic.units) == mosaic.count else f"the first {len(mosaic.units)} of"
    composed = ", composed with the layers below" if mosaic.composed else ""
    scale = (
        f"one scale from -{mosaic.limit:.3g} to {mosaic.limit:.3g}" if mosaic.limit else "each tile on its own scale"
    )
    epoch = f" after epoch {mosaic.epoch}" if mosaic.epoch >= 0 else ""
    return (
        f"{mosaic.title}, layer {mosaic.layer}{epoch}: {shown} {mosaic.count} units as tiles of {height} by {width}"
        f"{composed}; blue is negative, orange positive, {scale}."
    )
