"""Long histories are put in place elsewhere; what comes meanwhile is appended after them."""

from __future__ import annotations

import numpy as np
import pytest

from core.training_events import Batches, HistoryLoaded, RecordsArrived
from gui.train.histories import Histories
from gui.train.run_curves import RunCurves

pytestmark = pytest.mark.gui


def stretch(first, count):
    step = np.arange(first, first + count)
    return Batches(step, step // 100, step / 7, step / count, np.full(count, 0.1))


@pytest.mark.parametrize("count", [10, 50_000])
def test_records_that_come_while_a_history_is_put_in_place_follow_it(qtbot, count):
    histories, curves = Histories(), RunCurves("a", batches=100)
    curves.add(RecordsArrived("a", stretch(1, 3)))  # of an older look at the run
    told = []
    histories.ready.connect(told.append)
    histories.load(curves, HistoryLoaded("a", stretch(1, count), (), ()))
    histories.add(curves, RecordsArrived("a", stretch(count + 1, 5)))
    qtbot.waitUntil(lambda: told == ["a"], timeout=10_000)
    np.testing.assert_allclose(curves.loss.values, np.arange(1, count + 6) / 7, rtol=1e-6)
    histories.add(curves, RecordsArrived("a", stretch(count + 6, 5)))
    assert curves.step == count + 10
    assert curves.batches == 100
