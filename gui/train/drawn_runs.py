"""DrawnRuns: which runs are drawn and in which colour; a run keeps its colour as long as it is drawn."""

from __future__ import annotations

from gui.train.controller import TrainController
from gui.train.panels import Shown

MOST_DRAWN = 20


class DrawnRuns:
    """In the order in which they were added; each has a slot, and a slot a colour."""

    def __init__(self, controller: TrainController) -> None:
        self._controller = controller
        self._slots: dict[str, int] = {}
        self._last: dict[str, int] = {}  # slots that runs had: one that comes back takes its own, if it is free

    @property
    def runs(self) -> tuple[str, ...]:
        """Ids of the runs that are drawn."""
        return tuple(self._slots)

    def add(self, run: str) -> bool:
        """Draw a run; False if there are too many."""
        if run in self._slots:
            return True
        if len(self._slots) >= MOST_DRAWN:
            return False
        taken = set(self._slots.values())
        own = self._last.get(run, MOST_DRAWN)
        free = [slot for slot in range(MOST_DRAWN) if slot not in taken]
        self._slots[run] = self._last[run] = own if own in free else free[0]
        return True

    def drop(self, run: str) -> None:
        """Draw it no more."""
        self._slots.pop(run, None)

    def shown(self, chosen: str, colours: tuple[str, ...]) -> tuple[Shown, ...]:
        """What the board draws: all of these that still are, and the chosen one in front."""
        known = self._controller.runs
        for run in [run for run in self._slots if run not in known]:
            self.drop(run)
        extra = bool(chosen) and chosen in known and chosen not in self._slots
        if extra:
            if len(self._slots) >= MOST_DRAWN:
                self.drop(next(iter(self._slots)))
            self.add(chosen)
        shown = tuple(
            Shown(self._controller.curves_of(run), colours[slot % len(colours)], run == chosen)
            for run, slot in self._slots.items()
        )
        if extra:
            self.drop(chosen)  # it is drawn while it is chosen, unless it is checked
        return shown
