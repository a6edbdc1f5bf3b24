"""The matrix, its lists, the gallery with its undoable corrections, the slider: what a person sees and can do."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from core.inspection_answers import Calibration, Confusion, Corrected, Gallery
from core.inspection_messages import Correct, Correction
from gui.confusion.corrections import Corrections
from gui.confusion.gallery import GalleryPanel
from gui.confusion.matrix_view import MatrixView, summary
from gui.confusion.pairs import ClassTable, PairsList, confused_pairs
from gui.theme import DARK, LIGHT, palette_of

sys.path.insert(0, str(Path(__file__).parents[1]))
from fake_inspector import SilentInspector

pytestmark = pytest.mark.gui
LABELS = ("A", "B", "C")
COUNTS = np.array([[8, 1, 1], [0, 9, 1], [4, 0, 0]])


def confusion(order=(0, 2, 1), counts=COUNTS):
    accuracy = float(np.trace(counts)) / int(counts.sum())
    return Confusion("run", "Run", 3, "toy", "valid", LABELS, counts, np.array(order), accuracy, 0, True)


def gallery(count=3, corrections=None):
    images = np.stack([np.full((6, 6), 60 * place, np.uint8) for place in range(count)])
    digests = tuple(f"digest{place}" for place in range(count))
    return Gallery("toy", "C", "A", images, np.linspace(0.9, 0.5, count), digests, ("C",) * count, count,
                   corrections or {})  # fmt: skip


@pytest.fixture
def matrix(qtbot):
    made = MatrixView()
    qtbot.addWidget(made)
    made.resize(400, 400)
    made.show()
    made.show_confusion(confusion(), normalised=False, together=False)
    return made


@pytest.fixture
def inspector():
    return SilentInspector()


@pytest.fixture
def panel(qtbot, inspector):
    made = GalleryPanel(Corrections(inspector))
    qtbot.addWidget(made)
    made.set_labels(LABELS)
    made.show_gallery(gallery())
    return made


def test_a_cell_says_what_it_counts(matrix):
    matrix.choose_pair(("C", "A"))
    assert matrix.accessibleDescription() == "C read as A: 4 of 4, 100.0 %"
    matrix.choose_pair(("B", "B"))
    assert matrix.accessibleDescription() == "B read right: 9 of 10, 90.0 %"
    matrix.choose_pair(("B", "?"))
    assert matrix.pair is None


def test_the_chosen_pair_stays_when_classes_move_together(matrix):
    matrix.choose_pair(("C", "A"))
    before = matrix.place
    matrix.show_confusion(confusion(), normalised=True, together=True)
    assert matrix.labels == ("A", "C", "B")
    assert matrix.pair == ("C", "A")
    assert matrix.place != before


def test_a_click_on_a_cell_opens_it(matrix):
    opened = []
    matrix.opened.connect(lambda _place: opened.append(matrix.pair))
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=matrix.cell_rect(6).center().toPoint())
    assert opened == [("C", "A")]


def test_more_is_darker_and_values_are_written(matrix):
    image = matrix.grab().toImage()

    def at(place):
        corner = matrix.cell_rect(place).topRight().toPoint() + QPoint(-6, 6)
        return image.pixelColor(corner).lightness()

    assert at(4) < at(6) < at(1) < at(3)  # 9, 4, 1, 0
    area = matrix.cell_rect(6).toRect()
    inside = {image.pixel(x, y) for x in range(area.left() + 4, area.right() - 4)
              for y in range(area.top() + 4, area.bottom() - 4)}  # fmt: skip
    assert len(inside) > 2  # the 4


def test_it_says_itself_in_words():
    text = summary(confusion())
    assert "70.8 % of 24 right" in text
    assert "C read as A, 4" in text
    assert "Most often" not in summary(confusion(counts=np.diag([1, 2, 3])))


def test_pairs_are_listed_most_confused_first(qtbot):
    pairs, chosen = PairsList(), []
    qtbot.addWidget(pairs)
    pairs.pair_chosen.connect(lambda *pair: chosen.append(pair))
    pairs.show_confusion(confusion())
    assert [pairs.item(row).text() for row in range(4)] == [
        "C \u2192 A   4", "A \u2192 B   1", "A \u2192 C   1", "B \u2192 C   1",
    ]  # fmt: skip
    pairs.itemActivated.emit(pairs.item(0))
    assert chosen == [("C", "A")]
    assert confused_pairs(confusion(), 1) == [("C", "A", 4)]


def test_precision_and_recall_of_each_class(qtbot):
    table = ClassTable()
    qtbot.addWidget(table)
    table.show_confusion(confusion())
    rows = {table.item(row, 0).text(): [table.item(row, column).text() for column in (1, 2, 3)] for row in range(3)}
    assert rows == {"A": ["10", "66.7 %", "80.0 %"], "B": ["10", "90.0 %", "90.0 %"], "C": ["4", "0.0 %", "0.0 %"]}
    table.sortItems(3, Qt.SortOrder.DescendingOrder)
    assert [table.item(row, 0).text() for row in range(3)] == ["B", "A", "C"]


def test_the_gallery_shows_the_pictures_with_their_confidence(panel):
    assert panel.title.text() == "C read as A: 3, most confident first"
    assert [panel.pictures.item(row).text() for row in range(3)] == ["90 %", "70 %", "50 %"]
    assert not panel.relabel_button.isEnabled()


def test_the_pictures_turn_with_the_theme_and_stay_chosen(panel):
    panel.pictures.setCurrentRow(1)

    def paper(colours):
        panel.setPalette(palette_of(colours))
        return panel.pictures.item(0).icon().pixmap(20, 20).toImage().pixelColor(10, 10).lightness()

    assert paper(LIGHT) > 200
    assert paper(DARK) < 60
    assert paper(LIGHT) > 200
    assert panel.pictures.currentRow() == 1
    assert panel.relabel_button.isEnabled()


def test_relabel_and_undo(panel, inspector):
    panel.pictures.setCurrentRow(1)
    panel.labels.setCurrentText("B")
    panel.relabel_button.click()
    assert inspector.questions(Correct)[-1].corrections == {"digest1": Correction(label="B")}
    panel.pictures.item(2).setSelected(True)
    panel.exclude_button.click()
    assert inspector.questions(Correct)[-1].corrections == {
        "digest1": Correction(excluded=True),
        "digest2": Correction(excluded=True),
    }
    panel.undo_button.click()
    assert inspector.questions(Correct)[-1].corrections == {"digest1": Correction(label="B")}
    panel.undo_button.click()
    assert inspector.questions(Correct)[-1].corrections == {}
    assert not panel.undo_button.isEnabled()


def test_what_is_kept_is_asked_again(panel, inspector, qtbot):
    panel.pictures.setCurrentRow(0)
    with qtbot.waitSignal(panel._corrections.kept):
        panel.exclude()
        inspector.answer(Correct, Corrected("toy", 1))


def test_steps_survive_a_newer_gallery_of_the_same_data_but_not_another(panel):
    panel.pictures.setCurrentRow(0)
    panel.exclude()
    panel.show_gallery(gallery(2, {"digest0": Correction(excluded=True)}))
    assert panel.undo_button.isEnabled()
    other = gallery()
    panel.show_gallery(Gallery("other", *[getattr(other, name) for name in (
        "true", "predicted", "images", "confidence", "digests", "labels", "count")]))  # fmt: skip
    assert not panel.undo_button.isEnabled()


def test_a_picture_is_sent_to_what_it_sees(panel):
    sent = []
    panel.looked_into.connect(lambda image, title: sent.append((image, title)))
    panel.pictures.setCurrentRow(2)
    panel.see_button.click()
    assert sent[0][1] == "C from toy"
    assert (sent[0][0] == 120).all()


def test_the_slider_says_what_flagging_catches(qtbot, inspector):
    from types import SimpleNamespace

    from gui.confusion.calibration import CalibrationPanel

    context = SimpleNamespace(looking=SimpleNamespace(inspector=inspector), messages=None)
    panel = CalibrationPanel(context)
    qtbot.addWidget(panel)
    thresholds = np.linspace(0, 1, 101)
    bins = np.array([0.1, np.nan, 0.9])
    found = Calibration(1, "toy", "valid", 100, 10, 0.05, bins, bins, np.array([5, 0, 95]), thresholds,
                        np.arange(101), np.minimum(np.arange(101), 10))  # fmt: skip
    panel._show(found)
    panel.slider.setValue(5)
    assert panel.flagged.text() == (
        "Below 5 %: 5 of 100 characters flagged (5.0 %), 5 of 10 mistakes caught (50.0 %)."
    )  # fmt: skip
    assert "5.0 %" in panel.about.text()
