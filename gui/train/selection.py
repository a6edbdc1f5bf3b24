"""RunSelection: the run and the epoch that are looked at, one value shared by all views of a run."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from core.train.records import EpochRecord

LATEST = -1  # as an epoch: the newest there is, also when a newer one comes


@dataclass(frozen=True, eq=False, slots=True)
class EpochArrived:
    """An epoch of a run that trains now, without its arrays: the inspecting process has them from the run's folder."""

    run: str
    record: EpochRecord


class RunSelection(QObject):
    """What is chosen in one view is chosen in all. Lives as long as the window, in gui.context.Context.

    Signals:
        run_changed: id of the run, "" for none. The epoch is LATEST again then, without an epoch_changed of its own.
        epoch_changed: number of the epoch, or LATEST.
        epoch_arrived: EpochArrived, whichever run it belongs to; views of another run let it pass.
    """

    run_changed = Signal(str)
    epoch_changed = Signal(int)
    epoch_arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run = ""
        self._epoch = LATEST

    @property
    def run(self) -> str:
        """Id of the chosen run; "" for none."""
        return self._run

    @property
    def epoch(self) -> int:
        """The chosen epoch, or LATEST."""
        return self._epoch

    def choose_run(self, run: str) -> None:
        """Look at this run, at its latest epoch; "" for none."""
        if run != self._run:
            self._run, self._epoch = run, LATEST
            self.run_changed.emit(run)

    def choose_epoch(self, epoch: int) -> None:
        """Look at this epoch of the chosen run, or at LATEST. Raises ValueError below LATEST."""
        if epoch < LATEST:
            raise ValueError(f"there is no epoch {epoch}")
        if epoch != self._epoch:
            self._epoch = epoch
            self.epoch_changed.emit(epoch)

    def announce(self, run: str, record: EpochRecord) -> None:
        """Tell all views that training has ended an epoch."""
        self.epoch_arrived.emit(EpochArrived(run, record))
