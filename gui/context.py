"""Context: what every workspace is handed by the window. A frozen bundle of collaborators, in place of globals."""

from __future__ import annotations

from dataclasses import dataclass

from gui.actions import ActionTable
from gui.engine import Engine
from gui.messages import Messages
from gui.settings_store import SettingsStore


@dataclass(frozen=True, eq=False, slots=True)
class Context:
    """settings, messages and actions are the window's; engine is the process that reads."""

    settings: SettingsStore
    messages: Messages
    actions: ActionTable
    engine: Engine
