"""The real window, the real training and inspecting processes: watch weights and mistakes, go back, correct, save."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hand import write
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.data.corrections import corrections_folder
from core.training_messages import IDLE
from gui.app import make_app, make_window
from gui.arguments import parse
from gui.messages import Messages
from gui.train.selection import LATEST

pytestmark = [pytest.mark.gui, pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]
PATIENCE = 240_000  # milliseconds: a busy machine is not a fault


class Desk:
    """A window and the rooms in it."""

    def __init__(self, qtbot, tmp_path):
        app = make_app()
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "qsettings"))
        self.qtbot, self.told, self.said = qtbot, [], []
        messages = Messages()
        messages.failed.connect(self.told.append)
        messages.said.connect(self.said.append)
        self.window = make_window(app, messages, parse(["--workspace", "train"]))
        self.window.show()
        self.train = self.window.workspace
        self.looking = self.window.context.looking

    def wait(self, condition, what):
        try:
            self.qtbot.waitUntil(condition, timeout=PATIENCE)
        except AssertionError:
            pytest.fail(f"waited in vain for {what}; told: {self.told}")

    def room(self, name):
        self.window.actions_table.action(f"workspace.{name}").trigger()
        return self.window.workspace

    def answered(self):
        self.qtbot.wait(50)
        self.wait(lambda: not self.looking.inspector.is_busy, "answers")

    def close(self):
        if self.train.controller.busy:
            self.train.controller.abandon()
        self.window.close()
        assert self.looking.inspector.process_id is None
        self.window.deleteLater()
        QApplication.sendPostedEvents(self.window)


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Desk(qtbot, tmp_path)
    yield made
    made.close()


def train(desk, epochs):
    desk.train.form.set_config(
        desk.train.form.config().changed(
            dataset="synthetic-digits:30", hidden=(16,), epochs=epochs, learning_rate=0.1, measure_every=0
        )
    )
    QTest.mouseClick(desk.train.start_bar.start, Qt.MouseButton.LeftButton)


def test_from_the_first_epoch_to_the_saved_figures(desk, tmp_path):
    shown = []
    desk.looking.described.connect(lambda description: shown.append(description.epochs))
    train(desk, 3)
    weights = desk.room("weights")
    desk.wait(lambda: weights.mosaic.mosaic is not None and weights.mosaic.mosaic.epoch == 3, "the last epoch")
    assert len(shown) > 1, "the epochs came one after another"
    desk.wait(lambda: desk.train.controller.state == IDLE, "the end of training")
    desk.answered()
    last = weights.mosaic.mosaic.picture

    weights.scrubber.slider.setValue(0)  # back to before training: mosaic and matrix go together
    desk.answered()
    assert weights.mosaic.mosaic.epoch == 0
    assert (weights.mosaic.mosaic.picture != last).any()
    weights.mosaic.setFocus()
    QTest.keyClick(weights.mosaic, Qt.Key.Key_Right)
    QTest.keyClick(weights.mosaic, Qt.Key.Key_Return)
    desk.answered()
    assert weights.unit.title.text() == "Unit 0 of fc1, epoch 0"
    assert weights.unit.exciting.count() == 16

    confusion = desk.room("confusion")
    desk.answered()
    assert confusion._confusion.epoch == 0
    correct_and_undo(desk, confusion)
    save_every_view(desk, weights, confusion, tmp_path)

    QTest.mouseClick(confusion.gallery.see_button, Qt.MouseButton.LeftButton)
    desk.answered()
    assert desk.window.workspace is weights
    assert weights.sides.currentWidget() is weights.sees
    assert sum(share for _label, share in weights.sees.outputs.rows) <= 1.001
    assert weights.sees.layers[0].picture is not None
    assert weights.sees.reasons.picture is not None
    weights.scrubber.slider.setValue(3)
    desk.answered()
    assert desk.looking.epoch == LATEST
    assert weights.mosaic.mosaic.epoch == 3
    assert "after epoch 3" in weights.sees.title.text()
    assert desk.told == []


def correct_and_undo(desk, confusion):
    """Open the most confused pair, relabel its surest picture, find it moved, take it back by Ctrl+Z."""
    pair = confusion.pairs.item(0).data(Qt.ItemDataRole.UserRole)
    confusion.pairs.itemActivated.emit(confusion.pairs.item(0))
    desk.answered()
    gallery = confusion.gallery
    count = gallery.gallery.count
    before = confusion._confusion.counts.copy()
    place = confusion._confusion.labels.index
    gallery.pictures.setCurrentRow(0)
    gallery.labels.setCurrentText(pair[1])
    QTest.mouseClick(gallery.relabel_button, Qt.MouseButton.LeftButton)
    desk.answered()
    assert gallery.gallery.count == count - 1
    moved = confusion._confusion.counts - before
    assert moved[place(pair[0]), place(pair[1])] == -1
    assert moved[place(pair[1]), place(pair[1])] == 1
    kept = [json.loads(path.read_text()) for path in corrections_folder().glob("*.json")]
    assert [entry["label"] for entry in kept[0]["corrections"].values()] == [pair[1]]
    gallery.pictures.setFocus()
    QTest.keyClick(gallery.pictures, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.answered()
    assert gallery.gallery.count == count
    assert np.array_equal(confusion._confusion.counts, before)
    gallery.pictures.setCurrentRow(0)


def save_every_view(desk, weights, confusion, tmp_path):
    confusion.lists.setCurrentWidget(confusion.calibration)
    desk.answered()
    assert "characters flagged" in confusion.calibration.flagged.text()
    views = {"weights": weights.tools, "unit": weights.unit.tools, "confusion": confusion.tools,
             "calibration": confusion.calibration.tools}  # fmt: skip
    for name, tools in views.items():
        for ending in ("png", "svg", "pdf", "csv"):
            path = tmp_path / f"{name}.{ending}"
            tools.save(str(path))
            desk.answered()
            assert path.stat().st_size > 100, path.name
    for name, tools in (("weights", weights.tools), ("confusion", confusion.tools)):
        tools.save_film(str(tmp_path / f"{name}.gif"))
        desk.answered()
        assert (tmp_path / f"{name}.gif").read_bytes().startswith(b"GIF8")
    confusion.tools.copy()
    assert QGuiApplication.clipboard().pixmap().width() == 2 * confusion.matrix.width()


def test_without_a_run_the_shipped_reader_is_shown(desk):
    weights = desk.room("weights")
    desk.wait(lambda: weights.mosaic.mosaic is not None, "the reader's weights")
    assert weights.mosaic.mosaic.title == "Shipped reader"
    assert weights.controls.layers.count() == 6
    assert not weights.scrubber.play_button.isEnabled()


def test_what_is_written_goes_through_the_network(desk):
    read = desk.room("read")
    write(read.canvas, "CAT")
    desk.wait(lambda: read.result.text.toPlainText() == "CAT", "the text")
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
    read.canvas.picked.emit(0)
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
