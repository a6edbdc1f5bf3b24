"""MainWindow: the frame around the workspaces, and wiring only. Rail, menus, status line, geometry, closing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QSettings, QTimer, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QWidget

from core.page import Page
from core.settings import Settings
from gui import help as guide_pages
from gui.action_table import MENUS, WindowDeeds, window_rows, workspace_rows
from gui.actions import ActionTable
from gui.context import Context
from gui.engine import Engine
from gui.messages import Messages, log_file
from gui.model_choice import ModelChoice
from gui.preferences import Preferences
from gui.rail import Rail
from gui.settings_store import SettingsStore
from gui.status_line import StatusLine
from gui.teaching import Teaching
from gui.theme import Theme
from gui.workspaces import Workspace, WorkspaceSpec, present

_GEOMETRY, _STATE, _ROOM = "window/geometry", "window/state", "window/workspace"


class MainWindow(QMainWindow):
    """Signal painted(): the window was painted for the first time; now there is time to start the engine."""

    painted = Signal()

    def __init__(self, settings: SettingsStore, messages: Messages, theme: Theme, engine: Engine) -> None:
        super().__init__()
        self._theme = theme
        self._was_painted = False
        self._rooms: dict[str, Workspace] = {}
        self._specs = present()
        self._actions = ActionTable(self)
        self.context = Context(settings, messages, self._actions, engine)
        self.status = StatusLine(self)
        messages.said.connect(self.status.say)  # before the rooms are made: restoring may have something to tell
        messages.failed.connect(self.status.fail)
        self._stack = QStackedWidget()
        self._recent = QMenu("Open &recent", self)
        self._deeds = self._make_deeds()
        self._actions.add(workspace_rows(self._specs, self._deeds))
        self._room(self._specs[0])
        self.models = ModelChoice(self.context, self)
        self.teaching = Teaching(self.context, lambda: self._room(self._specs[0]).page, self)
        self._actions.add(window_rows(self._deeds))
        self._build()
        self._connect()
        self._restore()

    @property
    def actions_table(self) -> ActionTable:
        """All live actions."""
        return self._actions

    @property
    def workspace(self) -> Workspace:
        """The one that is shown."""
        room = self._stack.currentWidget()
        assert isinstance(room, Workspace)
        return room

    def show_workspace(self, name: str) -> None:
        """name: id of a workspace that is present."""
        spec = next(spec for spec in self._specs if spec.id == name)
        known = name in self._rooms
        room = self._room(spec)
        if room is not self.workspace:
            self.workspace.deactivate()
        self._stack.setCurrentWidget(room)
        self._actions.action(f"workspace.{name}").setChecked(True)
        self._on_page(room.page)
        room.activate()
        if not known:
            self._fill_menus()

    def open_file(self, path: str) -> None:
        """Open a picture or PDF in the Read workspace."""
        self.show_workspace("read")
        self.workspace.open_file(path)

    def _room(self, spec: WorkspaceSpec) -> Workspace:
        """The workspace, made when it is first asked for."""
        if spec.id not in self._rooms:
            assert spec.make is not None
            room = spec.make(self.context)
            room.page_shown.connect(self._on_page)
            self._rooms[spec.id] = room
            self._stack.addWidget(room)
        return self._rooms[spec.id]

    def _make_deeds(self) -> WindowDeeds:
        return WindowDeeds(
            show_workspace=self.show_workspace,
            choose_theme=lambda choice: self.context.settings.change(theme=choice),
            full_screen=self._show_full_screen,
            preferences=lambda: Preferences(self.context.settings, self).open(),
            guide=lambda: guide_pages.guide(self._where(), self).show(),
            shortcuts=lambda: guide_pages.shortcuts(self._actions.specs, self).show(),
            show_log=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_file().parent))),
            about=lambda: guide_pages.about(self.context.engine.model, self).show(),
            quit=self.close,
        )

    def _build(self) -> None:
        self.setWindowTitle("Inkscope")
        self.setMinimumSize(780, 480)
        self.resize(1180, 760)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        if len(self._specs) > 1:
            row.addWidget(Rail([self._actions.action(f"workspace.{spec.id}") for spec in self._specs]))
        row.addWidget(self._stack, 1)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status)
        self._fill_menus()

    def _connect(self) -> None:
        context = self.context
        context.settings.changed.connect(self._use)
        context.engine.state_changed.connect(self.status.show_engine)
        self.status.alphabet_chosen.connect(lambda choice: context.settings.change(alphabet=choice))
        self._theme.changed.connect(self._actions.refresh_icons)
        self._recent.aboutToShow.connect(self._fill_recent)

    def _restore(self) -> None:
        store = QSettings()
        for restore, key in ((self.restoreGeometry, _GEOMETRY), (self.restoreState, _STATE)):
            value = store.value(key)
            if isinstance(value, QByteArray):
                restore(value)
        wanted = store.value(_ROOM)
        known = [spec.id for spec in self._specs]
        self.show_workspace(wanted if isinstance(wanted, str) and wanted in known else known[0])
        self._use(self.context.settings.settings)
        self.status.show_engine(self.context.engine.state, self.context.engine.sentence)

    def _use(self, settings: Settings) -> None:
        self._theme.choose(settings.theme)
        self._actions.action(f"theme.{settings.theme}").setChecked(True)
        self.status.show_alphabet(settings.alphabet)
        self._on_page(self.workspace.page)
        self._recent.setEnabled(bool(settings.recent_files))

    def _where(self) -> str:
        return next(name for name, room in self._rooms.items() if room is self.workspace)

    def _on_page(self, page: Page | None) -> None:
        self.status.show_page(page, self.context.settings.settings.doubtful_below)

    def _show_full_screen(self, full: bool) -> None:
        self.showFullScreen() if full else self.showNormal()

    def _fill_menus(self) -> None:
        menus = self._actions.fill(self.menuBar(), MENUS)
        menu = menus.get(MENUS[0])
        if menu is not None and "file.open" in {spec.id for spec in self._actions.specs}:
            after = self._actions.action("file.open")
            place = menu.actions().index(after) + 1
            menu.insertMenu(menu.actions()[place], self._recent)

    def _fill_recent(self) -> None:
        self._recent.clear()
        for number, path in enumerate(self.context.settings.settings.recent_files, start=1):
            action = self._recent.addAction(f"&{number % 10} {Path(path).name}")
            action.setToolTip(path)
            action.triggered.connect(lambda _checked=False, path=path: self.open_file(path))
        self._recent.addSeparator()
        self._recent.addAction("&Forget these").triggered.connect(lambda: self.context.settings.change(recent_files=()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """The drawing is saved, so no question is asked, unless a room would lose work."""
        if not all(room.may_close() for room in self._rooms.values()):
            event.ignore()
            return
        store = QSettings()
        store.setValue(_GEOMETRY, self.saveGeometry())
        store.setValue(_STATE, self.saveState())
        store.setValue(_ROOM, self._where())
        for room in self._rooms.values():
            room.close_down()
        self.context.settings.flush()
        self.context.engine.stop()
        self.context.training.stop()
        self.context.looking.stop()
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.WindowStateChange:
            self._actions.set_checked("view.full_screen", self.isFullScreen())
        super().changeEvent(event)
