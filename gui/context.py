"""Context: what every workspace is handed by the window. A frozen bundle of collaborators, in place of globals."""

from __future__ import annotations

from dataclasses import dataclass, field

from gui.actions import ActionTable
from gui.engine import Engine
from gui.looking import Looking
from gui.messages import Messages
from gui.settings_store import SettingsStore
from gui.train.selection import RunSelection
from gui.training_engine import TrainingEngine


@dataclass(frozen=True, eq=False, slots=True)
class Context:
    """settings, messages and actions are the window's; engine is the process that reads, training the one that trains.

    selection: the run and the epoch that all views look at. looking: the network that Weights and Confusion look at.
    """

    settings: SettingsStore
    messages: Messages
    actions: ActionTable
    engine: Engine
    selection: RunSelection = field(default_factory=RunSelection)
    training: TrainingEngine = field(default_factory=TrainingEngine)
    looking: Looking = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "looking", Looking(self.selection))
