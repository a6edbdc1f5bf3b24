"""The real window and the real inspecting process without a run: the shipped reader, and what is written, inside it."""

from __future__ import annotations

import pytest
from hand import write
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

pytestmark = [pytest.mark.gui, pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]


def test_without_a_run_the_shipped_reader_is_shown(desk):
    assert desk.looking.inspector.process_id is None, "it is started by the first question"
    weights = desk.room("weights")
    desk.wait(lambda: weights.mosaic.mosaic is not None, "the reader's weights")
    assert weights.mosaic.mosaic.title == "Shipped reader"
    assert weights.controls.layers.count() == 6
    assert not weights.scrubber.play_button.isEnabled()


def test_what_is_written_goes_through_the_network(desk):
    desk.room("read")
    write(desk.canvas, "CAT")
    desk.wait_for_text("CAT")
    weights = desk.room("weights")
    weights.show_what_it_sees()
    desk.wait(lambda: bool(weights.sees.outputs.rows), "the last letter in the network")
    desk.answered()
    assert weights.sees.outputs.rows[0][0] in "Tt"
    assert weights.sees.title.text().startswith("\u201cT\u201d on the canvas")
    assert [tile.accessibleName() for tile in weights.sees.layers][:2] == [
        "Activations of conv1",
        "Activations of act1",
    ]
    desk.canvas.picked.emit(0)
    desk.room("weights")
    desk.answered()
    assert weights.sees.outputs.rows[0][0] in "Cc"
    QTest.keyClick(weights.sees.outputs, Qt.Key.Key_Down)
    QTest.mouseClick(weights.sees.dream_button, Qt.MouseButton.LeftButton)
    desk.answered()
    assert weights.sees.dream.picture is not None
    weights.sees.method.setCurrentIndex(2)
    desk.answered()
    assert weights.sees.reasons.picture is not None
