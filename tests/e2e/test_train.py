"""The real window and the real training process: real buttons, and what a person finds after each."""

from __future__ import annotations

import os
import signal
import xml.etree.ElementTree as ElementTree

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from core.train.runs import RunsFolder
from core.training_events import RecordsArrived
from core.training_messages import IDLE, PAUSED
from gui.app import make_app, make_window
from gui.arguments import parse
from gui.messages import Messages

pytestmark = [pytest.mark.gui, pytest.mark.e2e, pytest.mark.slow]
PATIENCE = 60_000  # milliseconds: a busy machine is not a fault


class Desk:
    """A window that shows the Train workspace."""

    def __init__(self, qtbot, tmp_path):
        app = make_app()
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "qsettings"))
        self.qtbot, self.told, self.said = qtbot, [], []
        messages = Messages()
        messages.failed.connect(self.told.append)
        messages.said.connect(self.said.append)
        self.window = make_window(app, messages, parse(["--workspace", "train"]))
        self.window.show()
        self.room = self.window.workspace
        self.controller = self.room.controller
        self.selection = self.window.context.selection
        self.training = self.window.context.training

    def wait(self, condition, what=""):
        try:
            self.qtbot.waitUntil(condition, timeout=PATIENCE)
        except AssertionError:
            pytest.fail(f"waited in vain {what}; told: {self.told}, state {self.controller.state}")

    def press(self, name):
        self.window.actions_table.action(name).trigger()

    def state(self, state):
        self.wait(lambda: self.controller.state == state, f"for {state}")

    def finished(self):
        """Until the run that was started is over, however quickly."""
        self.wait(lambda: self.controller.run in self.controller.curves, "for the run")
        self.state(IDLE)

    def config(self, **values):
        self.room.form.set_config(self.room.form.config().changed(**values))

    @property
    def step(self):
        run = self.controller.run or self.selection.run
        return self.controller.curves[run].step if run in self.controller.curves else 0

    def close(self):
        self.window.close()


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Desk(qtbot, tmp_path)
    made.config(dataset="synthetic-digits:60", hidden=(16,), epochs=3)
    yield made
    if made.controller.busy:
        made.controller.abandon()
    made.close()
    assert made.training.process_id is None


def test_a_training_from_the_first_press_to_the_saved_figure(desk, tmp_path):
    epochs = []
    desk.selection.epoch_arrived.connect(lambda arrived: epochs.append(arrived.record))
    QTest.mouseClick(desk.room.start_bar.start, Qt.MouseButton.LeftButton)
    assert desk.room.start_bar.start.text() == "Pause", "the press is answered at once"
    desk.press("train.start")  # before the data are there: it waits at the first batch
    desk.state(PAUSED)
    desk.wait(lambda: len(epochs) == 1, "for the untrained network")
    assert desk.step == 0
    for count in (1, 2):
        desk.press("train.step_batch")
        desk.wait(lambda count=count: desk.step == count, "for one more batch")
    desk.press("train.step_epoch")
    desk.wait(lambda: len(epochs) == 2, "for the end of the epoch")
    desk.state(PAUSED)
    desk.qtbot.wait(300)
    assert desk.step == desk.controller.curves[desk.controller.run].batches

    rate = desk.room.form.fields["learning_rate"]
    assert rate.isEnabled()
    rate.setValue(0.05)
    desk.qtbot.wait(400)  # settings are sent once they have settled
    desk.press("train.start")  # goes on at once: the rest may be over before anyone looks
    run = desk.controller.run
    desk.wait(lambda: bool(desk.controller.curves[run].changes), "for the change's mark")
    change = desk.controller.curves[run].changes[0]
    assert (change.name, change.value) == ("learning_rate", 0.05)

    desk.state(IDLE)
    curves = desk.controller.curves[run]
    assert [record.epoch for record in epochs] == [0, 1, 2, 3]
    assert curves.epochs[-1].valid_accuracy > curves.epochs[0].valid_accuracy
    assert curves.rate.values[change.step] == pytest.approx(0.05)
    assert desk.controller.runs[run].state == "finished"
    assert desk.room.table.model.data(desk.room.table.model.index(0, 1)) == "finished"
    assert desk.selection.run == run
    desk.wait(lambda: desk.room.board.settled)
    assert "epoch 3" in desk.room.board.loss.plot.accessibleDescription()

    desk.press("run.use")
    name = desk.controller.runs[run].name
    desk.wait(lambda: desk.window.context.engine.model == name, "for the model to read")

    for ending in ("svg", "csv"):
        path = tmp_path / f"curves.{ending}"
        desk.room.deeds.save_curves((run,), str(path))
        desk.wait(path.exists, f"for the {ending}")
    assert ElementTree.parse(tmp_path / "curves.svg").getroot().tag.endswith("svg")
    assert len((tmp_path / "curves.csv").read_text().splitlines()) == 5
    assert desk.told == []


