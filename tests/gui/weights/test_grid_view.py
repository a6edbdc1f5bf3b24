"""Cells by pointer and keys, tiles that keep their unit, charts and tiles that say what they show."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from core.inspection_answers import Mosaic
from gui.charts import BarList, Histogram, Line, LineChart
from gui.colour_maps import counts_table, diverging_table, ink_table, is_light_colour
from gui.grid_geometry import Cells
from gui.picture_tile import PictureTile
from gui.theme import DARK, LIGHT
from gui.weights.mosaic_view import MosaicView

pytestmark = pytest.mark.gui


def mosaic(units=(0, 1, 2, 3, 4), **changes):
    columns, rows = 3, 2
    values = {
        "source": "run",
        "title": "My run",
        "epoch": 2,
        "layer": "fc1",
        "picture": np.full((rows * 5 + 1, columns * 5 + 1), 128, np.uint8),
        "start": None,
        "units": np.array(units),
        "columns": columns,
        "tile": (4, 4),
        "gap": 1,
        "limit": 0.5,
        "names": (),
        "count": 5,
        "composed": False,
    }
    return Mosaic(**{**values, **changes})


@pytest.fixture
def view(qtbot):
    made = MosaicView()
    qtbot.addWidget(made)
    made.resize(420, 300)
    made.show()
    made.show_mosaic(mosaic())
    return made


def test_cells_lie_where_they_are_drawn():
    cells = Cells(5, 3, (4, 6), 1)
    assert cells.corner(0) == (1, 1)
    assert cells.corner(4) == (6, 8)
    for place in range(5):
        row, column = cells.corner(place)
        assert cells.at(row + 2, column + 3) == place
    assert cells.at(8, 17) is None  # a sixth cell that is not there
    assert cells.at(-1, 2) is None
    assert cells.beside(0, 1, 1) == 4
    assert cells.beside(2, 0, 1) is None
    assert cells.beside(2, 1, 0) is None
    assert cells.beside(0, -1, 0) is None


def test_a_click_opens_the_tile_under_it(view, qtbot):
    opened, middle = [], view.cell_rect(4).center().toPoint()
    view.opened.connect(opened.append)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle)
    assert opened == [4]
    assert view.unit == 4
    assert "Unit 4 of fc1" in view.accessibleDescription()


def test_keys_walk_over_the_tiles(view):
    opened = []
    view.opened.connect(opened.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(view, key)
    assert opened == [4]  # first, second, and below it the fifth
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.place == 4
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.place is None


def test_the_chosen_unit_stays_when_the_order_changes(view):
    view.choose_unit(3)
    view.show_mosaic(mosaic(units=(3, 0, 1, 4, 2)))
    assert view.unit == 3
    assert view.place == 0
    view.show_mosaic(mosaic(layer="fc2"))
    assert view.unit is None


def test_a_drag_moves_and_a_double_click_fits(view):
    before, middle = view.view, view.cell_rect(1).center().toPoint()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(view, middle + QPoint(40, 30))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=middle + QPoint(40, 30))
    assert (view.view.left, view.view.top) == (before.left + 40, before.top + 30)
    assert view.place is None
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=middle)
    assert view.view == before


def test_the_fit_follows_the_pane_until_one_zooms(view):
    view.resize(600, 500)
    wide = view.cell_rect(0).width()
    view.resize(420, 300)
    assert view.cell_rect(0).width() < wide
    view.zoom(2.0, QPointF(10, 10))
    zoomed = view.cell_rect(0).width()
    view.resize(600, 500)
    assert view.cell_rect(0).width() == pytest.approx(zoomed)


def test_what_is_painted_is_the_picture(view):
    picture = np.full((11, 16), 128, np.uint8)
    top, left = Cells(5, 3, (4, 4), 1).corner(1)
    picture[top : top + 4, left : left + 4] = 255
    view.show_mosaic(mosaic(picture=picture))
    image = view.grab().toImage()
    middle = view.cell_rect(1).center().toPoint()
    assert image.pixel(middle) == diverging_table("light")[255]
    assert image.pixel(view.cell_rect(0).center().toPoint()) == diverging_table("light")[128]


def test_maps_are_centred_and_can_be_read_in_both_themes():
    for colours in (LIGHT, DARK):
        table = diverging_table(colours.name)
        assert f"#{table[128] & 0xFFFFFF:06X}" == colours.paper
        assert f"#{ink_table(colours.name)[255] & 0xFFFFFF:06X}" == colours.ink
        assert len(set(counts_table(colours.name))) > 100
        blue, orange = table[1], table[255]
        assert (blue & 255) > (blue >> 16 & 255)
        assert (orange >> 16 & 255) > (orange & 255)
    assert is_light_colour(0xFFFFFFFF)
    assert not is_light_colour(0xFF1D3F78)


def test_charts_say_what_they_show(qtbot):
    histogram = Histogram("Histogram")
    histogram.show_counts(np.array([1, 2, 1]), np.array([-1.5, -0.5, 0.5, 1.5]))
    assert histogram.accessibleDescription() == "4 weights from -1.5 to 1.5, mean 0"
    chart = LineChart("Size")
    chart.show_lines([Line("size", np.array([0.0, 1.0, 2.0]), np.array([1.0, np.nan, 3.0]), points=True)])
    assert chart.accessibleDescription() == "size: from 1 at 0 to 3 at 2"
    bars = BarList("Classes", choosable=True)
    chosen = []
    bars.chosen.connect(chosen.append)
    bars.show_rows([("A", 0.75), ("B", 0.25)], percent=True)
    assert bars.accessibleDescription() == "A 75.0 %, B 25.0 %"
    QTest.keyClick(bars, Qt.Key.Key_Down)
    QTest.keyClick(bars, Qt.Key.Key_Down)
    QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert chosen == ["A", "B", "A"]
    for widget in (histogram, chart, bars):
        qtbot.addWidget(widget)
        widget.resize(200, 90)
        before = widget.grab().toImage()
        assert len({before.pixel(x, y) for x in range(0, 200, 3) for y in range(0, before.height(), 3)}) > 2


def test_a_tile_keeps_its_shape(qtbot):
    tile = PictureTile("Patch", empty="Nothing yet")
    qtbot.addWidget(tile)
    tile.resize(100, 60)
    tile.show_picture(np.full((4, 2), 255, np.uint8), "ink", "four by two")
    image = tile.grab().toImage()
    assert image.pixel(15, 30) == ink_table("light")[255]
    assert image.pixel(60, 30) != ink_table("light")[255]
    assert tile.accessibleDescription() == "four by two"
    tile.show_picture(None)
    assert tile.accessibleDescription() == "Nothing yet"
