"""The rows of the window's own actions: files of settings, views, themes, help. Workspaces bring theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence

from core.settings import THEMES
from gui.actions import ActionSpec
from gui.workspaces import WorkspaceSpec

MENUS = ("&File", "&Edit", "&View", "&Train", "Too&ls", "&Help")
FILE, EDIT, VIEW, TRAIN, TOOLS, HELP = MENUS
_Key = QKeySequence.StandardKey
_THEME_TEXTS = {
    "system": ("As the &system says", "Ctrl+T, S"),
    "light": ("&Light", "Ctrl+T, L"),
    "dark": ("&Dark", "Ctrl+T, D"),
}


@dataclass(frozen=True, slots=True)
class WindowDeeds:
    """What the window can do."""

    show_workspace: Callable[[str], None]
    choose_theme: Callable[[str], None]
    full_screen: Callable[[bool], None]
    preferences: Callable[[], None]
    guide: Callable[[], None]
    shortcuts: Callable[[], None]
    show_log: Callable[[], object]
    about: Callable[[], None]
    quit: Callable[[], object]


def workspace_rows(specs: tuple[WorkspaceSpec, ...], deeds: WindowDeeds) -> list[ActionSpec]:
    """One row for each room; with a single room there is nothing to choose and no menu entry."""
    return [
        ActionSpec(
            id=f"workspace.{spec.id}",
            menu=VIEW if len(specs) > 1 else "",
            text=f"&{spec.title}",
            run=_call(deeds.show_workspace, spec.id),
            shortcuts=(spec.shortcut,),
            icon=spec.icon,
            group="workspace",
        )
        for spec in specs
    ]


def theme_rows(deeds: WindowDeeds) -> list[ActionSpec]:
    """Light, dark, and as the system says."""
    return [
        ActionSpec(
            id=f"theme.{theme}",
            menu=f"{VIEW}/T&heme",
            text=text,
            run=_call(deeds.choose_theme, theme),
            shortcuts=(keys,),
            group="theme",
        )
        for theme, (text, keys) in ((theme, _THEME_TEXTS[theme]) for theme in THEMES)
    ]


def window_rows(deeds: WindowDeeds) -> list[ActionSpec]:
    """The rest of what the window does. They close their menus, so they come after a workspace's rows."""
    return [
        ActionSpec("file.quit", FILE, "&Quit", deeds.quit, shortcuts=(_Key.Quit, "Ctrl+Q"), separator=True,
                   role=QAction.MenuRole.QuitRole),
        ActionSpec("edit.preferences", EDIT, "Pre&ferences…", deeds.preferences, icon="settings", separator=True,
                   shortcuts=(_Key.Preferences, "Ctrl+,"), role=QAction.MenuRole.PreferencesRole),
        *theme_rows(deeds),
        ActionSpec("view.full_screen", VIEW, "F&ull screen", run_checked=deeds.full_screen, shortcuts=("F11",)),
        ActionSpec("help.guide", HELP, "&Guide", deeds.guide, shortcuts=("F1",), icon="help"),
        ActionSpec("help.shortcuts", HELP, "&Shortcuts", deeds.shortcuts, shortcuts=("Ctrl+/",)),
        ActionSpec("help.log", HELP, "Show the &log", deeds.show_log, icon="folder", separator=True,
                   shortcuts=("Ctrl+F1",)),
        ActionSpec("help.about", HELP, "&About Inkscope", deeds.about, shortcuts=("Shift+F1",),
                   role=QAction.MenuRole.AboutRole),
    ]  # fmt: skip


def _call(deed: Callable[[str], None], argument: str) -> Callable[[], None]:
    return lambda: deed(argument)
