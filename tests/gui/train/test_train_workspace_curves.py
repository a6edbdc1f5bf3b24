"""Curves of the Train workspace: what is drawn, read off, zoomed and copied."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from silent_training import info_of

from core.train.records import Change
from core.training_events import (
    RecordsArrived,
    StateSaid,
)
from gui.theme import DARK, LIGHT, contrast
from gui.train.plot import rungs, thinned

pytestmark = pytest.mark.gui


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


def test_labels_of_a_low_axis_do_not_overlap():
    assert thinned([(2.0, [0.0, 2.0, 4.0, 6.0, 8.0]), (1.0, [1.0, 3.0])], 2) == [(6.0, [2.0, 8.0])]
    assert thinned([(5.0, [0.0, 5.0]), (1.0, [1.0, 2.0, 3.0])], 9) == [(5.0, [0.0, 5.0]), (1.0, [1.0, 2.0, 3.0])]
    assert thinned([(5.0, [0.0, 5.0]), (1.0, [1.0, 2.0, 3.0])], 4) == [(5.0, [0.0, 5.0])]
