"""Multiples: a small plot of the loss for each run that is drawn, side by side and on one scale."""

from __future__ import annotations

import math

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from gui.train.look import Look
from gui.train.panels import FigurePanel, Shown
from gui.train.plot import Plot

_MOST_COLUMNS = 5


class Multiples(QWidget):
    """Its panels are drawn by the board that owns it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(1)
        self._panels: dict[str, FigurePanel] = {}

    @property
    def panels(self) -> tuple[FigurePanel, ...]:
        """One for each run."""
        return tuple(self._panels.values())

    def show_runs(self, shown: tuple[Shown, ...], names: dict[str, str], total: int, look: Look) -> list[FigurePanel]:
        """A plot for each; returns those that are new. names: titles by run."""
        new = []
        for run in [run for run in self._panels if run not in {row.curves.run for row in shown}]:
            plot = self._panels.pop(run).plot
            self._grid.removeWidget(plot)
            plot.deleteLater()
        for row in shown:
            run = row.curves.run
            if run not in self._panels:
                self._panels[run] = FigurePanel(Plot("", small=True), "loss")
                self._panels[run].plot.setMinimumSize(110, 90)
                self._panels[run].plot.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
                new.append(self._panels[run])
            panel = self._panels[run]
            panel.plot.title = names.get(run, run)
            panel.plot.setAccessibleName(f"Loss of {panel.plot.title}")
            panel.set_shown((Shown(row.curves, row.colour, True),))
            panel.total, panel.look = total, look
        self._arrange()
        return new

    def share_rows(self) -> None:
        """Give all plots the rows that hold what each of them shows."""
        found = [panel.found_rows for panel in self.panels if panel.found_rows is not None]
        if found:
            shared = min(low for low, _ in found), max(high for _, high in found)
            for panel in self.panels:
                panel.plot.set_rows(*shared)

    def _arrange(self) -> None:
        columns = min(_MOST_COLUMNS, max(1, math.ceil(math.sqrt(1.6 * len(self._panels)))))
        for place, panel in enumerate(self.panels):
            self._grid.addWidget(panel.plot, place // columns, place % columns)
        rows = -(-len(self._panels) // columns)
        for place in range(max(self._grid.columnCount(), self._grid.rowCount())):  # all alike
            self._grid.setColumnStretch(place, int(place < columns))
            self._grid.setRowStretch(place, int(place < rows))
