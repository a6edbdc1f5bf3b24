"""Controls and menus of the window: named, reachable, enabled when they can do something."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QMenu, QSlider, QToolButton

from core.settings import Settings
from gui.theme import DARK, colours_of

pytestmark = pytest.mark.gui


def test_actions_are_enabled_when_they_can_do_something(desk):
    names = ("edit.undo", "edit.redo", "edit.clear", "edit.copy", "file.save", "read.again")
    assert [desk.action(name).isEnabled() for name in names] == [False] * 6
    desk.draw(text="A")
    assert [desk.action(name).isEnabled() for name in names] == [True, False, True, True, True, True]
    desk.action("edit.undo").trigger()
    assert [desk.action(name).isEnabled() for name in names] == [False, True, False, False, False, False]


def test_the_menu_says_what_is_undone(desk):
    desk.draw(text="A")
    assert desk.action("edit.undo").text() == "&Undo stroke"
    desk.action("edit.clear").trigger()
    assert desk.action("edit.undo").text() == "&Undo clearing"
    desk.action("edit.undo").trigger()
    assert desk.action("edit.redo").text() == "&Redo clearing"


def test_every_control_has_a_name_and_a_tooltip_or_text(desk):
    for pane in ("pane.draw", "pane.open"):
        desk.action(pane).trigger()
        for kind in (QAbstractButton, QComboBox, QSlider):
            for control in desk.window.findChildren(kind):
                if not control.isVisible() or control.objectName().startswith("qt_"):
                    continue
                name = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
                assert name, f"{control} has no name"
                assert control.toolTip() or name, control


def test_every_action_is_in_a_menu_and_has_keys(desk):
    desk.window.show_workspace("train")  # rooms bring their rows when they are first shown
    assert {"train.start", "model.choose", "read.teach"} <= {spec.id for spec in desk.window.actions_table.specs}
    in_menus = {action for menu in desk.window.findChildren(QMenu) for action in menu.actions()}
    for spec in desk.window.actions_table.specs:
        assert desk.action(spec.id) in in_menus, spec.id
        assert desk.action(spec.id).shortcuts(), f"{spec.id} has no shortcut"


def test_labels_with_a_letter_have_a_buddy(desk):
    for label in desk.window.findChildren(QLabel):
        if "&" in label.text():
            assert label.buddy() is not None, label.text()


def test_guide_shortcuts_about_and_preferences_open(desk):
    for name, word in (("help.guide", "Read"), ("help.shortcuts", "Ctrl+O"), ("help.about", "Inkscope")):
        desk.action(name).trigger()
        dialogs = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible() and widget.isWindow()]
        found = [widget for widget in dialogs if hasattr(widget, "browser")]
        assert len(found) == 1, name
        assert word in found[0].browser.toPlainText()
        found[0].close()
    desk.action("edit.preferences").trigger()
    form = QApplication.activeModalWidget() or next(
        widget for widget in QApplication.topLevelWidgets() if hasattr(widget, "fields")
    )
    form.fields["brush_width"].setValue(11)
    form.fields["theme"].setCurrentText("dark")
    form.fields["finger_draws"].click()
    assert not desk.settings.settings.finger_draws
    form._restore()
    assert desk.settings.settings.brush_width == Settings().brush_width
    assert form.fields["brush_width"].value() == Settings().brush_width
    form.fields["brush_width"].setValue(11)
    form.fields["theme"].setCurrentText("dark")
    assert desk.settings.settings.brush_width == 11.0
    assert colours_of(desk.window.palette()) is DARK
    form.close()


@pytest.mark.parametrize("pane", ["pane.draw", "pane.open"])
def test_tool_rows_give_way_where_room_is_short(desk, pane):
    desk.action(pane).trigger()
    desk.window.resize(780, 480)
    desk.read._splitter.setSizes([360, 359])
    desk.qtbot.waitUntil(lambda: desk.read._panes.width() < 400)
    shown = desk.read._panes.currentWidget()

    def stand_apart() -> None:
        buttons = [button for button in shown.findChildren(QToolButton) if button.isVisible()]
        places = sorted((button.mapTo(shown, QPoint(0, 0)).x(), button.width()) for button in buttons)
        for (left, width), (next_left, _) in pairwise(places):
            assert left + width <= next_left, "no button lies over another"
        assert places[-1][0] + places[-1][1] <= shown.width()

    desk.qtbot.waitUntil(stand_apart)  # the layout takes its time
