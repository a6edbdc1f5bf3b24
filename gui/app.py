"""Opens the window. Order: arguments, QApplication, log and hooks, settings, theme, window, paint, then the engine."""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from gui.application import Application
from gui.arguments import WindowArguments, parse
from gui.engine import Engine
from gui.main_window import MainWindow
from gui.messages import Messages, catch_all, start_log
from gui.settings_store import SettingsStore
from gui.signals import SignalWatch
from gui.theme import Theme


def run(argv: list[str]) -> int:
    """Open the window and stay until it is closed; with --picture, save a picture of it instead. Returns the exit code.

    argv: the arguments without the program's name; see gui/arguments.py.
    """
    arguments = parse(argv)
    arguments.prepare_environment()
    start_log()
    app = make_app()
    messages = Messages()
    undo_hooks = catch_all(messages)
    try:
        window = make_window(app, messages, arguments)
        watch = SignalWatch(window.close)
        window.show()
        try:
            return _stay(app, window, arguments)
        finally:
            watch.stop()
    finally:
        undo_hooks()


def _stay(app: QApplication, window: MainWindow, arguments: WindowArguments) -> int:
    if not arguments.picture:
        return app.exec()
    from gui.portrait import Portrait

    portrait = Portrait(window, arguments)
    code = app.exec()
    return portrait.exit_code or code


def make_app() -> QApplication:
    """The one QApplication, named so that settings find their place."""
    existing = QApplication.instance()
    QCoreApplication.setOrganizationName("inkscope")
    QCoreApplication.setApplicationName("inkscope")
    QGuiApplication.setApplicationDisplayName("Inkscope")
    QGuiApplication.setDesktopFileName("inkscope")
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    if isinstance(existing, QApplication):
        return existing
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    return Application(sys.argv[:1])


def make_window(app: QApplication, messages: Messages, arguments: WindowArguments) -> MainWindow:
    """The window with everything in it, not shown yet; the engine starts after its first paint."""
    settings = SettingsStore(messages)
    if arguments.theme:
        settings.override(theme=arguments.theme)
    theme = Theme(app, settings.settings.theme)
    engine = Engine()
    window = MainWindow(settings, messages, theme, engine)
    window.painted.connect(engine.start)
    if arguments.workspace:
        window.show_workspace(arguments.workspace)
    if arguments.file:
        window.open_file(arguments.file)
    return window
