"""ChosenPatch: the character that is looked at, wherever it was chosen: on the canvas, on a page, in a gallery."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal


class ChosenPatch(QObject):
    """Signal changed(): another character, or none."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._patch: NDArray[np.uint8] | None = None
        self._title = ""

    @property
    def patch(self) -> NDArray[np.uint8] | None:
        """uint8 (H, W) ink 255 on 0, or (H, W, 3); None for no character."""
        return self._patch

    @property
    def title(self) -> str:
        """What it is and where it comes from, for a person."""
        return self._title

    def choose(self, patch: NDArray[np.uint8] | None, title: str = "") -> None:
        """Look at this one."""
        same = patch is self._patch or (
            patch is not None and self._patch is not None and np.array_equal(patch, self._patch)
        )
        if not same or title != self._title:
            self._patch, self._title = patch, title
            self.changed.emit()
