"""Text, chosen glyph, corrections and their undo, copy and save."""

from __future__ import annotations

import pytest
from fake_engine import page_of
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QToolButton

from core.page import Page
from gui.read.result_panel import ResultPanel

pytestmark = pytest.mark.gui


@pytest.fixture
def panel(qtbot, stack):
    panel = ResultPanel(stack)
    qtbot.addWidget(panel)
    panel.resize(500, 600)
    panel.show()
    panel.show_page(page_of("AB CD\nEF", "drawing"))
    panel.text.setFocus()
    yield panel
    panel.finish()


def text(panel):
    assert panel.text.toPlainText() == panel.page.text
    return panel.page.text


def test_choosing_in_the_text_is_told_and_shown_from_near(panel, qtbot):
    with qtbot.waitSignal(panel.selected) as selected:
        QTest.keyClick(panel.text, Qt.Key.Key_Right)
    assert selected.args == [0]
    assert panel.chosen == 0
    assert panel.detail._title.text() == "A"


def test_selecting_from_outside_says_nothing(panel, qtbot):
    with qtbot.assertNotEmitted(panel.selected, wait=20):
        panel.select(4)
    assert panel.detail._title.text() == "E"
    panel.select(77)
    assert panel.chosen is None


def test_a_number_takes_a_candidate_and_undo_brings_it_back(panel, stack, qtbot):
    panel.select(1)
    with qtbot.waitSignal(panel.corrected) as corrected:
        QTest.keyClicks(panel.text, "2")
    assert text(panel) == "A? CD\nEF"
    assert corrected.args[0].text == "A? CD\nEF"
    assert panel.chosen == 1
    stack.undo()
    assert text(panel) == "AB CD\nEF"
    stack.redo()
    assert text(panel) == "A? CD\nEF"


def test_typing_over_corrects_and_goes_on(panel, stack):
    panel.select(2)
    QTest.keyClicks(panel.text, "xyz")
    assert text(panel) == "AB xy\nzF"
    assert panel.chosen == 5
    for _ in range(3):
        stack.undo()
    assert text(panel) == "AB CD\nEF"


def test_a_candidate_that_is_not_there_changes_nothing(panel, stack):
    panel.select(0)
    QTest.keyClicks(panel.text, "5")
    assert text(panel) == "AB CD\nEF"
    assert stack.count() == 0


def test_the_field_takes_digits_too(panel):
    panel.select(0)
    QTest.keyClick(panel.text, Qt.Key.Key_F2)
    field = panel.detail._field
    QTest.keyClicks(field, "3")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert text(panel) == "3B CD\nEF"
    assert panel.detail._sure.text() == "as corrected"


def test_the_same_correction_twice_is_one(panel, stack):
    panel.select(0)
    panel.correct("Z")
    panel.correct("Z")
    assert stack.count() == 1


def test_a_correction_stays_while_the_drawing_grows(panel):
    panel.select(0)
    panel.correct("Z")
    panel.show_page(page_of("AB CDX", "drawing"))
    assert text(panel) == "ZB CDX"


def test_another_source_starts_without_corrections(panel, stack):
    panel.select(0)
    panel.correct("Z")
    panel.show_page(page_of("AB CD", "scan.png"))
    assert text(panel) == "AB CD"
    stack.undo()  # belongs to the drawing: must not touch the scan
    assert text(panel) == "AB CD"


def test_the_next_doubtful_glyph_is_chosen(panel, qtbot):
    panel.set_doubtful_below(0.95)
    panel.select(2)
    with qtbot.waitSignal(panel.selected) as selected:
        panel.select_next_doubtful()
    assert selected.args == [3]
    panel.set_doubtful_below(0.5)
    with qtbot.waitSignal(panel.said):
        panel.select_next_doubtful()


def test_all_is_copied(panel):
    panel.copy_all()
    assert QApplication.clipboard().text() == "AB CD\nEF"
    QApplication.clipboard().clear()
    QTest.keyClick(panel.text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)  # nothing is selected: all
    assert QApplication.clipboard().text() == "AB CD\nEF"


def test_actions_become_buttons(panel, qtbot):
    action = QAction("Copy", panel)
    panel.set_tools([action])
    button = panel.findChild(QToolButton)
    with qtbot.waitSignal(action.triggered):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_saving_asks_for_a_name_after_the_source(panel):
    panel.save_dialog()
    dialog = panel.findChild(QFileDialog)
    assert dialog.selectedFiles()[0].endswith("drawing.txt")
    dialog.close()


def test_the_text_is_saved_as_utf8(panel, qtbot, tmp_path):
    panel.select(0)
    panel.correct("é")
    with qtbot.waitSignal(panel.said) as said:
        panel.save_text(tmp_path / "page.txt")
    assert (tmp_path / "page.txt").read_bytes() == "éB CD\nEF\n".encode()
    assert said.args == ["The text was saved in page.txt."]
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]


def test_a_failed_save_is_one_sentence_and_leaves_nothing(panel, qtbot, tmp_path):
    (tmp_path / "folder.txt").mkdir()
    with qtbot.waitSignal(panel.failed) as failed:
        panel.save_text(tmp_path / "folder.txt")
    assert failed.args[0].startswith("The text could not be saved in")
    assert [path.name for path in tmp_path.iterdir()] == ["folder.txt"]


def test_without_a_page_there_is_nothing_to_copy_or_save(panel, qtbot):
    panel.show_page(None)
    assert panel.text.toPlainText() == ""
    QApplication.clipboard().setText("kept")
    panel.copy_all()
    assert QApplication.clipboard().text() == "kept"
    panel.save_dialog()
    assert panel.findChild(QFileDialog) is None


def test_an_empty_page_says_so(panel):
    panel.show_page(Page((), 10, 10, source="blank.png"))
    assert panel.text.placeholderText() == "No writing was found."
    panel.show_page(None)
    assert panel.text.placeholderText() == "The text appears here."


def test_every_control_has_a_name(panel):
    panel.select(0)
    for widget in (panel.text, panel.detail, panel.detail._field, *panel.findChildren(QAbstractButton)):
        assert widget.accessibleName()
