"""ModelChoice: which network reads. The shipped reader, or a model of one's own that is kept over the sessions."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from core.folders import data_folder
from core.messages import EngineReady, Event
from core.settings import Settings
from gui.action_table import TOOLS
from gui.actions import ActionSpec
from gui.context import Context

OWN_MODEL = "model.own"  # condition: another model than the shipped one reads


def model_path(run: str, epoch: int) -> str:
    """Where the model of a run's epoch is kept for reading: apart from the run, so that it outlives it."""
    return str(data_folder() / "models" / f"{run}-epoch{epoch}.safetensors")


class ModelChoice(QObject):
    """Brings the actions, and says which model reads once it does. The Read workspace has the engine load it."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        context.actions.add(self._rows())
        self._model = context.settings.settings.model
        context.actions.set_condition(OWN_MODEL, bool(self._model))
        context.settings.changed.connect(self._on_settings)
        context.engine.event_received.connect(self._on_event)
        self._asked = False

    def use(self, path: str) -> None:
        """Read with this model file from now on; "" for the shipped reader."""
        self._asked = True
        self._context.settings.change(model=path)

    def choose_file(self) -> None:
        """Ask for a model file."""
        before = str(Path(self._model).parent) if self._model else str(data_folder() / "models")
        path, _ = QFileDialog.getOpenFileName(self._window, "Read with a model file", before, "Models (*.safetensors)")
        if path:
            self.use(path)

    def _rows(self) -> list[ActionSpec]:
        return [
            ActionSpec("model.choose", TOOLS, "Read with a &model file…", self.choose_file, separator=True,
                       shortcuts=("Ctrl+M, M",),
                       tip="Read with a network of your own, in later sessions as well"),
            ActionSpec("model.shipped", TOOLS, "Read with the s&hipped model", lambda: self.use(""),
                       shortcuts=("Ctrl+M, H",),
                       enabled_when=OWN_MODEL, tip="Go back from a network of your own to the one that came along"),
        ]  # fmt: skip

    def _on_settings(self, settings: Settings) -> None:
        if settings.model != self._model:
            self._model = settings.model
            self._asked = self._asked or bool(self._model)  # else the shipped one steps in, and why was said
            self._context.actions.set_condition(OWN_MODEL, bool(self._model))

    def _on_event(self, event: Event) -> None:
        if isinstance(event, EngineReady) and self._asked:
            self._asked = False
            after = "; Tools has the way back to the shipped one" if self._model else ""
            self._context.messages.say(f"Now {event.model} reads{after}.")
