"""The action table: unique ids and shortcuts, conditions, groups, menus."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget

from gui.action_table import MENUS, WindowDeeds, window_rows, workspace_rows
from gui.actions import ActionSpec, ActionTable, key_sequences
from gui.icon_button import IconButton
from gui.read.rows import ReadDeeds, read_rows
from gui.theme import DARK, LIGHT, icon, icon_names, palette_of
from gui.workspaces import WORKSPACES, present

pytestmark = pytest.mark.gui


def _nothing(*_arguments):
    return None


def all_rows():
    window = WindowDeeds(**dict.fromkeys(WindowDeeds.__dataclass_fields__, _nothing))
    read = ReadDeeds(**dict.fromkeys(ReadDeeds.__dataclass_fields__, _nothing))
    return [*workspace_rows(WORKSPACES, window), *read_rows(read), *window_rows(window)]


def test_ids_and_shortcuts_are_unique(qapp):
    rows = all_rows()
    ids = [row.id for row in rows]
    assert len(set(ids)) == len(ids)
    keys = [key.toString() for row in rows for key in key_sequences(row.shortcuts)]
    assert len(set(keys)) == len(keys), sorted(key for key in keys if keys.count(key) > 1)


def test_rows_are_whole(qapp):
    for row in all_rows():
        assert (row.run is None) != (row.run_checked is None), row.id
        assert row.text.count("&") == 1, f"{row.id} needs one mnemonic"
        assert not row.icon or row.icon in icon_names(), row.id
        assert not row.menu or row.menu.partition("/")[0] in MENUS, row.id


def test_mnemonics_differ_within_each_menu(qapp):
    menus: dict[str, list[str]] = {"": list(MENUS)}
    for row in all_rows():
        menus.setdefault(row.menu, []).append(row.text)
        parent, _, child = row.menu.rpartition("/")
        if parent and child not in menus[parent]:
            menus[parent].append(child)
    menus[MENUS[0]].append("Open &recent")
    for name, texts in menus.items():
        letters = [text[text.index("&") + 1].lower() for text in texts]
        assert len(set(letters)) == len(letters), (name, texts)


def test_standard_shortcuts(qapp):
    rows = {row.id: {key.toString() for key in key_sequences(row.shortcuts)} for row in all_rows()}
    for action, key in {
        "file.open": "Ctrl+O",
        "file.save": "Ctrl+S",
        "file.quit": "Ctrl+Q",
        "edit.undo": "Ctrl+Z",
        "edit.redo": "Ctrl+Shift+Z",
        "edit.copy": "Ctrl+C",
        "edit.paste": "Ctrl+V",
        "edit.preferences": "Ctrl+,",
        "view.zoom_in": "Ctrl++",
        "view.zoom_out": "Ctrl+-",
        "help.guide": "F1",
        "workspace.read": "Ctrl+1",
        "workspace.train": "Ctrl+2",
        "workspace.weights": "Ctrl+3",
        "workspace.confusion": "Ctrl+4",
    }.items():
        assert key in rows[action], (action, rows[action])


def test_a_room_that_is_not_built_is_not_shown():
    assert [spec.id for spec in present()] == [spec.id for spec in WORKSPACES if spec.make]
    assert "read" in [spec.id for spec in present()]


@pytest.fixture
def table(qtbot):
    owner = QWidget()
    qtbot.addWidget(owner)
    return ActionTable(owner)


def test_duplicates_are_refused(table):
    table.add([ActionSpec("one", "&File", "&One", _nothing, shortcuts=("Ctrl+O",))])
    with pytest.raises(ValueError, match="two actions"):
        table.add([ActionSpec("one", "&File", "&One", _nothing)])
    with pytest.raises(ValueError, match="share the shortcut"):
        table.add([ActionSpec("two", "&File", "&Two", _nothing, shortcuts=(QKeySequence.StandardKey.Open,))])


def test_conditions_enable_now_and_later(table):
    table.add([ActionSpec("undo", "&Edit", "&Undo", _nothing, enabled_when="can")])
    assert not table.action("undo").isEnabled()
    table.set_condition("can", True)
    assert table.action("undo").isEnabled()
    table.add([ActionSpec("again", "&Edit", "&Again", _nothing, enabled_when="can")])
    assert table.action("again").isEnabled(), "a condition that holds already counts for a later row"
    table.set_condition("can", False)
    assert not table.action("again").isEnabled()


def test_running_checking_and_showing_a_state(table):
    ran, states = [], []
    table.add(
        [
            ActionSpec("run", "&File", "&Run", lambda: ran.append(1)),
            ActionSpec("switch", "&View", "&Switch", run_checked=states.append),
        ]
    )
    table.action("run").trigger()
    table.action("switch").trigger()
    table.set_checked("switch", False)
    assert ran == [1]
    assert states == [True], "showing a state does not run the action"
    assert not table.action("switch").isChecked()


def test_groups_exclude_each_other(table):
    table.add([ActionSpec(name, "&View", f"&{name}", _nothing, group="g") for name in ("left", "right")])
    table.action("left").trigger()
    table.action("right").trigger()
    assert not table.action("left").isChecked()
    assert table.action("right").isChecked()


def test_menus_submenus_separators_and_tooltips(table, qtbot):
    table.add(
        [
            ActionSpec("b", "&Edit", "&Bee", _nothing),
            ActionSpec("a", "&File", "&Open…", _nothing, shortcuts=("Ctrl+O",)),
            ActionSpec("q", "&File", "&Quit", _nothing, separator=True),
            ActionSpec("l", "&File/&More", "&Light", _nothing),
            ActionSpec("hidden", "", "&Hidden", _nothing),
        ]
    )
    bar = QMenuBar()
    qtbot.addWidget(bar)
    for _ in range(2):  # filling again gives the same menus
        menus = table.fill(bar, ("&File", "&Edit"))
        assert [action.text() for action in bar.actions()] == ["&File", "&Edit"]
        assert [action.text() for action in menus["&File"].actions()] == ["&Open…", "", "&Quit", "&More"]
    assert table.action("a").toolTip() == "Open (Ctrl+O)"


def test_an_icon_of_ones_own_stays_when_the_theme_changes(qapp):
    """The Start button is filled: its icon has the colour of text on the accent, and says what the button does now."""
    owner = QWidget()
    table = ActionTable(owner)
    table.add([ActionSpec("a.start", "", "&Start", run=_nothing, icon="play")])
    own = icon("pause", palette_of(DARK))
    table.dress("a.start", lambda: own)
    table.refresh_icons()
    assert table.action("a.start").icon().cacheKey() == own.cacheKey()
    assert not table.action("a.start").isIconVisibleInMenu()


def test_icon_buttons_turn_with_the_palette(qapp):
    button = IconButton("copy", "Copy it", _nothing)
    button.show_icon("save")
    for colours in (LIGHT, DARK, LIGHT):
        button.setPalette(palette_of(colours))
        assert button.icon().cacheKey() == icon("save", palette_of(colours)).cacheKey()
    assert icon("save", palette_of(LIGHT)).cacheKey() != icon("save", palette_of(DARK)).cacheKey()
