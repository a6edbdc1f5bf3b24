"""RunDeeds: what is done to the runs in the table: go on, tidy, compare, use, save; and what to do on closing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from core.train.config import SWITCH
from core.train.epoch_table import epoch_table
from core.training_events import CurvesSaved, ModelWritten, RunChanged, RunDeleted, TrainingEnded, TrainingEvent
from core.training_messages import CompareHand
from gui.clipboard import copy_both
from gui.context import Context
from gui.model_choice import model_path
from gui.train.controller import TrainController
from gui.train.fields import label_of
from gui.train.form import TrainingForm
from gui.train.run_table import RunTable

_FIGURES = "PNG (*.png);;SVG (*.svg);;PDF (*.pdf);;Numbers (*.csv)"
_COPY_SCALE = 2.0  # it will be looked at in a document
_PATIENCE = 20_000  # milliseconds that a checkpoint may take before the window closes without it


class RunDeeds(QObject):
    """Acts on the current run of the table, or on all selected ones."""

    def __init__(
        self,
        context: Context,
        controller: TrainController,
        table: RunTable,
        form: TrainingForm,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._controller, self._table, self._form = context, controller, table, form
        self._use_path = ""  # whose model shall read once its file is written
        self._trash: list[RunDeleted] = []
        table.undo_asked.connect(self.undo_delete)

    @property
    def _run(self) -> str:
        return self._context.selection.run

    def go_on(self) -> None:
        """Train the run further; one that has finished is given as many epochs again, as the form says."""
        info = self._controller.runs.get(self._run)
        if info is None or self._controller.busy:
            return
        config = info.config
        if info.state == "finished" and info.epoch >= config.epochs:
            more = config.changed(epochs=min(100_000, 2 * config.epochs))
            self._context.messages.say(f"{info.name} goes on to epoch {more.epochs}.")
            config = more
        self._controller.start(config, resume=info.id)

    def duplicate(self) -> None:
        """Put the run's settings into the form."""
        info = self._controller.runs.get(self._run)
        if info is not None and not self._controller.busy:
            self._form.set_config(info.config)
            self._context.messages.say(f"The settings of {info.name} are in the form.")

    def pin(self) -> None:
        """Pin the run, or no longer."""
        info = self._controller.runs.get(self._run)
        if info is not None:
            self._controller.act(info.id, "pin", not info.pinned)

    def delete(self) -> None:
        """Move the selected runs to the trash; undo_delete takes them back."""
        self._trash = []
        for run in self._table.selected or [self._run]:
            if run and run != self._controller.run:
                self._controller.act(run, "delete")

    def undo_delete(self) -> None:
        """Take back what was deleted last."""
        for deleted in self._trash:
            self._controller.act(deleted.place, "restore")
        self._trash = []
        self._table.show_deleted("")

    def use(self) -> None:
        """Read with the network of the chosen run's best epoch, in later sessions as well."""
        self.use_run(self._run)

    def use_run(self, run: str) -> None:
        """Read with the network of this run's best epoch."""
        info = self._controller.runs.get(run)
        if info is not None:
            self._use_path = model_path(info.id, info.best_epoch)
            self._controller.write_model(info.id, self._use_path)

    def save_model(self) -> None:
        """Ask where, and write the model there."""
        info = self._controller.runs.get(self._run)
        if info is None:
            return
        path, _ = QFileDialog.getSaveFileName(
            self._table, "Save the model", f"{info.name}.safetensors", "Models (*.safetensors)"
        )
        if path:
            self._controller.write_model(info.id, path)

    def save_curves(self, runs: tuple[str, ...], path: str = "") -> None:
        """Write the curves of these runs and the chosen one; asks where unless path says so."""
        wanted = tuple(dict.fromkeys((*runs, self._run))) if self._run else runs
        if not wanted:
            return
        if not path:
            path, kind = QFileDialog.getSaveFileName(self._table, "Save the curves", "curves.png", _FIGURES)
            if path and not Path(path).suffix:
                path += kind[kind.index("*") + 1 : -1]
        if path:
            self._controller.save_curves(wanted, path)

    def copy_curves(self, view: QWidget, runs: tuple[str, ...]) -> None:
        """Put the curves of these runs on the clipboard: a picture, finer than on the screen, and their numbers."""
        picture = QPixmap(view.size() * _COPY_SCALE)
        picture.setDevicePixelRatio(_COPY_SCALE)
        view.render(picture)
        known = [(self._controller.runs[run].name, self._controller.curves[run].epochs) for run in runs]
        copy_both(picture.toImage(), epoch_table(known))
        self._context.messages.say("The curves are on the clipboard, as a picture and as numbers.")

    def compare(self) -> None:
        """Say what tells the selected runs' settings apart."""
        runs = [self._controller.runs[run] for run in self._table.selected if run in self._controller.runs]
        if len(runs) < 2:
            self._table.show_compared("")
            return
        first, sentences = runs[0], []
        for other in runs[1:4]:
            pairs = other.config.differences(first.config)
            told = ", ".join(f"{label_of(name).lower()} {_said(a)} for {_said(b)}" for name, (a, b) in pairs.items())
            sentences.append(f"{other.name}: {told or 'the same settings'}")
        self._table.show_compared(f"Against {first.name}: " + "; ".join(sentences))

    def take(self, event: TrainingEvent) -> None:
        """Go on with what was asked of the training process."""
        messages = self._context.messages
        if isinstance(event, RunDeleted):
            self._trash.append(event)
            count = len(self._trash)
            self._table.show_deleted(
                event.name if count == 1 else f"{count} runs were deleted; the last, {event.name},"
            )
        elif isinstance(event, RunChanged):
            self.compare()
        elif isinstance(event, TrainingEnded):
            self._compare_hand(event)
        elif isinstance(event, CurvesSaved):
            messages.say(f"Saved {event.path}.")
        elif isinstance(event, ModelWritten):
            self._on_written(event.path)

    def _on_written(self, path: str) -> None:
        messages, settings = self._context.messages, self._context.settings
        if path != self._use_path:
            messages.say(f"Saved {path}.")
            return
        self._use_path = ""
        if settings.settings.model == path:
            messages.say("This network reads already.")
        settings.change(model=path)

    def _compare_hand(self, ended: TrainingEnded) -> None:
        """A reader that was tuned to a hand is never put in place unasked: first it is compared."""
        if ended.run.config.rehearse == SWITCH[0] and not ended.failed and ended.reason != "stopped":
            self._context.messages.say("Comparing the fine-tuned reader with the one before…")
            self._context.training.send(CompareHand(ended.run.id))

    def ask_to_close(self, window: QWidget) -> bool:
        """Ask; True to close now. With a checkpoint the window is closed again once it is written."""
        box = QMessageBox(window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("A network is being trained")
        box.setText("A network is being trained. Stop it and close the window?")
        box.setInformativeText("With a checkpoint the training can be continued where it is now.")
        keep = box.addButton("&Save a checkpoint and close", QMessageBox.ButtonRole.AcceptRole)
        drop = box.addButton("Close &at once", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton("&Keep training", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.exec()
        if box.clickedButton() is drop:
            self._controller.abandon()
            return True
        if box.clickedButton() is keep:
            self._close_when_saved(window)
        return False

    def _close_when_saved(self, window: QWidget) -> None:
        def close(*_: object) -> None:
            if not self._controller.busy:
                window.close()

        def give_up() -> None:
            self._controller.abandon()
            window.close()

        self._controller.state_changed.connect(close)
        QTimer.singleShot(_PATIENCE, self, give_up)
        self._controller.stop()


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return "-".join(str(part) for part in value) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value) or "nothing"
