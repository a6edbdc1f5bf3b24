"""The table of runs: named, pinned, deleted, compared, continued, used."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from silent_training import info_of

from core.train.config import TrainingConfig
from core.training_events import (
    HandCompared,
    ModelWritten,
    RunDeleted,
    StateSaid,
    TrainingEnded,
)
from core.training_messages import CompareHand, RunAction, StartTraining, WriteModel
from core.verdict import Side, Verdict
from gui.model_choice import model_path
from gui.train.run_model import PinnedFirst, state_text

pytestmark = pytest.mark.gui


def test_an_empty_table_says_what_to_do(desk):
    assert desk.room.table.empty.isVisible()
    assert "Start" in desk.room.table.empty.text()
    desk.training.list(info_of("a"))
    assert not desk.room.table.empty.isVisible()
    assert desk.room.table.view.isVisible()


def test_runs_are_renamed_and_annotated_in_their_cells(desk):
    desk.training.list(info_of("a"))
    model = desk.room.table.model
    assert model.setData(model.index(0, 0), "better")
    assert desk.last == RunAction("a", "rename", "better")
    assert not model.setData(model.index(0, 0), "  ")
    assert model.setData(model.index(0, 10), "wide")
    assert desk.last == RunAction("a", "notes", "wide")


def test_pinned_runs_stay_on_top_whichever_way_the_table_is_sorted(desk):
    desk.training.list(info_of("a", best_accuracy=0.9), info_of("bb", pinned=True, best_accuracy=0.5), info_of("ccc"))
    view = desk.room.table.view
    proxy = view.model()
    assert isinstance(proxy, PinnedFirst)
    for order, expected in (
        (Qt.SortOrder.AscendingOrder, ["bb", "ccc", "a"]),
        (Qt.SortOrder.DescendingOrder, ["bb", "a", "ccc"]),
    ):
        view.sortByColumn(3, order)
        assert [proxy.index(row, 0).data() for row in range(3)] == expected


def test_a_deleted_run_can_be_taken_back(desk):
    desk.training.list(info_of("a"))
    desk.press("run.delete")
    assert desk.last == RunAction("a", "delete")
    assert not desk.room.table._deleted.isVisible()
    desk.training.say(RunDeleted("a", "a", "/trash/a"))
    assert desk.room.table._deleted.isVisible()
    desk.room.table._undo.click()
    assert desk.last == RunAction("/trash/a", "restore")
    assert not desk.room.table._deleted.isVisible()


def test_two_selected_runs_are_compared(desk):
    other = TrainingConfig(epochs=5).changed(learning_rate=0.5, hidden=(10, 20))
    desk.training.list(info_of("a"), info_of("bb", config=other))
    view = desk.room.table.view
    for row in (0, 1):
        flags = QItemSelectionModel.SelectionFlag
        view.selectionModel().select(view.model().index(row, 0), flags.Select | flags.Rows)
    told = desk.room.table.compared.whole_text
    assert "learning rate" in told
    assert "10-20" in told


def test_a_run_is_continued_and_a_finished_one_is_given_more_epochs(desk):
    desk.training.list(info_of("a", state="stopped", epoch=2))
    desk.press("run.go_on")
    assert desk.last == StartTraining(TrainingConfig(epochs=5), resume="a")
    desk.training.say(StateSaid("idle"))
    desk.training.list(info_of("a", state="finished", epoch=5))
    desk.press("run.go_on")
    assert desk.last == StartTraining(TrainingConfig(epochs=10), resume="a")


def test_a_runs_model_reads(desk):
    desk.training.list(info_of("a", best_epoch=3))
    desk.press("run.use")
    path = model_path("a", 3)
    assert desk.last == WriteModel("a", path)
    desk.training.say(ModelWritten("a", path))
    assert desk.context.settings.settings.model == path, "kept for later sessions"
    desk.press("run.use")
    desk.training.say(ModelWritten("a", path))
    assert "reads already" in desk.said[-1]


def test_how_a_run_stands_is_said_in_words():
    assert state_text(info_of("a", state="finished", reason="stopped early")) == "stopped early"
    assert "checkpoint" in state_text(info_of("a", state="died"))
    assert state_text(info_of("a", state="failed", reason="The loss is no number.")) == "failed: The loss is no number."


def test_after_fine_tuning_both_readers_are_compared_and_the_better_one_can_be_used(desk):
    info = info_of("hand", best_epoch=2, config=TrainingConfig(rehearse="on"))
    desk.train(info)
    desk.training.say(TrainingEnded(info, "finished"), StateSaid("idle"))
    assert desk.last == CompareHand("hand")
    assert desk.context.settings.settings.model == "", "nothing is put in place before one is asked"
    desk.training.say(HandCompared("hand", Verdict(Side(20, 0.7, 0.9), Side(900, 0.75, 0.75))))
    assert desk.room.verdict.isVisible()
    desk.room.verdict.use.click()
    assert desk.last == WriteModel("hand", model_path("hand", 2))


def test_a_run_that_was_stopped_is_not_compared(desk):
    info = info_of("hand", config=TrainingConfig(rehearse="on"))
    desk.train(info)
    desk.training.say(TrainingEnded(info, "stopped"), StateSaid("idle"))
    assert not any(isinstance(request, CompareHand) for request in desk.training.sent)
