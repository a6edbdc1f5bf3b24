"""What pyqtgraph draws for one run in one plot: envelope, smoothed line, validation with points, marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsPathItem

from gui.train.series import Drawn

Values = NDArray[np.float64]
Scale = Callable[[Values], Values]
_ENVELOPE = 48  # of 255: how much the envelope covers
_SINGLE = 110  # of 255: how strong single batches are drawn
_LEAST = 1e-12  # smaller values are drawn as this on a logarithmic axis


def plain(values: Values) -> Values:
    """As it is."""
    return values


def logarithmic(values: Values) -> Values:
    """log10, as pyqtgraph's logarithmic axis wants it; NaN stays."""
    return np.log10(np.maximum(values, _LEAST))


class CurveItems:
    """Of one run in one plot."""

    def __init__(self, plot: pg.PlotItem, colour: str) -> None:
        self._plot = plot
        self._envelope = QGraphicsPathItem()
        self._is_single = False  # each piece of the envelope is one batch: it has no width
        self._line = pg.PlotCurveItem(connect="finite", antialias=True)
        self._valid = pg.PlotCurveItem(connect="finite", antialias=True)
        self._points = pg.ScatterPlotItem(size=5, pxMode=True)
        self._marks = pg.ScatterPlotItem(size=11, pxMode=True)
        for item in (self._envelope, self._line, self._valid, self._points, self._marks):
            plot.addItem(item, ignoreBounds=True)
        self.set_colour(colour)

    def set_colour(self, colour: str) -> None:
        """#RRGGBB of all parts."""
        soft, thin = QColor(colour), QColor(colour)
        soft.setAlpha(_ENVELOPE)
        thin.setAlpha(_SINGLE)
        self._soft, self._single = pg.mkBrush(soft), pg.mkPen(thin, width=1)
        self._dress_envelope()
        self._colour = colour
        self._line.setPen(pg.mkPen(colour, width=1.4))
        self._valid.setPen(pg.mkPen(colour, width=1.2, style=Qt.PenStyle.DotLine))
        self._points.setBrush(pg.mkBrush(colour))
        self._points.setPen(pg.mkPen(None))
        self._marks.setBrush(pg.mkBrush(None))
        self._marks.setPen(pg.mkPen(colour, width=1.6))

    def _dress_envelope(self) -> None:
        self._envelope.setBrush(pg.mkBrush(None) if self._is_single else self._soft)
        self._envelope.setPen(self._single if self._is_single else pg.mkPen(None))

    def raise_to(self, level: float, *, plain_line: bool) -> None:
        """Higher levels are drawn later; the envelopes lie below all lines. plain_line: of validation only the points,
        and thin lines: strokes of dots and width are what costs time with many runs."""
        self._valid.setVisible(not plain_line)
        self._line.setPen(pg.mkPen(self._colour, width=1 if plain_line else 1.4))
        self._envelope.setZValue(level - 100)
        for item in (self._line, self._valid, self._points, self._marks):
            item.setZValue(level)

    def show_batches(self, drawn: Drawn, per_step: float, scale: Scale, *, envelope: bool) -> None:
        """per_step: what one step is on the axis."""
        if not len(drawn):
            self._line.setData([], [])
            self._envelope.setPath(pg.arrayToQPath(np.zeros(0), np.zeros(0)))
            return
        middle = (drawn.first + drawn.last) / 2 * per_step
        self._line.setData(middle, scale(drawn.smooth))
        if envelope:
            self._is_single = np.array_equal(drawn.low, drawn.high)
            along, across = middle, scale(drawn.high)
            if (
                not self._is_single
            ):  # there and back again; twice over single batches they would be as strong as the line
                along, across = np.concatenate([along, along[::-1]]), np.concatenate([across, scale(drawn.low[::-1])])
            self._envelope.setPath(pg.arrayToQPath(along, across))
            self._dress_envelope()
        self._envelope.setVisible(envelope)

    def show_epochs(self, places: Values, values: Values, scale: Scale) -> None:
        """Validation: a dotted line with a point an epoch."""
        shown = scale(values)
        self._valid.setData(places, shown)
        good = np.isfinite(shown)
        points = good if good.sum() <= 200 else np.zeros(len(good), bool)  # else they would hide the line
        self._points.setData(places[points], shown[points])

    def show_marks(self, marks: Sequence[tuple[str, float, float]], scale: Scale) -> None:
        """marks: symbol of pyqtgraph, place, value."""
        self._marks.setData(
            [{"symbol": symbol, "pos": (at, float(scale(np.array([value]))[0]))} for symbol, at, value in marks]
        )

    def remove(self) -> None:
        """Take all of it off the plot."""
        for item in (self._envelope, self._line, self._valid, self._points, self._marks):
            self._plot.removeItem(item)
