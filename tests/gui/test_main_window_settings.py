"""What is set in one place of the window holds in all of them and is remembered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QComboBox

from core.settings import load_settings
from gui.theme import DARK, LIGHT, colours_of

pytestmark = pytest.mark.gui


def test_the_alphabet_in_status_line_menu_and_settings_is_one(desk):
    desk.draw(text="A")
    box = desk.window.status.findChild(QComboBox)
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert desk.settings.settings.alphabet == "digits"
    assert desk.action("alphabet.digits").isChecked()
    assert desk.engine.last.alphabet == "digits"
    desk.action("alphabet.capitals").trigger()
    assert box.currentText() == "capitals"


def test_the_theme_changes_everywhere_at_once(desk):
    icon_before = desk.action("edit.undo").icon().pixmap(20, 20).toImage()
    desk.action("theme.dark").trigger()
    for widget in (desk.window, desk.read.canvas, desk.read.result, desk.read.image_pane.view, desk.window.status):
        assert colours_of(widget.palette()) is DARK, widget
    assert desk.action("edit.undo").icon().pixmap(20, 20).toImage() != icon_before
    desk.action("theme.light").trigger()
    assert colours_of(desk.read.canvas.palette()) is LIGHT
    desk.settings.flush()
    assert load_settings().theme == "light"


def test_sizes_and_pane_are_remembered(desks):
    first = desks()
    first.window.resize(790, 600)
    first.action("pane.open").trigger()
    first.read._splitter.setSizes([400, 359])
    sizes = first.read._splitter.sizes()
    first.window.close()
    second = desks()
    assert second.read.source == "picture"
    assert (second.window.width(), second.window.height()) == (790, 600)
    assert second.read._splitter.sizes() == pytest.approx(sizes, abs=3)


def test_spoilt_geometry_is_ignored(desks):
    store = QSettings()
    for key in ("window/geometry", "window/state", "read/splitter"):
        store.setValue(key, QByteArray(b"nonsense"))
    store.setValue("window/workspace", "attic")
    store.setValue("read/pane", 7)
    store.sync()
    desk = desks()
    assert desk.read.source == "drawing"
    assert desk.window.width() >= 780


def test_zoom_actions_work_on_the_pane_that_is_shown(desk):
    canvas = desk.read.canvas
    desk.action("view.zoom_in").trigger()
    assert canvas.view.scale == pytest.approx(1.25)
    desk.action("view.zoom_out").trigger()
    desk.action("view.actual_size").trigger()
    assert canvas.view.scale == pytest.approx(1.0)
    desk.window.open_file("/a/page.png")
    desk.engine.open()
    before = desk.read.image_pane.view.view.scale
    desk.action("view.zoom_in").trigger()
    assert desk.read.image_pane.view.view.scale > before
    assert canvas.view.scale == pytest.approx(1.0)


def test_boxes_and_numbers_are_settings_of_both_panes(desk):
    desk.action("view.boxes").trigger()
    desk.action("view.numbers").trigger()
    for overlay in (desk.read.canvas.overlay, desk.read.image_pane.view.overlay):
        assert not overlay.style.boxes
        assert overlay.style.order
    assert desk.settings.settings.show_order


def test_full_screen_and_back(desk):
    desk.action("view.full_screen").trigger()
    assert desk.window.isFullScreen()
    desk.action("view.full_screen").trigger()
    assert not desk.window.isFullScreen()
