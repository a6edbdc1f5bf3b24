"""The real window and the real training process: what goes on, is tidied, dies or is left. One window for all tests."""

from __future__ import annotations

import os
import signal

import pytest
from PySide6.QtWidgets import QMessageBox

from gui.train.run_model import RUN_ROLE

pytestmark = [pytest.mark.gui, pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]
ROOM = "train"
ENDLESS = 100_000  # epochs: it is stopped, killed or left


def start(desk, **values):
    """Start a run of these settings by the button; returns its id."""
    before = set(desk.controller.runs)
    desk.config(dataset="synthetic-digits:60", hidden=(16,), **values)
    desk.press("train.start")
    desk.wait(lambda: set(desk.controller.runs) - before, "the run")
    return (set(desk.controller.runs) - before).pop()


def stop(desk):
    desk.press("train.stop")
    desk.idle()


def test_a_stopped_run_is_continued_tidied_and_taken_back(desk):
    run = start(desk, epochs=ENDLESS)
    desk.wait(lambda: desk.step > 3, "some batches")
    desk.press("train.stop")
    assert desk.train.strip.sentence.whole_text == "Stopping…"
    desk.idle()
    assert desk.selection.run == run
    assert desk.controller.runs[run].state == "stopped"
    stopped_at = desk.step
    desk.press("run.go_on")
    desk.wait(lambda: desk.controller.run == run and desk.step > stopped_at, "it to go on")
    stop(desk)
    model = desk.train.table.model
    row = next(row for row in range(model.rowCount()) if model.index(row, 0).data(RUN_ROLE) == run)
    model.setData(model.index(row, 0), "the best")
    desk.wait(lambda: desk.controller.runs[run].name == "the best", "the name")
    desk.press("run.pin")
    desk.wait(lambda: desk.controller.runs[run].pinned, "the pin")
    desk.press("run.delete")
    desk.wait(lambda: run not in desk.controller.runs, "the run to go")
    assert run not in [info.id for info in desk.runs.list()]
    desk.train.table._undo.click()
    desk.wait(lambda: run in desk.controller.runs, "the run to come back")
    assert {info.id: info.name for info in desk.runs.list()}[run] == "the best"


def test_a_killed_process_says_so_in_the_runs_row_and_it_can_go_on(desk):
    run = start(desk, epochs=ENDLESS)
    desk.wait(lambda: len(desk.controller.curves[run].epochs) > 2, "some epochs")
    os.kill(desk.training.process_id, signal.SIGKILL)
    desk.idle()
    desk.wait(lambda: desk.controller.runs[run].state == "died", "the row to say so")
    assert any("continue it" in sentence for sentence in desk.told)
    desk.selection.choose_run(run)
    desk.press("run.go_on")
    desk.wait(lambda: desk.controller.run == run, "it to go on")
    stop(desk)
    assert desk.controller.runs[run].state == "stopped"


def test_a_sweep_shows_its_runs_side_by_side(desk):
    before = set(desk.controller.runs)
    desk.config(dataset="synthetic-digits:60", hidden=(16,), epochs=1)
    desk.choose("train.sweep")
    desk.idle()
    swept = [info for info in desk.controller.runs.values() if info.id not in before]
    assert [info.state for info in swept] == ["finished"] * 5
    rates = sorted(info.config.learning_rate for info in swept)
    assert rates[0] < rates[-1] / 50
    shown = [row for row in desk.train.board.shown if row.curves.run not in before]
    assert len({row.colour for row in shown}) == len(shown) == 5
    desk.choose("curves.side_by_side")


def test_closing_while_training_asks_and_leaves_a_checkpoint(desk, monkeypatch):
    """The last one: the window is closed."""
    run = start(desk, epochs=ENDLESS)
    desk.wait(lambda: desk.step > 3, "some batches")
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
    desk.wait(lambda: not desk.window.isVisible(), "the window to close")
    info = {info.id: info for info in desk.runs.list()}[run]
    assert info.state == "stopped"
    assert info.step > 3
    assert (desk.runs.folder / run / "last.checkpoint").exists()
