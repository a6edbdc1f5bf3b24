"""All workspaces of one window, by their real buttons, with the real processes: write and have it read, train, pause,
change the rate, go on, look inside, go back to before training, correct a label and take it back, save every figure,
and read with what was trained."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from hand import write
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from core.data.corrections import corrections_folder
from core.training_messages import PAUSED
from gui.process import READY
from gui.train.selection import LATEST

pytestmark = [pytest.mark.gui, pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]
CLICK = Qt.MouseButton.LeftButton


def test_from_the_first_stroke_to_reading_with_a_network_of_ones_own(desk_of, tmp_path):
    desk = desk_of("--workspace", "read")
    desk.ready()
    write(desk.canvas, "CAT")
    desk.wait_for_text("CAT")

    desk.room("train")
    epochs = []
    desk.selection.epoch_arrived.connect(lambda arrived: epochs.append(arrived.record))
    run = train_three_epochs(desk, epochs)
    curves_tell(desk, run, epochs)
    weights, confusion = look_at_the_last_epoch_and_the_untrained_network(desk)
    open_a_unit(desk, weights)
    open_a_cell(desk, confusion)
    relabel_and_undo(desk, confusion)
    send_to_what_it_sees(desk, weights, confusion)
    save_every_figure(desk, weights, confusion, tmp_path)
    read_with_it(desk, run)
    assert desk.told == []


def train_three_epochs(desk, epochs):
    """Paused before the first batch, one batch and one epoch by their buttons, another rate, and on to the end."""
    desk.config(dataset="synthetic-digits:60", hidden=(16,), epochs=3, learning_rate=0.1)
    desk.wait(lambda: desk.training.state == READY, "the training process")
    start = desk.train.start_bar.start
    with desk.held(desk.training.process_id):
        QTest.mouseClick(start, CLICK)
        assert start.text() == "Pause", "the press is answered at once"
        QTest.mouseClick(start, CLICK)
    desk.wait(lambda: len(epochs) == 1 and desk.controller.state == PAUSED, "the untrained network")
    assert desk.step == 0
    desk.press("train.step_batch")
    desk.wait(lambda: desk.step == 1, "one more batch")
    desk.press("train.step_epoch")
    desk.wait(lambda: len(epochs) == 2 and desk.controller.state == PAUSED, "the end of the epoch")
    run = desk.controller.run
    assert desk.step == desk.controller.curves[run].batches

    rate, sent = desk.train.form.fields["learning_rate"], []
    desk.train.form.live_changed.connect(sent.append)
    assert rate.isEnabled()
    rate.setFocus()
    rate.selectAll()
    QTest.keyClicks(rate, rate.textFromValue(0.05))
    QTest.keyClick(rate, Qt.Key.Key_Return)
    desk.wait(lambda: sent == [{"learning_rate": 0.05}], "the settings to be sent, once they have settled")
    QTest.mouseClick(start, CLICK)
    desk.idle()
    return run


def curves_tell(desk, run, epochs):
    curves = desk.controller.curves[run]
    assert [record.epoch for record in epochs] == [0, 1, 2, 3]
    assert curves.step == 3 * curves.batches
    assert curves.epochs[-1].valid_accuracy > curves.epochs[0].valid_accuracy
    [change] = curves.changes
    assert (change.name, change.value, change.step) == ("learning_rate", 0.05, curves.batches)
    assert curves.rate.values[change.step - 1] == pytest.approx(0.1)
    assert curves.rate.values[change.step] == pytest.approx(0.05)
    assert desk.controller.runs[run].state == "finished"
    table = desk.train.table.model
    assert table.data(table.index(0, 1)) == "finished"
    assert desk.selection.run == run
    desk.wait(lambda: desk.train.board.settled, "the curves")
    assert "epoch 3" in desk.train.board.loss.plot.accessibleDescription()
    desk.choose("curves.copy")
    assert not QGuiApplication.clipboard().image().isNull()


def look_at_the_last_epoch_and_the_untrained_network(desk):
    """Mosaic and matrix follow the scrubber, whichever of the two is moved."""
    weights = desk.room("weights")
    desk.wait(lambda: weights.mosaic.mosaic is not None and weights.mosaic.mosaic.epoch == 3, "the last epoch")
    desk.answered()
    mosaic = weights.mosaic.mosaic.picture
    confusion = desk.room("confusion")
    desk.wait(lambda: confusion._confusion is not None and confusion._confusion.epoch == 3, "the matrix")
    desk.answered()
    counts = confusion._confusion.counts
    confusion.scrubber.slider.setFocus()
    QTest.keyClick(confusion.scrubber.slider, Qt.Key.Key_Home)
    desk.answered()
    assert confusion._confusion.epoch == 0
    assert confusion.scrubber.text == "Epoch 0 of 3, before training"
    assert np.trace(confusion._confusion.counts) < np.trace(counts)
    desk.room("weights")
    desk.answered()
    assert weights.mosaic.mosaic.epoch == 0
    assert weights.scrubber.slider.value() == 0
    assert (weights.mosaic.mosaic.picture != mosaic).any()
    return weights, confusion


def open_a_unit(desk, weights):
    QTest.mouseClick(weights.mosaic, CLICK, pos=weights.mosaic.cell_rect(0).center().toPoint())
    desk.answered()
    unit = weights.mosaic.mosaic.units[0]
    assert weights.unit.title.text() == f"Unit {unit} of fc1, epoch 0"
    assert weights.unit.exciting.count() == 16


def open_a_cell(desk, confusion):
    """Where the untrained network is wrong most often."""
    desk.room("confusion")
    desk.answered()
    matrix = confusion.matrix
    true, predicted = confusion.pairs.item(0).data(Qt.ItemDataRole.UserRole)
    place = matrix.labels.index(true) * len(matrix.labels) + matrix.labels.index(predicted)
    QTest.mouseClick(matrix, CLICK, pos=matrix.cell_rect(place).center().toPoint())
    desk.answered()
    gallery = confusion.gallery.gallery
    of = confusion._confusion.labels.index
    assert (gallery.true, gallery.predicted) == (true, predicted)
    assert gallery.count == confusion._confusion.counts[of(true), of(predicted)] > 0
    assert confusion.gallery.pictures.count() == len(gallery.images)
    assert list(gallery.confidence) == sorted(gallery.confidence, reverse=True)


def relabel_and_undo(desk, confusion):
    """The surest mistake is what the network said: it moves to the diagonal, is kept beside the data; then not."""
    panel, (true, predicted) = confusion.gallery, confusion.matrix.pair
    count, before, of = panel.gallery.count, confusion._confusion.counts.copy(), confusion._confusion.labels.index
    first = panel.pictures.visualItemRect(panel.pictures.item(0)).center()
    QTest.mouseClick(panel.pictures.viewport(), CLICK, pos=first)
    panel.labels.setCurrentText(predicted)
    QTest.mouseClick(panel.relabel_button, CLICK)
    desk.answered()
    assert panel.gallery.count == count - 1
    moved = confusion._confusion.counts - before
    assert moved[of(true), of(predicted)] == -1
    assert moved[of(predicted), of(predicted)] == 1
    assert "1 corrected" in confusion._title.whole_text
    [kept] = [json.loads(path.read_text()) for path in corrections_folder().glob("*.json")]
    assert [entry["label"] for entry in kept["corrections"].values()] == [predicted]
    panel.pictures.setFocus()
    QTest.keyClick(panel.pictures, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.answered()
    assert panel.gallery.count == count
    assert np.array_equal(confusion._confusion.counts, before)


def send_to_what_it_sees(desk, weights, confusion):
    panel = confusion.gallery
    first = panel.pictures.visualItemRect(panel.pictures.item(0)).center()
    QTest.mouseClick(panel.pictures.viewport(), CLICK, pos=first)
    QTest.mouseClick(panel.see_button, CLICK)
    desk.answered()
    sees = weights.sees
    assert desk.window.workspace is weights
    assert weights.sides.currentWidget() is sees
    assert "after epoch 0" in sees.title.text()
    assert sees.outputs.rows[0][0] == confusion.matrix.pair[1], "it says what it was taken for"
    assert 0 < sum(share for _label, share in sees.outputs.rows) <= 1.001
    assert sees.layers[0].picture is not None
    assert sees.reasons.picture is not None
    weights.scrubber.slider.setFocus()
    QTest.keyClick(weights.scrubber.slider, Qt.Key.Key_End)
    desk.answered()
    assert desk.looking.epoch == LATEST
    assert weights.mosaic.mosaic.epoch == 3
    assert "after epoch 3" in sees.title.text()


def save_every_figure(desk, weights, confusion, folder):
    """Each as PNG, SVG, PDF and CSV; mosaic and matrix as films as well; and the matrix copied."""
    desk.room("weights")
    save_view(desk, weights.tools, folder / "weights")
    save_view(desk, weights.sees.tools, folder / "sees")
    weights.sides.setCurrentWidget(weights.unit)
    desk.answered()
    save_view(desk, weights.unit.tools, folder / "unit")
    save_film(desk, weights.tools, folder / "weights.gif")
    desk.room("confusion")
    confusion.lists.setCurrentWidget(confusion.calibration)
    desk.answered()
    assert "characters flagged" in confusion.calibration.flagged.text()
    save_view(desk, confusion.tools, folder / "confusion")
    save_view(desk, confusion.calibration.tools, folder / "calibration")
    save_film(desk, confusion.tools, folder / "confusion.gif")
    QTest.mouseClick(confusion.tools.findChild(QToolButton, "copy"), CLICK)
    assert QGuiApplication.clipboard().pixmap().width() == 2 * confusion.matrix.width()
    desk.room("train")
    for ending in ("png", "svg", "pdf", "csv"):
        path = folder / f"curves.{ending}"
        desk.save(lambda: desk.press("curves.save"), path)
        desk.wait(path.exists, path.name)
        check_figure(path)
    assert len((folder / "curves.csv").read_text().splitlines()) == 5


def save_view(desk, tools, path):
    for ending in ("png", "svg", "pdf", "csv"):
        whole = path.with_suffix(f".{ending}")
        desk.save(lambda: QTest.mouseClick(tools.findChild(QToolButton, "save"), CLICK), whole)
        desk.answered()
        check_figure(whole)


def save_film(desk, tools, path):
    desk.save(lambda: QTest.mouseClick(tools.findChild(QToolButton, "film"), CLICK), path)
    desk.answered()
    assert path.read_bytes().startswith(b"GIF8"), path.name


def check_figure(path):
    """It is what its ending says, and not empty."""
    content = path.read_bytes()
    match path.suffix:
        case ".png":
            assert content.startswith(b"\x89PNG"), path.name
        case ".svg":
            assert len(list(ElementTree.fromstring(content).iter())) > 20, path.name
        case ".pdf":
            assert content.startswith(b"%PDF"), path.name
        case _:
            head, *rows = content.decode("utf-8").splitlines()
            assert rows, path.name
            assert "," in head, path.name
    assert len(content) > 100, path.name


def read_with_it(desk, run):
    """Only digits were learned: what was CAT is three digits now."""
    desk.room("train")
    desk.press("run.use")
    name = desk.controller.runs[run].name
    desk.wait(lambda: desk.engine.model == name, "the model to read")
    desk.room("read")
    write(desk.canvas, "    7")
    desk.wait(lambda: desk.text().strip() != "" and set(desk.text()) <= set("0123456789 "), "digits")
