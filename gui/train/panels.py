"""Panels: a plot each and what is drawn in it: a figure of several runs, or the health of one run layer by layer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from core.train.records import EpochRecord
from gui.theme import colours_of
from gui.train.curve_items import CurveItems, logarithmic, plain
from gui.train.look import EPOCHS, Look, steady_range
from gui.train.plot import Plot
from gui.train.run_curves import RunCurves
from gui.train.series import Drawn, Series

Values = NDArray[np.float64]
_LEGEND = "(solid: training, dotted: validation, ☆ best epoch)"
_MOST_LAYERS = 8
_BESIDE = 0.012  # of the axis that is left free on either side, so that marks are whole
_PIXELS = 4  # of a plot's width that one piece of a curve takes at least; a piece may be four times finer


@dataclass(frozen=True, slots=True)
class Shown:
    """A run that is drawn. chosen: in front, with its envelope and marks of changed settings."""

    curves: RunCurves
    colour: str
    chosen: bool = False


class Panel:
    """A plot that is drawn anew when its owner says so. total: epochs that the axis has room for."""

    def __init__(self, plot: Plot) -> None:
        self.plot = plot
        self.shown: tuple[Shown, ...] = ()
        self.look = Look()
        self.total = 1

    def set_shown(self, shown: tuple[Shown, ...]) -> None:
        """Draw these runs from the next refresh on."""
        self.shown = shown

    def refresh(self) -> None:
        """Draw what there is now."""
        raise NotImplementedError

    def describe(self) -> str:
        """What the plot shows, in words."""
        raise NotImplementedError

    def per_step(self, curves: RunCurves) -> float:
        """What one step of a run is on the axis."""
        return 1 / curves.batches if self.look.axis == EPOCHS else 1.0

    def draw(self, series: Series, per_step: float, span: float) -> Drawn:
        """The part of a series that is seen."""
        low, high = self.plot.seen
        return series.draw(low / per_step, high / per_step + 1, max(50, self.plot.width() // _PIXELS), span)

    def set_columns(self) -> None:
        """Room for the whole run, the part to come as well."""
        furthest = max((row.curves.step * self.per_step(row.curves) for row in self.shown), default=0.0)
        planned = max(
            (self.total * row.curves.batches * self.per_step(row.curves) for row in self.shown if row.chosen),
            default=0.0,
        )
        end = max(furthest, planned) or 1.0
        self.plot.set_columns(-_BESIDE * end, (1 + _BESIDE) * end)


class FigurePanel(Panel):
    """Loss or accuracy of all shown runs: training by batch, validation by epoch. percent: values are shares."""

    def __init__(self, plot: Plot, figure: str, *, percent: bool = False) -> None:
        super().__init__(plot)
        self._figure, self._percent = figure, percent
        self._items: dict[str, CurveItems] = {}
        self._changes: list[pg.InfiniteLine] = []

    def set_shown(self, shown: tuple[Shown, ...]) -> None:
        """See Panel."""
        super().set_shown(shown)
        wanted = {row.curves.run for row in shown}
        for run in [run for run in self._items if run not in wanted]:
            self._items.pop(run).remove()
        for row in shown:
            if row.curves.run not in self._items:
                self._items[row.curves.run] = CurveItems(self.plot.item, row.colour)
            items = self._items[row.curves.run]
            items.set_colour(row.colour)
            items.raise_to(10 if row.chosen else 0)

    def refresh(self) -> None:
        """See Panel."""
        wants_log = self.look.logarithmic and not self._percent
        if wants_log != self.plot.logarithmic:
            self.plot.set_logarithmic(wants_log)
        self.plot.set_title(f"{self.plot.title}, by {self.look.axis[:-1]} &nbsp; {_LEGEND}")
        self.set_columns()
        values = [self._draw_run(row) for row in self.shown]
        found = steady_range(np.concatenate([np.empty(0), *values]), robust=self.look.robust)
        if found is not None:
            low, high = found
            self.plot.set_rows(*((max(low, 0.0), min(high, 102.0)) if self._percent else (low, high)))
        self._mark_changes()

    def describe(self) -> str:
        """See Panel."""
        parts = []
        for row in self.shown:
            epochs = row.curves.epochs
            if row.chosen and epochs:
                best = row.curves.best or epochs[-1]
                first, last = (self._value(record, "valid") for record in (epochs[0], epochs[-1]))
                parts.append(
                    f"{self.plot.title} on the validation split: {first:.3g} at epoch 0, {last:.3g} at epoch "
                    f"{epochs[-1].epoch}; best epoch {best.epoch} with {self._value(best, 'valid'):.3g}."
                )
        others = sum(not row.chosen for row in self.shown)
        if others:
            parts.append(f"{others} other runs are shown.")
        return " ".join(parts) or "No run is shown."

    def _draw_run(self, row: Shown) -> Values:
        """Draw one run; returns the values that the axis must hold."""
        curves, items, scale = row.curves, self._items[row.curves.run], plain
        if self.plot.logarithmic:
            scale = logarithmic
        per_step = self.per_step(curves)
        drawn = self.draw(curves.loss if self._figure == "loss" else curves.accuracy, per_step, self.look.span)
        if self._percent:
            drawn = Drawn(drawn.first, drawn.last, 100 * drawn.low, 100 * drawn.high, 100 * drawn.smooth)
        items.show_batches(drawn, per_step, scale, envelope=self.look.envelope and row.chosen)
        places = np.array([record.step for record in curves.epochs], np.float64) * per_step
        valid = np.array([self._value(record, "valid") for record in curves.epochs], np.float64)
        items.show_epochs(places, valid, scale)
        items.show_marks(self._marks(curves, per_step), scale)
        outer = [] if self.look.robust else [drawn.low, drawn.high]
        return scale(np.concatenate([drawn.smooth, valid, *outer]))

    def _marks(self, curves: RunCurves, per_step: float) -> list[tuple[str, float, float]]:
        """Best epoch: a star. Last one: as RunCurves.end_symbol says."""
        marks = []
        if (best := curves.best) is not None:
            marks.append(("star", best.step * per_step, self._value(best, "valid")))
        if curves.epochs:
            last = curves.epochs[-1]
            marks.append((curves.end_symbol, last.step * per_step, self._value(last, "valid")))
        return marks

    def _value(self, record: EpochRecord, part: str) -> float:
        value: float = getattr(record, f"{part}_{self._figure}")
        return 100 * value if self._percent else value

    def _mark_changes(self) -> None:
        """A line with a word wherever a setting of the chosen run was changed."""
        chosen = next((row for row in self.shown if row.chosen), None)
        wanted = [] if chosen is None else [(change, self.per_step(chosen.curves)) for change in chosen.curves.changes]
        if len(wanted) == len(self._changes) and not wanted:
            return
        colours = colours_of(self.plot.palette())
        for line in self._changes:
            self.plot.item.removeItem(line)
        self._changes = []
        for place, (change, per_step) in enumerate(wanted):
            value = f"{change.value:g}" if isinstance(change.value, float) else change.value
            line = pg.InfiniteLine(
                change.step * per_step,
                angle=90,
                pen=pg.mkPen(colours.mark, width=1, style=Qt.PenStyle.DashLine),
                label=f"{change.name.replace('_', ' ')} {value}",
                labelOpts={"position": 0.95 - 0.08 * (place % 4), "color": colours.text, "anchors": [(0, 0.5)] * 2},
            )
            self.plot.item.addItem(line, ignoreBounds=True)
            self._changes.append(line)


class RatePanel(Panel):
    """Learning rate of the chosen run."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot)
        self._line = pg.PlotCurveItem(connect="finite", antialias=True)
        plot.item.addItem(self._line, ignoreBounds=True)

    def refresh(self) -> None:
        """See Panel."""
        chosen = next((row for row in self.shown if row.chosen), None)
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
        chosen = next((row for row in self.shown if row.chosen), None)
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
        chosen = next((row for row in self.shown if row.chosen), None)
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
        chosen = next((row for row in self.shown if row.chosen), None)
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
            drawn = table[layer].draw(1, len(table[layer]), max(50, self.plot.width() // _PIXELS), 0)
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
