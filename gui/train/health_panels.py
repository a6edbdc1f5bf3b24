"""Panels of one run's health: learning rate, and gradient norm, update ratio and dead units layer by layer."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray

from gui.theme import colours_of
from gui.train.curve_items import logarithmic
from gui.train.look import steady_range
from gui.train.panels import PIXELS, Panel
from gui.train.plot import Plot
from gui.train.run_curves import RunCurves

Values = NDArray[np.float64]
_MOST_LAYERS = 8


class RatePanel(Panel):
    """Learning rate of the chosen run."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot)
        self._line = pg.PlotCurveItem(connect="finite", antialias=True)
        plot.item.addItem(self._line, ignoreBounds=True)

    def refresh(self) -> None:
        """See Panel."""
        chosen = self.chosen
        self.set_columns()
        if chosen is None:
            self._line.setData([], [])
            return
        per_step = self.per_step(chosen.curves)
        drawn = self.draw(chosen.curves.rate, per_step, 0)
        self._line.setPen(pg.mkPen(chosen.colour, width=1.2))
        self._line.setData(drawn.last * per_step, drawn.high)
        if (found := steady_range(np.append(drawn.high, 0.0), robust=False)) is not None:
            self.plot.set_rows(0.0, found[1])

    def describe(self) -> str:
        """See Panel."""
        chosen = self.chosen
        if chosen is None or not len(chosen.curves.rate):
            return "No learning rate yet."
        values = chosen.curves.rate.values
        return f"Learning rate: {values[0]:.3g} at the start, {values[-1]:.3g} now."


class LayerPanel(Panel):
    """Something of each layer of the chosen run; the title names the layers in the colours of their lines."""

    def __init__(self, plot: Plot, kind: str) -> None:
        super().__init__(plot)
        self._kind = kind
        self._lines: dict[str, pg.PlotCurveItem] = {}
        plot.set_logarithmic(kind != "dead")

    def refresh(self) -> None:
        """See Panel."""
        chosen = self.chosen
        self.set_columns()
        found = {} if chosen is None else self._curves(chosen.curves)
        self._keep(list(found))
        for layer, (places, values) in found.items():
            self._lines[layer].setData(places, values)
        self._paint()
        rows = steady_range(np.concatenate([np.empty(0), *(pair[1] for pair in found.values())]), robust=True)
        if self._kind == "dead":
            self.plot.set_rows(0.0, max(10.0, min(rows[1], 102.0)) if rows else 100.0)
        elif rows is not None:
            self.plot.set_rows(*rows)

    def describe(self) -> str:
        """See Panel."""
        chosen = self.chosen
        found = {} if chosen is None else self._curves(chosen.curves)
        last = {layer: pair[1][-1] for layer, pair in found.items() if len(pair[1])}
        if not last:
            return f"{self.plot.title}: nothing measured yet."
        shown = {layer: value if self._kind == "dead" else 10**value for layer, value in last.items()}
        unit = " per cent" if self._kind == "dead" else ""
        return f"{self.plot.title} now: " + ", ".join(f"{layer} {value:.2g}{unit}" for layer, value in shown.items())

    def _curves(self, curves: RunCurves) -> dict[str, tuple[Values, Values]]:
        per_step = self.per_step(curves)
        if self._kind == "dead":
            return _dead_units(curves, per_step)
        table = curves.gradient if self._kind == "gradient" else curves.update
        found = {}
        for layer in _telling(table):
            drawn = table[layer].draw(1, len(table[layer]), max(50, self.plot.width() // PIXELS), 0)
            steps = curves.norm_steps.values[drawn.last.astype(np.int64) - 1].astype(np.float64)
            found[layer] = (steps * per_step, logarithmic(drawn.smooth))
        return found

    def _keep(self, layers: list[str]) -> None:
        if list(self._lines) == layers:
            return
        for line in self._lines.values():
            self.plot.item.removeItem(line)
        self._lines = {}
        for layer in layers:
            self._lines[layer] = pg.PlotCurveItem(connect="finite", antialias=True)
            self.plot.item.addItem(self._lines[layer], ignoreBounds=True)

    def _paint(self) -> None:
        colours = colours_of(self.plot.palette())
        for layer, colour in zip(self._lines, colours.series, strict=False):
            self._lines[layer].setPen(pg.mkPen(colour, width=1.2))
        words = zip(self._lines, colours.series, strict=False)
        named = "".join(f" &nbsp;<span style='color:{colour}'>{layer}</span>" for layer, colour in words)
        self.plot.set_title(f"{self.plot.title}{named}")


def _telling(layers: Iterable[str]) -> list[str]:
    """The layers that are drawn: those that multiply, not those that normalise."""
    named = list(layers)
    weighty = [layer for layer in named if not layer.rpartition(".")[2].startswith("bn")] or named
    if len(weighty) <= _MOST_LAYERS:
        return weighty
    places = np.linspace(0, len(weighty) - 1, _MOST_LAYERS).round().astype(int)
    return [weighty[place] for place in places]


def _dead_units(curves: RunCurves, per_step: float) -> dict[str, tuple[Values, Values]]:
    layers = list(curves.epochs[-1].dead_units)[:_MOST_LAYERS] if curves.epochs else []
    places = np.array([record.step for record in curves.epochs], np.float64) * per_step
    return {
        layer: (places, np.array([100 * record.dead_units.get(layer, np.nan) for record in curves.epochs]))
        for layer in layers
    }
