"""Looking: which network is looked at, at which epoch; one value for Weights, Confusion and the scrubber."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from core.inspection_answers import Description
from core.inspection_messages import Describe, Subject
from gui.chosen_patch import ChosenPatch
from gui.inspector import Inspector
from gui.train.selection import LATEST, EpochArrived, RunSelection

_PAUSE = 300  # milliseconds between two looks at a run that trains


class Looking(QObject):
    """Follows the chosen run, or a model file or the shipped reader that was chosen in its place.

    While no view of it is shown it asks nothing, and the inspecting process is not even started: a training that only
    the Train workspace shows shall not pay for looks that nobody sees.

    Signals: changed(): another network or epoch, or a newer epoch of the one that is followed: ask again.
    described(Description): what there is to look at. patch_wanted(): bring "What it sees" to the front.
    """

    changed = Signal()
    described = Signal(object)
    patch_wanted = Signal()

    def __init__(self, selection: RunSelection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.inspector = Inspector(self)
        self.patch = ChosenPatch(self)
        self._selection = selection
        self._source = selection.run
        self._description: Description | None = None
        self._shown = self._missed = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._after_pause)
        selection.run_changed.connect(self._on_run)
        selection.epoch_changed.connect(lambda _epoch: self.changed.emit())
        selection.epoch_arrived.connect(self._on_epoch_arrived)

    @property
    def source(self) -> str:
        """As in Subject."""
        return self._source

    @property
    def epoch(self) -> int:
        """The chosen epoch, or LATEST."""
        return self._selection.epoch

    @property
    def description(self) -> Description | None:
        """Of the source, None before it is known."""
        return self._description

    def subject(self, *, dataset: str = "", split: str = "valid") -> Subject:
        """The network and epoch that are looked at, with these samples."""
        return Subject(self._source, self._selection.epoch, dataset, split)

    def choose_source(self, source: str) -> None:
        """A run's id, a model file's path, core.inspection_messages.READER, or "" for the newest run."""
        if source == self._source:
            return
        runs = [name for name, _title in self._description.sources] if self._description else []
        self._source = source
        if source in runs and not source.startswith("@"):
            self._selection.choose_run(source)
        self._selection.choose_epoch(LATEST)
        self._refresh()
        self.changed.emit()

    def choose_epoch(self, epoch: int) -> None:
        """An epoch whose weights were kept, or LATEST."""
        self._selection.choose_epoch(epoch)

    def show_patch(self) -> None:
        """Bring the chosen character's way through the network to the front."""
        self.patch_wanted.emit()

    def set_shown(self, shown: bool) -> None:
        """A view is shown now, which must be told what there is to look at; or none is any more."""
        self._shown = shown
        self._pause.stop()
        self._refresh()

    def _refresh(self) -> None:
        """Ask what there is to look at, if anyone looks."""
        self._missed = False
        if self._shown:
            self.inspector.ask(Describe(Subject(self._source)), self._take)

    def stop(self) -> None:
        """The window closes."""
        self.inspector.stop()

    def _take(self, description: Description) -> None:
        self._description = description
        self.described.emit(description)

    def _on_run(self, run: str) -> None:
        if run != self._source:
            self._source = run
            self._refresh()
            self.changed.emit()

    def _on_epoch_arrived(self, arrived: EpochArrived) -> None:
        shown = self._description.source if self._description else ""
        if not self._shown or (arrived.run not in (self._source, shown) and self._source):
            return
        if self._pause.isActive():
            self._missed = True
        else:
            self._follow()

    def _follow(self) -> None:
        """A newer epoch is there. Not more often than the eye follows: training pays for every look."""
        self._pause.start()
        self._refresh()
        if self._selection.epoch == LATEST:
            self.changed.emit()

    def _after_pause(self) -> None:
        if self._missed:
            self._follow()
