"""What pyqtgraph draws for one run."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGraphicsPathItem

from gui.train.curve_items import CurveItems, plain
from gui.train.series import Drawn

pytestmark = pytest.mark.gui


def test_single_batches_are_a_faint_line_in_the_colour_of_the_theme(qtbot):
    plot = pg.PlotWidget()
    qtbot.addWidget(plot)
    items, values = CurveItems(plot.getPlotItem(), "#56B4E9"), np.array([2.0, 1.0, 1.5])
    steps = np.arange(3.0)
    items.show_batches(Drawn(steps, steps, values, values, values), 1.0, plain, envelope=True)
    items.set_colour("#0072B2")
    envelope = next(item for item in plot.getPlotItem().items if isinstance(item, QGraphicsPathItem))
    assert envelope.pen().color().name().upper() == "#0072B2"
    assert envelope.path().elementCount() == 3  # once along: there and back it would be as strong as the smoothed line
    items.show_batches(Drawn(steps, steps, values - 1, values, values), 1.0, plain, envelope=True)
    assert envelope.path().elementCount() == 6
    assert envelope.pen().style() == Qt.PenStyle.NoPen
