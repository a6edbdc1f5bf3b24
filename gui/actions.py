"""Actions as data: one row each with id, menu, text, shortcuts, icon, what it does and when it may.

The rows of the window stand in gui/action_table.py; workspaces bring rows of their own. A row names the condition
under which it is enabled; whoever knows the condition says so by ActionTable.set_condition().
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from gui.theme import icon

Shortcut = str | QKeySequence.StandardKey


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action.

    run: called with nothing; run_checked: called with the new state, makes the action checkable.
    group: rows of one group exclude each other. enabled_when: name of a condition, "" for always.
    pane_only: the shortcut works only while the pane that owns the action has the focus (single letters).
    """

    id: str
    menu: str
    text: str
    run: Callable[[], object] | None = None
    run_checked: Callable[[bool], object] | None = None
    shortcuts: tuple[Shortcut, ...] = ()
    icon: str = ""
    tip: str = ""
    enabled_when: str = ""
    group: str = ""
    separator: bool = False
    pane_only: bool = False
    role: QAction.MenuRole = QAction.MenuRole.NoRole


class ActionTable(QObject):
    """The live actions of the window, made from rows."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self._specs: dict[str, ActionSpec] = {}
        self._actions: dict[str, QAction] = {}
        self._groups: dict[str, QActionGroup] = {}
        self._conditions: dict[str, bool] = {}
        self._dresses: dict[str, Callable[[], QIcon]] = {}

    @property
    def specs(self) -> Sequence[ActionSpec]:
        """All rows, in the order they were added."""
        return tuple(self._specs.values())

    def add(self, rows: Iterable[ActionSpec], *, pane: QWidget | None = None) -> None:
        """Make these rows live. pane: owner of pane_only shortcuts. ValueError for an id or shortcut in use."""
        for spec in rows:
            self._refuse_duplicates(spec)
            self._specs[spec.id] = spec
            self._actions[spec.id] = self._make(spec, pane if spec.pane_only and pane else self._owner)

    def action(self, action_id: str) -> QAction:
        """The live action; KeyError for an unknown id."""
        return self._actions[action_id]

    def set_condition(self, name: str, holds: bool) -> None:
        """Enable or disable every row with this enabled_when."""
        self._conditions[name] = holds
        for spec in self._specs.values():
            if spec.enabled_when == name:
                self._actions[spec.id].setEnabled(holds)

    def set_checked(self, action_id: str, checked: bool) -> None:
        """Show a state without running the action."""
        action = self._actions[action_id]
        blocked = action.blockSignals(True)
        action.setChecked(checked)
        action.blockSignals(blocked)
        action.changed.emit()

    def fill(self, bar: QMenuBar, order: Sequence[str]) -> dict[str, QMenu]:
        """(Re)build the menus. A menu named "View/Theme" is a submenu; menus without rows are left out."""
        bar.clear()
        menus: dict[str, QMenu] = {}
        for spec in sorted(self._specs.values(), key=lambda row: _place(order, row.menu)):
            if not spec.menu:
                continue
            menu = _menu(bar, menus, spec.menu)
            if spec.separator and not menu.isEmpty():
                menu.addSeparator()
            menu.addAction(self._actions[spec.id])
        return menus

    def refresh_icons(self) -> None:
        """Draw the icons in the colours of the present palette."""
        for spec in self._specs.values():
            if spec.id in self._dresses:
                self._actions[spec.id].setIcon(self._dresses[spec.id]())
            elif spec.icon:
                self._actions[spec.id].setIcon(icon(spec.icon, self._owner.palette()))

    def dress(self, action: str, icon_now: Callable[[], QIcon]) -> None:
        """Its icon is this one from now on, asked anew whenever the palette is another. Not shown in menus: it may
        stand on a coloured button."""
        self._dresses[action] = icon_now
        self._actions[action].setIcon(icon_now())
        self._actions[action].setIconVisibleInMenu(False)

    def _refuse_duplicates(self, spec: ActionSpec) -> None:
        if spec.id in self._specs:
            raise ValueError(f"two actions are called {spec.id}")
        taken = {key.toString(): other for other, action in self._actions.items() for key in action.shortcuts()}
        for key in key_sequences(spec.shortcuts):
            if key.toString() in taken:
                raise ValueError(f"{spec.id} and {taken[key.toString()]} share the shortcut {key.toString()}")

    def _make(self, spec: ActionSpec, owner: QWidget) -> QAction:
        action = QAction(spec.text, owner)
        action.setObjectName(spec.id)
        action.setMenuRole(spec.role)
        action.setShortcuts(key_sequences(spec.shortcuts))
        action.setToolTip(_tool_tip(spec))
        action.setStatusTip("")
        if spec.pane_only:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if spec.icon:
            action.setIcon(icon(spec.icon, self._owner.palette()))
        self._connect(action, spec)
        action.setEnabled(self._conditions.get(spec.enabled_when, not spec.enabled_when))
        owner.addAction(action)
        return action

    def _connect(self, action: QAction, spec: ActionSpec) -> None:
        if spec.run_checked is not None:
            action.setCheckable(True)
            action.toggled.connect(spec.run_checked)
        if spec.run is not None:
            run = spec.run
            action.triggered.connect(lambda _checked=False: run())
        if spec.group:
            action.setCheckable(True)
            if spec.group not in self._groups:
                self._groups[spec.group] = QActionGroup(self)
            self._groups[spec.group].addAction(action)


def key_sequences(shortcuts: Iterable[Shortcut]) -> list[QKeySequence]:
    """All key sequences of these shortcuts on this platform, each once."""
    found: dict[str, QKeySequence] = {}
    for shortcut in shortcuts:
        keys = [QKeySequence(shortcut)] if isinstance(shortcut, str) else QKeySequence.keyBindings(shortcut)
        for key in keys:
            if not key.isEmpty():
                found.setdefault(key.toString(), key)
    return list(found.values())


def _tool_tip(spec: ActionSpec) -> str:
    words = spec.tip or spec.text.replace("&", "").rstrip("…")
    keys = key_sequences(spec.shortcuts)
    return f"{words} ({keys[0].toString(QKeySequence.SequenceFormat.NativeText)})" if keys else words


def _place(order: Sequence[str], menu: str) -> int:
    top = menu.partition("/")[0]
    return list(order).index(top) if top in order else len(order)


def _menu(bar: QMenuBar, menus: dict[str, QMenu], name: str) -> QMenu:
    if name in menus:
        return menus[name]
    parent, _, child = name.rpartition("/")
    menus[name] = _menu(bar, menus, parent).addMenu(child) if parent else bar.addMenu(name)
    return menus[name]
