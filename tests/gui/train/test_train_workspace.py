"""The Train workspace on an engine that says only what a test says: table, board, buttons."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMainWindow
from silent_training import SilentTraining, info_of

from core.train.config import TrainingConfig
from core.train.records import Change, EpochRecord
from core.training_events import (
    Batches,
    DataDescribed,
    HandCompared,
    ModelWritten,
    RatesTried,
    RecordsArrived,
    RunDeleted,
    StateSaid,
    TrainingEnded,
    TrainingFailed,
    TrainingReady,
)
from core.training_messages import CompareHand, DescribeData, RunAction, StartSweep, StartTraining, WriteModel
from core.verdict import Side, Verdict
from gui.actions import ActionTable
from gui.messages import Messages
from gui.model_choice import model_path
from gui.settings_store import SettingsStore
from gui.theme import DARK, LIGHT, contrast
from gui.train.plot import rungs, thinned
from gui.train.run_model import PinnedFirst, state_text
from gui.train.workspace import SWEEP, TrainWorkspace

pytestmark = pytest.mark.gui


class Reading(SilentTraining):
    """The reading engine, as far as the Train workspace knows it."""

    def next_generation(self):
        return 7


class Desk:
    def __init__(self, qtbot, tmp_path):
        from gui.context import Context

        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "qsettings"))
        self.owner = QMainWindow()
        self.told, self.said = [], []
        messages = Messages()
        messages.failed.connect(self.told.append)
        messages.said.connect(self.said.append)
        self.training, self.reading = SilentTraining(), Reading()
        actions = ActionTable(self.owner)
        self.context = Context(SettingsStore(messages), messages, actions, self.reading, training=self.training)
        self.room = TrainWorkspace(self.context)
        self.owner.setCentralWidget(self.room)
        qtbot.addWidget(self.owner)
        self.owner.resize(1200, 800)
        self.owner.show()
        self.room.activate()
        self.qtbot = qtbot

    def press(self, name):
        action = self.context.actions.action(name)
        assert action.isEnabled(), f"{name} is disabled"
        action.trigger()

    @property
    def last(self):
        return self.training.sent[-1]

    def train(self, info, batches=40):
        """A run with some records."""
        self.training.begin(info)
        step = np.arange(1, batches + 1)
        self.training.say(
            RecordsArrived(
                info.id,
                Batches(step, step // 10, 3 / step, step / 100, np.full(batches, 0.1), ("fc1", "fc2"), step[::20],
                        np.ones((len(step[::20]), 2)), np.ones((len(step[::20]), 2)) / 1000),
                tuple(EpochRecord(n, 10 * n, 1.0, 0.5, 2.0 / (n + 1), n / 10, 0.1, {"act1": 0.25}, best=True)
                      for n in range(batches // 10 + 1)),
            )
        )  # fmt: skip

    def settle(self):
        self.qtbot.waitUntil(lambda: self.room.board.settled, timeout=10_000)


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Desk(qtbot, tmp_path)
    yield made
    made.room.close_down()
    made.context.looking.stop()


def test_the_first_visit_looks_at_the_data_set(desk):
    assert desk.training.sent == [DescribeData("synthetic")]
    assert "Looking" in desk.room.form.card.sentence.text()
    samples = np.zeros((2, 8, 8), np.uint8)
    desk.training.say(
        TrainingReady((("synthetic", "capitals"),), frozenset(("synthetic",))),
        DataDescribed("synthetic", samples, ("A", "B"), np.array([30, 20]), (40, 10, 0), "MIT", ("One was bad.",)),
    )
    text = desk.room.form.card.sentence.text()
    for part in ("2 classes", "40 samples to learn from", "10 to choose by", "MIT", "One was bad."):
        assert part in text
    assert desk.room.form.card.bars.accessibleDescription() == "A 30, B 20"
    desk.training.say(TrainingFailed(DescribeData("synthetic"), "It is gone."))
    assert desk.room.form.card.sentence.text() == "It is gone."


def test_an_empty_table_says_what_to_do(desk):
    assert desk.room.table.empty.isVisible()
    assert "Start" in desk.room.table.empty.text()
    desk.training.list(info_of("a"))
    assert not desk.room.table.empty.isVisible()
    assert desk.room.table.view.isVisible()


def test_the_big_button_starts_pauses_and_goes_on(desk):
    button = desk.room.start_bar.start
    for text, state in (("Start", ""), ("Pause", "running"), ("Go on", "paused"), ("Stopping", "stopping")):
        if state:
            desk.training.say(StateSaid(state))
        assert button.text() == text
        assert button.isEnabled() == (state != "stopping")
    desk.training.say(StateSaid("idle"))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert desk.last == StartTraining(desk.room.form.config())


def test_settings_that_do_not_fit_are_told_and_nothing_starts(desk):
    before = len(desk.training.sent)
    desk.room.form.chooser.box.setEditText("x" * 5000)
    desk.press("train.start")
    assert len(desk.training.sent) == before
    assert "dataset" in desk.told[0]


def test_curves_follow_the_run_and_say_what_they_show(desk):
    desk.train(info_of("a"))
    desk.settle()
    board = desk.room.board
    assert [row.curves.run for row in board.shown] == ["a"]
    assert board.shown[0].chosen
    described = board.loss.plot.accessibleDescription()
    assert "0.4 at epoch 4" in described
    assert "fc1 0.001" in board.update_ratio.plot.accessibleDescription()
    assert "act1 25 per cent" in board.dead.plot.accessibleDescription()
    low, high = board.loss.plot.seen
    assert low < 0 < 5 < high, "room for the whole run"
    line = board.loss._items["a"]._line.yData
    assert line[0] == pytest.approx(3.0, rel=0.01)


def test_the_crosshair_reads_the_curves_by_pointer_and_by_keys(desk):
    desk.train(info_of("a"))
    desk.settle()
    board = desk.room.board
    board.loss.plot.pointed.emit(2.0)
    assert board.readout.whole_text.startswith("Epoch 2.00, step 20: loss 0.1500, right 20.0 %, rate 0.1; validation")
    board.loss.plot.setFocus()
    QTest.keyClick(board.loss.plot, Qt.Key.Key_Right)
    assert "step 21" in board.readout.whole_text
    board.loss.plot.left.emit()
    assert "step" not in board.readout.whole_text


def test_zooming_one_plot_moves_the_others_until_let_go(desk):
    desk.train(info_of("a"))
    desk.settle()
    board = desk.room.board
    whole = board.accuracy.plot.seen
    QTest.keyClick(board.loss.plot, Qt.Key.Key_Plus)
    desk.settle()
    assert board.accuracy.plot.seen == pytest.approx(board.loss.plot.seen)
    assert board.accuracy.plot.seen != pytest.approx(whole)
    desk.press("curves.fit")
    desk.settle()
    assert board.accuracy.plot.seen == pytest.approx(whole)


def test_a_logarithmic_axis_is_drawn_in_powers_of_ten(desk):
    desk.train(info_of("a"))
    desk.press("curves.log")
    desk.settle()
    assert desk.room.board.loss._items["a"]._line.yData[0] == pytest.approx(np.log10(3.0), rel=0.02)
    desk.press("curves.log")
    desk.settle()
    assert desk.room.board.loss._items["a"]._line.yData[0] == pytest.approx(3.0, rel=0.02)


def test_steps_along_the_axis(desk):
    desk.train(info_of("a"))
    desk.press("curves.steps")
    desk.settle()
    assert desk.room.board.loss.plot.seen[1] == pytest.approx(50, rel=0.05)


def test_a_change_is_marked_where_it_was_made(desk):
    desk.train(info_of("a"))
    desk.training.say(RecordsArrived("a", None, (), (Change(25, "learning_rate", 0.05),)))
    desk.settle()
    [mark] = desk.room.board.loss._changes
    assert mark.value() == pytest.approx(2.5)
    assert mark.label.format == "learning rate 0.05"


def test_checked_runs_are_drawn_each_in_its_colour_and_the_chosen_one_in_front(desk):
    desk.training.list(*(info_of(name) for name in ("a", "bb", "ccc")))
    assert desk.context.selection.run == "ccc"
    model = desk.room.table.model
    for row in (0, 1):
        model.setData(model.index(row, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    shown = desk.room.board.shown
    assert {row.curves.run for row in shown} == {"a", "bb", "ccc"}
    assert len({row.colour for row in shown}) == 3
    assert [row.curves.run for row in shown if row.chosen] == ["ccc"]
    colours = {row.curves.run: row.colour for row in shown}
    model.setData(model.index(0, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert {row.curves.run: row.colour for row in desk.room.board.shown} == {
        run: colour for run, colour in colours.items() if run != "a"
    }


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


def test_settings_of_a_run_are_put_into_the_form(desk):
    config = TrainingConfig(learning_rate=0.123, hidden=(7,))
    desk.training.list(info_of("a", config=config))
    desk.press("run.duplicate")
    assert desk.room.form.config() == config


def test_a_sweep_asks_for_rates_around_the_one_in_the_form(desk):
    config = desk.room.form.config()
    desk.press("train.sweep")
    assert isinstance(desk.last, StartSweep)
    assert desk.last.config == config
    assert desk.last.rates == pytest.approx([config.learning_rate * part for part in SWEEP], rel=0.01)
    desk.training.begin(info_of("a", config=config.changed(learning_rate=9.0)))
    assert desk.room.form.config().learning_rate == 9.0
    desk.training.say(StateSaid("idle"))
    assert desk.room.form.config() == config, "the form is as it was before the sweep"


def test_a_suggested_rate_goes_into_the_form(desk):
    desk.training.say(RatesTried(np.array([0.1, 0.2]), np.array([2.0, 1.0]), 0.1234))
    assert desk.room.form.config().learning_rate == 0.12
    assert "0.12" in desk.said[-1]
    desk.training.say(RatesTried(np.array([0.1]), np.array([2.0]), None, "The loss fell at no learning rate."))
    assert desk.told == ["The loss fell at no learning rate."]


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


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_curves_stand_out_from_the_paper(colours):
    assert len(set(colours.series)) == 8
    assert all(contrast(colour, colours.paper) >= 3 for colour in colours.series)


@pytest.mark.parametrize(("low", "high"), [(-3.0, 2.0), (-0.4, 0.1), (-12.0, 12.0), (-2.01, -2.0)])
def test_round_numbers_label_a_logarithmic_axis(low, high):
    for most in (2, 4, 9):
        labels = rungs(low, high, most)
        assert 2 <= len(labels) <= max(most, 2)
        assert all(low <= value <= high for value in labels)


def test_runs_side_by_side_share_their_scale(desk):
    desk.train(info_of("a"))
    desk.training.say(StateSaid("idle"))
    desk.train(info_of("bb"), batches=20)
    desk.press("curves.side_by_side")
    desk.settle()
    multiples = desk.room.board.multiples
    assert multiples.isVisible()
    assert not desk.room.board.loss.plot.isVisible()
    assert [panel.plot.title for panel in multiples.panels] == ["a", "bb"]
    rows = [panel.plot.item.vb.viewRange()[1] for panel in multiples.panels]
    assert rows[0] == pytest.approx(rows[1])
    assert abs(multiples.panels[0].plot.width() - multiples.panels[1].plot.width()) <= 2
    drawn = [panel._items[panel.shown[0].curves.run]._line.yData for panel in multiples.panels]
    assert len(drawn[0]) > len(drawn[1]) > 0
    desk.press("curves.side_by_side")
    desk.settle()
    assert desk.room.board.loss.plot.isVisible()
    assert multiples.panels == ()


def test_without_a_run_the_board_says_what_to_do(desk):
    words = [label.text() for label in desk.room.board.findChildren(QLabel) if label.isVisible()]
    assert "No curves yet" in words
    assert any("press Start" in text for text in words)
    assert not desk.room.board.loss.plot.isVisible()
    desk.train(info_of("a"))
    assert desk.room.board.loss.plot.isVisible()


def test_copied_curves_are_a_picture_and_numbers(desk):
    desk.train(info_of("a"), batches=40)
    desk.settle()
    desk.press("curves.copy")
    clipboard = QGuiApplication.clipboard()
    assert clipboard.image().width() == 2 * desk.room.board.plots.width()
    lines = clipboard.text().splitlines()
    assert lines[0] == "run,epoch,step,train_loss,valid_loss,train_accuracy,valid_accuracy,seconds"
    assert [line.split(",")[:2] for line in lines[1:]] == [["a", str(epoch)] for epoch in range(5)]


def test_fields_stand_in_one_column_and_their_text_off_the_edge(desk):
    fields = desk.room.form.fields
    assert len({fields[name].mapTo(desk.room, QPoint()).x() for name in ("augment", "model", "epochs")}) == 1
    assert all(box.findChild(QLineEdit).textMargins().left() >= 4 for box in (fields["epochs"], fields["dropout"]))


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


def test_labels_of_a_low_axis_do_not_overlap():
    assert thinned([(2.0, [0.0, 2.0, 4.0, 6.0, 8.0]), (1.0, [1.0, 3.0])], 2) == [(6.0, [2.0, 8.0])]
    assert thinned([(5.0, [0.0, 5.0]), (1.0, [1.0, 2.0, 3.0])], 9) == [(5.0, [0.0, 5.0]), (1.0, [1.0, 2.0, 3.0])]
    assert thinned([(5.0, [0.0, 5.0]), (1.0, [1.0, 2.0, 3.0])], 4) == [(5.0, [0.0, 5.0])]
