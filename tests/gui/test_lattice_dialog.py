"""The lattice of a word: where its parts stand, what is said of them, keys and mouse, copies and files."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from itertools import pairwise

import pytest
from explanations import SECOND, explanation_of
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gui.read.lattice_dialog import LatticeDialog
from gui.read.lattice_layout import CELL, arrange, next_cell
from gui.read.lattice_words import as_csv, headline, notes, points, search_sentence, silent_voices, spoken_hypothesis
from gui.theme import DARK, LIGHT, palette_of

pytestmark = pytest.mark.gui


@pytest.fixture
def dialog(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = LatticeDialog(parent)
    dialog.show()
    dialog.show_explanation(explanation_of("THE"), 1)
    yield dialog
    dialog.finish()


@pytest.mark.parametrize("narrow", [False, True])
def test_nothing_overlaps_and_the_path_stands_under_its_ink(narrow):
    arranged = arrange(explanation_of("WATER", narrow=narrow))
    for row in {cell.row for cell in arranged.cells}:
        lefts = sorted(cell.left for cell in arranged.cells if cell.row == row)
        assert all(after - before >= CELL for before, after in pairwise(lefts))
    for cell in arranged.cells:
        assert (cell.row == 0) == (cell.hypothesis.glyph is not None)
        assert cell.left >= 0
        assert cell.left + CELL <= arranged.width
        if not narrow:
            assert cell.left + CELL / 2 == pytest.approx((cell.begin + cell.end) / 2)


def test_the_less_a_hypothesis_lies_behind_the_higher_it_stands():
    told = explanation_of("AB")
    other = told.hypotheses[-1]
    told = replace(told, hypotheses=(*told.hypotheses, replace(other, behind=1.0), replace(other, behind=9.0)))
    assert [cell.row for cell in arrange(told).cells] == [0, 0, 2, 1, 3]


def test_keys_walk_over_the_cells():
    cells = arrange(explanation_of("ABC")).cells
    assert next_cell(cells, None, "left") == 0
    assert [next_cell(cells, 0, move) for move in ("left", "right", "end", "up", "down")] == [0, 1, 2, 0, 3]
    assert next_cell(cells, 3, "up") in (0, 1)
    assert next_cell(cells, 2, "home") == 0
    assert next_cell((), None, "down") is None


def test_points_are_what_a_voice_has_against_a_reading_and_add_up():
    own, other = points(explanation_of("A").hypotheses[0].readings)
    assert own.against == pytest.approx((0.0, 0.0, 0.5, 0.0))
    assert other.against == pytest.approx((1.5, 0.0, 0.0, 1.5))
    assert other.total - own.total == pytest.approx(-3.5 - -6.0)


def test_sentences_say_why():
    told = explanation_of("THE")
    assert headline(told, told.hypotheses[0]) == "“T” in “THE”, 92 % sure. Next is “?”, 2.5 points behind."
    assert (
        headline(told, told.hypotheses[-1])
        == "As one character this is “W”: the word would be “WE”, 4.2 points behind “THE”."
    )
    assert search_sentence(told.hypotheses[0]).endswith("bonus +1.0; together −2.2.")
    spoken = spoken_hypothesis(told, told.hypotheses[0])
    assert "capital T: shape 0.0, line 0.0, place 0.5, language 0.0, together 0.5; next ?: shape 1.5" in spoken


def test_notes_tell_of_the_second_reader_exact_shapes_and_what_is_left_out():
    assert notes(explanation_of("be")) == ""
    won = notes(explanation_of("be", second=SECOND, left_out=3))
    assert "decided this line: “to be”, 90 % sure a character, the first 60 %" in won
    assert "0.5 points a character likelier" in won
    assert won.endswith("3 more hypotheses are far too unlikely to show.")
    assert "did not win" in notes(explanation_of("be", second=replace(SECOND, won=False)))
    assert "read the same" in notes(explanation_of("be", second=replace(SECOND, won=False, text="fo be")))
    assert "language had no say" in notes(explanation_of("be", exact=True))


def test_the_table_has_every_reading_and_the_sums():
    told = explanation_of("AB")
    rows = list(csv.DictReader(io.StringIO(as_csv(told))))
    assert [row["reading"] for row in rows] == ["A", "?", "B", "?", "W", "?"]
    assert [row["won"] for row in rows[::2]] == ["1", "1", "0"]
    assert float(rows[0]["search_total"]) == pytest.approx(told.hypotheses[0].voices.total)
    assert rows[1]["search_total"] == ""
    assert float(rows[4]["behind"]) == 4.25


def test_the_glyph_that_was_asked_about_is_chosen(dialog):
    assert dialog.view.place == 1
    assert dialog.headline.text().startswith("“H” in “THE”")
    assert "together" in dialog.view.accessibleDescription()


def test_a_click_on_a_winning_piece_chooses_its_glyph(dialog, qtbot):
    with qtbot.waitSignal(dialog.glyph_chosen) as chosen:
        QTest.mouseClick(dialog.view, Qt.MouseButton.LeftButton, pos=dialog.view.cell_box(2).center().toPoint())
    assert chosen.args == [2]
    assert dialog.headline.text().startswith("“E” in “THE”")


def test_keys_reach_the_other_hypotheses_without_choosing_a_glyph(dialog, qtbot):
    with qtbot.assertNotEmitted(dialog.glyph_chosen, wait=10):
        QTest.keyClick(dialog.view, Qt.Key.Key_Down)
    assert dialog.view.place == 3
    assert "“WE”" in dialog.headline.text()
    QTest.mouseClick(dialog.view, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert dialog.view.place == 3


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_chosen_ink_has_the_accent_and_seams_are_drawn(dialog, colours):
    for widget in (dialog, dialog.view):  # under a style sheet, as another test may leave it, none is handed on
        widget.setPalette(palette_of(colours))
    QApplication.processEvents()
    shown = dialog.view.grab().toImage()
    seen = {shown.pixelColor(column, row).name().upper() for row in range(0, 120, 1) for column in range(0, 260, 3)}
    chosen = arrange(dialog.explanation).cells[1]
    middle = shown.pixelColor(round((chosen.begin + chosen.end) / 2), 60)
    assert abs(middle.hue() - QImageColour(colours.accent).hue()) < 12
    assert colours.paper in seen
    column = round(chosen.begin)
    hues = [shown.pixelColor(column + by, row).name().upper() for by in (-1, 0, 1) for row in range(10, 130)]
    assert any(abs(QImageColour(name).hue() - QImageColour(colours.doubt).hue()) < 12 for name in hues)


def QImageColour(name):
    from PySide6.QtGui import QColor

    return QColor(name)


def test_copy_puts_a_fine_picture_on_the_clipboard(dialog, qtbot):
    with qtbot.waitSignal(dialog.said):
        dialog.copy_button.click()
    picture = QGuiApplication.clipboard().image()
    assert picture.width() >= 2 * dialog.view.width()
    assert picture.height() > 2 * dialog.view.height()


def test_saving_by_the_ending_of_the_name(dialog, qtbot, tmp_path):
    for name in ("a.png", "b.csv"):
        with qtbot.waitSignal(dialog.said, timeout=10_000) as said:
            dialog.save(tmp_path / name)
        assert said.args == [f"The lattice was saved in {name}."]
    assert not QImage(str(tmp_path / "a.png")).isNull()
    assert (tmp_path / "b.csv").read_text().startswith("word,first_piece")
    with qtbot.waitSignal(dialog.failed, timeout=10_000) as failed:
        dialog.save(tmp_path / "a.png" / "c.csv")
    assert failed.args[0].startswith("The lattice could not be saved")


def test_without_an_explanation_there_is_a_sentence_and_nothing_to_save(dialog):
    dialog.show_sentence("Choose a character.")
    assert dialog.explanation is None
    assert not dialog.save_button.isEnabled()
    assert not dialog.copy_button.isEnabled()
    dialog.choose_glyph(1)
    assert dialog.sentence.isVisible()


def test_voices_that_had_no_say_are_silent():
    told = explanation_of("THE")
    assert silent_voices(told) == {"line"}
    assert silent_voices(explanation_of("THE", exact=True)) == {"line", "language"}
    first = told.hypotheses[0]
    heard = replace(first.readings[0], voices=replace(first.readings[0].voices, frames=-0.5))
    asked = replace(told, hypotheses=(replace(first, readings=(heard,)), *told.hypotheses[1:]))
    assert silent_voices(asked) == frozenset()


def test_notes_tell_where_the_pages_habits_decided():
    assert "habits made it “80”" in notes(explanation_of("8O", text="80"))
    assert "habits" not in notes(explanation_of("8O", text="80", second=SECOND))
