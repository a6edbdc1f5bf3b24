"""Plot: one pyqtgraph plot in the window's colours, whose owner sets its ranges until a person moves it."""

from __future__ import annotations

import math
from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from gui.theme import colours_of

_AXIS_WIDTH = 52
_LABEL_ROOM = 22  # pixels that a label takes on the left axis


class ValueAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """The left axis; on a logarithmic one round numbers are labelled, as many as there is room for."""

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """See AxisItem."""
        if not self.logMode:
            found: list[tuple[float, list[float]]] = super().tickValues(low, high, size)
            return thinned(found, max(1, int(size / _LABEL_ROOM)))
        return [(1.0, rungs(low, high, max(2, int(size / _LABEL_ROOM))))]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """See AxisItem."""
        if not self.logMode:
            found: list[str] = super().tickStrings(values, scale, spacing)
            return found
        return [f"{10**value:.3g}" for value in values]


def thinned(levels: list[tuple[float, list[float]]], most: int) -> list[tuple[float, list[float]]]:
    """Levels of ticks, (distance, places), coarsest first: without the finer ones where labels would overlap, and of
    the coarsest every second, third... place."""
    if not levels:
        return levels
    distance, places = levels[0]
    every = -(-len(places) // most)
    if every > 1:
        return [(distance * every, places[every // 2 :: every])]
    fitting, count = [levels[0]], len(places)
    for level in levels[1:]:
        count += len(level[1])
        if count > most:
            break
        fitting.append(level)
    return fitting


def rungs(low: float, high: float, most: int) -> list[float]:
    """log10 of round numbers between low and high (log10 as well), about `most` at the most."""
    for digits in ((1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 5), (1, 3), (1,)):
        powers = range(math.floor(low), math.ceil(high) + 1)
        found = [power + math.log10(digit) for power in powers for digit in digits]
        inside = [value for value in found if low <= value <= high]
        if len(inside) <= most:
            break
    else:
        inside = inside[:: -(-len(inside) // most)]
    return inside if len(inside) >= 2 else [low + (high - low) * part for part in (0.3, 0.75)]


class Plot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """One plot with a title in words.

    Signals: pointed(float): the pointer, or the keys, are at this place of the axis; left(): nowhere any more;
    range_changed(): another stretch is seen; held(bool): a person moved the plot, or let go of it.
    """

    pointed = Signal(float)
    left = Signal()
    range_changed = Signal()
    held = Signal(bool)

    def __init__(self, title: str, *, small: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None, axisItems={"left": ValueAxis("left")})
        self.small = small
        self.title = title
        self.logarithmic = False
        self.is_held = False
        self._html = self._html_colour = ""
        self._title_size = f"{max(8, self.font().pointSize() - (1 if small else 0))}pt"
        self._line = pg.InfiniteLine(angle=90, movable=False)
        self._line.setVisible(False)
        self._build(title)
        self.dress()

    @property
    def item(self) -> pg.PlotItem:
        """What curves are added to."""
        return self.getPlotItem()

    @property
    def seen(self) -> tuple[float, float]:
        """First and last place of the axis that are seen."""
        low, high = self.item.vb.viewRange()[0]
        return float(low), float(high)

    def set_logarithmic(self, on: bool) -> None:
        """Whether values are given as log10."""
        self.logarithmic = on
        self.getAxis("left").setLogMode(x=False, y=on)

    def set_columns(self, low: float, high: float) -> None:
        """Show this stretch of the horizontal axis, unless a person holds the plot."""
        if not self.is_held and (low, high) != self.seen and high > low:
            self.item.setXRange(low, high, padding=0)

    def follow(self, low: float, high: float) -> None:
        """Show the stretch that a person chose in another plot."""
        self.is_held = True
        self.item.setXRange(low, high, padding=0)

    def set_rows(self, low: float, high: float) -> None:
        """Show this stretch of the vertical axis, unless a person holds the plot."""
        if not self.is_held and high > low and [low, high] != self.item.vb.viewRange()[1]:
            self.item.setYRange(low, high, padding=0)

    def point_at(self, place: float | None) -> None:
        """Draw the crosshair's line there; None for nowhere."""
        self._line.setVisible(place is not None)
        if place is not None:
            self._line.setValue(place)

    def set_title(self, html: str) -> None:
        """Words above the plot, which may be coloured."""
        if html != self._html or self._html_colour != colours_of(self.palette()).muted:
            self._html, self._html_colour = html, colours_of(self.palette()).muted
            self.item.setTitle(html, size=self._title_size, justify="left", color=self._html_colour)

    def let_go(self) -> None:
        """Follow the owner's ranges again."""
        if self.is_held:
            self.is_held = False
            self.held.emit(False)

    def dress(self) -> None:
        """Take the palette's colours."""
        colours = colours_of(self.palette())
        self.setBackground(QColor(colours.paper))
        for name in ("left", "bottom"):
            axis = self.getAxis(name)
            axis.setPen(pg.mkPen(colours.hairline))
            axis.setTextPen(pg.mkPen(colours.muted))
            axis.setTickPen(pg.mkPen(colours.hairline))
        self._line.setPen(pg.mkPen(colours.mark, width=1))
        self.set_title(self.title)

    def _build(self, title: str) -> None:
        item = self.item
        item.hideButtons()
        item.setMenuEnabled(False)
        item.disableAutoRange()
        item.addItem(self._line, ignoreBounds=True)
        item.setContentsMargins(0, 2, 8, 0)
        font = QFont(self.font())
        font.setPointSizeF(max(7.0, font.pointSizeF() - (2 if self.small else 1)))
        for name in ("left", "bottom"):
            axis = self.getAxis(name)
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickFont=font, tickLength=-4, maxTickLevel=1, hideOverlappingLabels=True)
        self.getAxis("left").setWidth(_AXIS_WIDTH)
        item.vb.sigRangeChanged.connect(lambda *_: self.range_changed.emit())
        item.vb.sigRangeChangedManually.connect(lambda *_: self._hold())
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        self.setFrameShape(self.Shape.NoFrame)

    def _hold(self) -> None:
        if not self.is_held:
            self.is_held = True
            self.held.emit(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        inside = self.item.vb.mapSceneToView(QPointF(event.position())).x()
        self.pointed.emit(float(inside))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.let_go()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the crosshair, plus and minus zoom, Home shows all again."""
        low, high = self.seen
        span = high - low
        at = float(self._line.value()) if self._line.isVisible() else (low + high) / 2
        zoom: Callable[[float], None] = lambda factor: self._zoom(at, factor)  # noqa: E731
        match event.key():
            case Qt.Key.Key_Left:
                self.pointed.emit(max(low, at - span / 100))
            case Qt.Key.Key_Right:
                self.pointed.emit(min(high, at + span / 100))
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                zoom(0.5)
            case Qt.Key.Key_Minus:
                zoom(2.0)
            case Qt.Key.Key_Home:
                self.let_go()
            case _:
                super().keyPressEvent(event)

    def _zoom(self, at: float, factor: float) -> None:
        low, high = self.seen
        self._hold()
        self.item.setXRange(at - (at - low) * factor, at + (high - at) * factor, padding=0)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_line"):
            self.dress()
        super().changeEvent(event)
