"""Panels: a plot each and what is drawn in it. FigurePanel: loss or accuracy of several runs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from core.train.records import Change, EpochRecord
from gui.theme import colours_of
from gui.train.curve_items import CurveItems, logarithmic, plain
from gui.train.look import EPOCHS, Look, steady_range
from gui.train.plot import Plot
from gui.train.run_curves import RunCurves
from gui.train.series import Drawn, Series

Values = NDArray[np.float64]
_LEGEND = "(solid: training, dotted: validation, ☆ best epoch)"
_BESIDE = 0.012  # of the axis that is left free on either side, so that marks are whole
_FEW = 4  # runs; of more than these all but the chosen one are drawn coarsely
_COARSE = 4
_MOST_EPOCHS = 400  # that are drawn of one run
PIXELS = 4  # of a plot's width that one piece of a curve takes at least; a piece may be four times finer


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

    @property
    def chosen(self) -> Shown | None:
        """The run in front."""
        return next((row for row in self.shown if row.chosen), None)

    def per_step(self, curves: RunCurves) -> float:
        """What one step of a run is on the axis."""
        return 1 / curves.batches if self.look.axis == EPOCHS else 1.0

    def draw(self, series: Series, per_step: float, span: float, coarse: int = 1) -> Drawn:
        """The part of a series that is seen; coarse: times fewer pieces than a run in front has."""
        low, high = self.plot.seen
        return series.draw(low / per_step, high / per_step + 1, max(50, self.plot.width() // PIXELS // coarse), span)

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
        self.found_rows: tuple[float, float] | None = None  # that hold what is drawn
        self._items: dict[str, CurveItems] = {}
        self._drawn: dict[str, tuple[object, Values]] = {}  # by run: of what, and the values of the axis
        self._changes: list[pg.InfiniteLine] = []
        self._marked: tuple[list[tuple[Change, float]], str] = ([], "")

    def set_shown(self, shown: tuple[Shown, ...]) -> None:
        """See Panel."""
        super().set_shown(shown)
        wanted = {row.curves.run for row in shown}
        for run in [run for run in self._items if run not in wanted]:
            self._items.pop(run).remove()
            self._drawn.pop(run, None)
        for row in shown:
            if row.curves.run not in self._items:
                self._items[row.curves.run] = CurveItems(self.plot.item, row.colour)
            items = self._items[row.curves.run]
            items.set_colour(row.colour)
            items.raise_to(10 if row.chosen else 0, plain_line=self._crowded and not row.chosen)

    def refresh(self) -> None:
        """See Panel."""
        wants_log = self.look.logarithmic and not self._percent
        if wants_log != self.plot.logarithmic:
            self.plot.set_logarithmic(wants_log)
        self.plot.set_title(self.plot.title if self.plot.small else self._long_title())
        self.set_columns()
        values = [self._draw_if_changed(row) for row in self.shown]
        found = self.found_rows = steady_range(np.concatenate([np.empty(0), *values]), robust=self.look.robust)
        if found is not None:
            low, high = found
            self.plot.set_rows(*((max(low, 0.0), min(high, 102.0)) if self._percent else (low, high)))
        self._mark_changes()

    def _long_title(self) -> str:
        return f"{self.plot.title}, by {self.look.axis[:-1]} &nbsp; {_LEGEND}"

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

    @property
    def _crowded(self) -> bool:
        return len(self.shown) > _FEW

    def _draw_if_changed(self, row: Shown) -> Values:
        """Draw one run if anything about it is new; returns the values that the axis must hold."""
        curves = row.curves
        steps = len(curves.loss), len(curves.epochs), curves.end_symbol, curves.batches
        key = (id(curves.loss), steps, self.plot.seen, self.plot.width(), self.look, row.chosen, self._crowded)
        before = self._drawn.get(curves.run)
        if before is None or before[0] != key:
            self._drawn[curves.run] = before = (key, self._draw_run(row))
        return before[1]

    def _draw_run(self, row: Shown) -> Values:
        curves, items, scale = row.curves, self._items[row.curves.run], plain
        if self.plot.logarithmic:
            scale = logarithmic
        per_step = self.per_step(curves)
        series = curves.loss if self._figure == "loss" else curves.accuracy
        coarse = _COARSE if self._crowded and not row.chosen else 1
        drawn = self.draw(series, per_step, self.look.span, coarse)
        if self._percent:
            drawn = Drawn(drawn.first, drawn.last, 100 * drawn.low, 100 * drawn.high, 100 * drawn.smooth)
        items.show_batches(drawn, per_step, scale, envelope=self.look.envelope and row.chosen)
        epochs = curves.epochs[:: max(1, len(curves.epochs) * coarse**2 // _MOST_EPOCHS)]
        places = np.array([record.step for record in epochs], np.float64) * per_step
        valid = np.array([self._value(record, "valid") for record in epochs], np.float64)
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
        chosen = self.chosen
        wanted = [] if chosen is None else [(change, self.per_step(chosen.curves)) for change in chosen.curves.changes]
        colours = colours_of(self.plot.palette())
        if (wanted, colours.name) == self._marked:
            return
        self._marked = (wanted, colours.name)
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