def test_a_stopped_run_is_continued_tidied_and_taken_back(desk):
    desk.config(epochs=100_000)
    desk.press("train.start")
    desk.wait(lambda: desk.step > 3)
    desk.press("train.stop")
    assert desk.room.strip.sentence.whole_text == "Stopping…"
    desk.state(IDLE)
    run = desk.selection.run
    assert desk.controller.runs[run].state == "stopped"
    stopped_at = desk.step
    desk.press("run.go_on")
    desk.wait(lambda: desk.controller.run == run and desk.step > stopped_at, "for it to go on")
    desk.press("train.stop")
    desk.state(IDLE)
    model = desk.room.table.model
    model.setData(model.index(0, 0), "the best")
    desk.wait(lambda: desk.controller.runs[run].name == "the best")
    desk.press("run.pin")
    desk.wait(lambda: desk.controller.runs[run].pinned)
    desk.press("run.delete")
    desk.wait(lambda: run not in desk.controller.runs, "for the run to go")
    assert RunsFolder().list() == []
    desk.room.table._undo.click()
    desk.wait(lambda: run in desk.controller.runs, "for the run to come back")
    assert [info.name for info in RunsFolder().list()] == ["the best"]


def test_a_killed_process_says_so_in_the_runs_row_and_it_can_go_on(desk):
    desk.config(epochs=100_000)
    desk.press("train.start")
    desk.wait(lambda: bool(desk.controller.run) and len(desk.controller.curves[desk.controller.run].epochs) > 2)
    run = desk.controller.run
    os.kill(desk.training.process_id, signal.SIGKILL)
    desk.state(IDLE)
    desk.wait(lambda: desk.controller.runs[run].state == "died", "for the row to say so")
    assert any("continue it" in sentence for sentence in desk.told)
    desk.selection.choose_run(run)
    desk.press("run.go_on")
    desk.wait(lambda: desk.controller.run == run, "for it to go on")
    desk.press("train.stop")
    desk.state(IDLE)
    assert desk.controller.runs[run].state == "stopped"


def test_closing_while_training_asks_and_leaves_a_checkpoint(desk, monkeypatch):
    desk.config(epochs=100_000)
    desk.press("train.start")
    desk.wait(lambda: desk.step > 3)
    answers = iter(["Keep training", "Save a checkpoint"])

    def answer(box):
        wanted = next(answers)
        button = next(button for button in box.buttons() if wanted in button.text().replace("&", ""))
        button.click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    desk.window.close()
    assert desk.window.isVisible()
    assert desk.controller.busy
    desk.window.close()
    desk.wait(lambda: not desk.window.isVisible(), "for the window to close")
    [info] = RunsFolder().list()
    assert info.state == "stopped"
    assert info.step > 3
    assert (RunsFolder().folder / info.id / "last.checkpoint").exists()


def test_records_come_in_few_parcels(desk):
    parcels = []
    desk.training.event_received.connect(lambda event: parcels.append(isinstance(event, RecordsArrived)))
    desk.press("train.start")
    desk.finished()
    assert sum(parcels) < desk.step / 2


def test_a_sweep_shows_its_runs_side_by_side(desk):
    desk.config(epochs=1)
    desk.press("train.sweep")
    desk.wait(lambda: sum(info.state == "finished" for info in desk.controller.runs.values()) == 5, "for five runs")
    rates = sorted(info.config.learning_rate for info in desk.controller.runs.values())
    assert rates[0] < rates[-1] / 50
    assert len(desk.room.board.shown) == 5
    assert len({row.colour for row in desk.room.board.shown}) == 5


def test_copied_curves_are_a_picture(desk):
    desk.press("train.start")
    desk.finished()
    desk.press("curves.copy")
    assert not QApplication.clipboard().image().isNull()
