"""CancelButton: gives up questions to the inspecting process; seen only while one takes long enough to wait for."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from gui.icon_button import IconButton
from gui.inspector import Inspector

_QUIET = 400  # milliseconds that are not worth a button


class CancelButton(IconButton):
    """For questions of these kinds."""

    def __init__(self, inspector: Inspector, kinds: Collection[str], parent: QWidget | None = None) -> None:
        super().__init__("cancel", "Give up what is being computed", self._cancel, parent)
        self._inspector, self._kinds = inspector, frozenset(kinds)
        self._soon = QTimer(self, singleShot=True, interval=_QUIET)
        self._soon.timeout.connect(self._appear)
        inspector.progressed.connect(self._on_progress)
        inspector.settled.connect(self._on_settled)
        self.hide()

    def _on_progress(self, kind: str, _share: float, _text: str) -> None:
        if kind in self._kinds and not self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _on_settled(self, _kind: str) -> None:
        if not self._asked():
            self._soon.stop()
            self.hide()

    def _appear(self) -> None:
        self.setVisible(bool(self._asked()))

    def _cancel(self) -> None:
        for kind in self._asked():
            self._inspector.cancel(kind)

    def _asked(self) -> list[str]:
        return [kind for kind in sorted(self._kinds) if self._inspector.is_asked(kind)]
