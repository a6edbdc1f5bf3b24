"""SettingsStore: the settings in force, who wants to know of changes, and their file."""

from __future__ import annotations

import dataclasses
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import ConfigError
from core.settings import Settings, load_settings, save_settings
from gui.messages import Messages

_REST = 500  # milliseconds after the last change until the file is written


class SettingsStore(QObject):
    """Signal changed(Settings). A change is written to disk a moment later, and at the latest by flush()."""

    changed = Signal(object)

    def __init__(self, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages = messages
        self._settings = self._stored = load_settings()
        self._writing = QTimer(self, singleShot=True, interval=_REST)
        self._writing.timeout.connect(self.flush)

    @property
    def settings(self) -> Settings:
        """What is in force."""
        return self._settings

    def change(self, **fields: Any) -> None:
        """Set some fields; a value out of its bounds is told to the person and changes nothing."""
        try:
            settings = dataclasses.replace(self._settings, **fields)
        except ConfigError as error:
            self._messages.report(error)
            return
        self.put(settings)

    def put(self, settings: Settings) -> None:
        """Set all fields."""
        if settings != self._settings:
            self._settings = settings
            self._writing.start()
            self.changed.emit(settings)

    def override(self, **fields: Any) -> None:
        """Set fields for this run alone: they are not written unless the person changes something."""
        self._settings = self._stored = dataclasses.replace(self._settings, **fields)

    def flush(self) -> None:
        """Write the file now, if something changed since."""
        self._writing.stop()
        if self._settings == self._stored:
            return
        try:
            save_settings(self._settings)
            self._stored = self._settings
        except ConfigError as error:
            self._messages.report(error)
