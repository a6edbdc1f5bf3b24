"""The board of plots: shown one after the other."""

from __future__ import annotations

import pytest

from gui.train.board import CurveBoard

pytestmark = pytest.mark.gui


def test_plots_are_painted_one_after_the_other_when_the_board_is_shown_again(qtbot):
    board = CurveBoard()
    qtbot.addWidget(board)
    plots = [panel.plot for panel in board.panels]
    assert len(plots) == 6
    for _ in range(2):
        board.show()
        assert [plot.updatesEnabled() for plot in plots] == [True, *[False] * 5]
        qtbot.waitUntil(lambda: all(plot.updatesEnabled() for plot in plots))
        board.hide()
