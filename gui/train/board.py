"""CurveBoard: the live curves. Two plots above, a strip of small ones below, and a line that reads them out.

Only what changed is drawn, one plot at a time and each at most ten times a second, a small one four times, so that no
step of the event loop is long.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from gui.elided_label import ElidedLabel
from gui.per_cent import per_cent
from gui.theme import GRID, MARGIN
from gui.train.empty_board import empty_board
from gui.train.health_panels import LayerPanel, RatePanel
from gui.train.look import Look
from gui.train.multiples import Multiples
from gui.train.panels import FigurePanel, Panel, Shown
from gui.train.plot import Plot
from gui.train.run_curves import Reading

_TICK = 15  # milliseconds between two plots
_AGAIN = 0.1  # seconds before the same plot is drawn again
_SMALL_AGAIN = 0.25  # seconds for a small one: what it shows changes slowly, and training pays for each drawing
_UNVEIL = 8  # milliseconds between two plots when the board is shown
_HINT = "Point at a curve to read it; the wheel zooms, a double click shows all again."


class CurveBoard(QWidget):
    """Signal: pointed_epoch(float): the crosshair is there."""

    pointed_epoch = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Shown, ...] = ()
        self._look = Look()
        self.loss = FigurePanel(Plot("Loss"), "loss")
        self.accuracy = FigurePanel(Plot("Accuracy, %"), "accuracy", percent=True)
        self.rate = RatePanel(Plot("Learning rate", small=True))
        self.gradient = LayerPanel(Plot("Gradient norm", small=True), "gradient")
        self.update_ratio = LayerPanel(Plot("Update / weight", small=True), "update")
        self.dead = LayerPanel(Plot("Dead units, %", small=True), "dead")
        self.multiples = Multiples()
        self._names: dict[str, str] = {}
        self._total = 1
        self._side_by_side = False
        self.readout = ElidedLabel(_HINT)
        self._pages = QStackedWidget()  # what to do while there is nothing to draw, then the plots
        self._dirty: dict[Panel, float] = {}  # panel -> when it was drawn last
        self._drawn: dict[Panel, float] = {}
        self._veiled: list[QWidget] = []
        self._timer = QTimer(self, interval=_TICK)
        self._timer.timeout.connect(self._draw_one)
        self._lay_out()
        self._connect(self._main)

    @property
    def panels(self) -> tuple[Panel, ...]:
        """All, from the top."""
        if self._side_by_side:
            return *self.multiples.panels, self.rate, self.gradient, self.update_ratio, self.dead
        return self._main

    @property
    def _main(self) -> tuple[Panel, ...]:
        return self.loss, self.accuracy, self.rate, self.gradient, self.update_ratio, self.dead

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The runs that are drawn."""
        return self._shown

    @property
    def plots(self) -> QWidget:
        """The widget that holds all plots."""
        return self._pages

    @property
    def curve_look(self) -> Look:
        """How they are drawn."""
        return self._look

    @property
    def settled(self) -> bool:
        """Whether all that changed is drawn."""
        return not self._dirty

    def show_runs(self, shown: Sequence[Shown], total: int, names: dict[str, str] | None = None) -> None:
        """Draw these runs; total: epochs of the chosen one; names: titles of runs for plots side by side."""
        self._shown, self._total = tuple(shown), total
        self._pages.setCurrentIndex(int(bool(self._shown)))
        self.readout.setVisible(bool(self._shown))
        self._names = names or {}
        self._show_multiples()
        for panel in self._main:
            panel.set_shown(self._shown)
            panel.total = total
        self.touch()

    def set_look(self, **changes: object) -> None:
        """Change how the curves are looked at; see Look."""
        self._look = replace(self._look, **changes)  # type: ignore[arg-type]  # fields of Look
        for panel in (*self._main, *self.multiples.panels):
            panel.look = self._look
            panel.plot.let_go()
        self.touch()

    def set_side_by_side(self, on: bool) -> None:
        """A small plot for each run, in place of the two large ones."""
        self._side_by_side = on
        self.loss.plot.setVisible(not on)
        self.accuracy.plot.setVisible(not on)
        self.multiples.setVisible(on)
        self._dirty.clear()
        self.show_runs(self._shown, self._total, self._names)

    def touch(self) -> None:
        """Something changed: draw it soon."""
        for panel in self.panels:
            self._dirty.setdefault(panel, 0.0)
        if not self._timer.isActive():
            self._timer.start()

    def fit(self) -> None:
        """Show all again."""
        for panel in self.panels:
            panel.plot.let_go()
        self.touch()

    def read_at(self, place: float) -> None:
        """Put the crosshair there and say what the chosen run's curves are."""
        for panel in self.panels:
            panel.plot.point_at(place)
        chosen = next((row for row in self._shown if row.chosen), None)
        reading = None if chosen is None else chosen.curves.read(place / self.loss.per_step(chosen.curves))
        self.readout.set_text(_HINT if reading is None else spoken(reading))
        if reading is not None:
            self.pointed_epoch.emit(reading.epoch)

    def read_nowhere(self) -> None:
        """Take the crosshair away."""
        for panel in self.panels:
            panel.plot.point_at(None)
        self.readout.set_text(_HINT)

    def _lay_out(self) -> None:
        upper = QSplitter(Qt.Orientation.Vertical)
        upper.setHandleWidth(1)
        for panel in (self.loss, self.accuracy):
            panel.plot.setMinimumHeight(90)
            upper.addWidget(panel.plot)
        upper.addWidget(self.multiples)
        self.multiples.hide()
        strip = QWidget()
        row = QHBoxLayout(strip)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        for small in (self.rate, self.gradient, self.update_ratio, self.dead):
            small.plot.setMinimumSize(90, 84)  # four of them beside the form in the smallest window
            row.addWidget(small.plot, 1)
        upper.addWidget(strip)
        upper.setStretchFactor(0, 4)
        upper.setStretchFactor(1, 4)
        upper.setStretchFactor(2, 8)
        upper.setStretchFactor(3, 2)
        upper.setSizes([230, 230, 460, 110])
        upper.setChildrenCollapsible(False)
        foot = QHBoxLayout()
        foot.setContentsMargins(MARGIN, 4, MARGIN, 4)
        foot.addWidget(self.readout, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._pages.addWidget(empty_board())
        self._pages.addWidget(upper)
        column.addWidget(self._pages, 1)
        column.addLayout(foot)
        column.setSpacing(GRID // 2)

    def _show_multiples(self) -> None:
        shown = self._shown if self._side_by_side else ()
        self._connect(self.multiples.show_runs(shown, self._names, self._total, self._look))
        self._dirty = {panel: when for panel, when in self._dirty.items() if panel in self.panels}

    def _connect(self, panels: Sequence[Panel]) -> None:
        for panel in panels:
            panel.plot.pointed.connect(self.read_at)
            panel.plot.left.connect(self.read_nowhere)
            panel.plot.range_changed.connect(lambda panel=panel: self._on_range(panel))
            panel.plot.held.connect(self._on_held)

    def _on_range(self, panel: Panel) -> None:
        """A person moved one plot: the others follow, and finer or coarser pieces are drawn."""
        if not panel.plot.is_held:
            return
        low, high = panel.plot.seen
        for other in self.panels:
            if other is not panel and other.plot.seen != (low, high):
                other.plot.follow(low, high)
        self.touch()

    def _on_held(self, held: bool) -> None:
        if not held:  # what holds for one plot holds for all
            for panel in self.panels:
                panel.plot.let_go()
        self.touch()

    def _draw_one(self) -> None:
        now = time.monotonic()
        for panel in self._dirty:
            if now - self._drawn.get(panel, 0.0) >= (_SMALL_AGAIN if panel.plot.small else _AGAIN):
                break
        else:
            if not self._dirty:
                self._timer.stop()
            return
        del self._dirty[panel]
        self._drawn[panel] = now
        if self.isVisible():
            panel.refresh()
            if panel in self.multiples.panels:
                self.multiples.share_rows()
            panel.plot.setAccessibleDescription(panel.describe())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Six plots painted in one step hold the window up for 40 ms: but for the first, one after the other.
        self._veiled = [panel.plot for panel in self._main[1:]]
        for plot in self._veiled:
            plot.setUpdatesEnabled(False)
        QTimer.singleShot(_UNVEIL, self, self._unveil_one)
        self.touch()

    def _unveil_one(self) -> None:
        if self._veiled:
            self._veiled.pop(0).setUpdatesEnabled(True)
            QTimer.singleShot(_UNVEIL, self, self._unveil_one)


def spoken(reading: Reading) -> str:
    """Such as "Epoch 3.20, step 1024: loss 0.4321, right 87.5 %, rate 0.01; validation after epoch 3: loss..."."""
    parts = [f"Epoch {reading.epoch:.2f}, step {reading.step}"]
    if reading.loss is not None and reading.accuracy is not None:
        parts.append(f": loss {reading.loss:.4f}, right {per_cent(reading.accuracy, 1)}, rate {reading.rate:.3g}")
    if reading.valid is not None:
        record = reading.valid
        parts.append(
            f"; validation after epoch {record.epoch}: loss {record.valid_loss:.4f}, "
            f"right {per_cent(record.valid_accuracy, 1)}"
        )
    return "".join(parts)
