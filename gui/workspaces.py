"""The workspaces: one table. A row without a maker is a room that is not built yet; the window does not show it.

A new workspace is a subclass of Workspace and a small maker below, which imports it when it is first shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.page import Page
from gui.context import Context


class Workspace(QWidget):
    """One room of the window. Signal page_shown(Page | None): the status line counts its characters."""

    page_shown = Signal(object)

    def activate(self) -> None:
        """It is shown now."""

    def deactivate(self) -> None:
        """Another one is shown now."""

    def may_close(self) -> bool:
        """Whether the window may close now; a room where work would be lost asks the person first."""
        return True

    def close_down(self) -> None:
        """The window closes: save what must be saved, end what runs."""

    def open_file(self, path: str) -> None:
        """Open a file of the kind that belongs here; nothing where none does."""

    @property
    def page(self) -> Page | None:
        """What it shows that was read."""
        return None


@dataclass(frozen=True, slots=True)
class WorkspaceSpec:
    """id also names the page of the guide. make: None while there is no such room."""

    id: str
    title: str
    icon: str
    shortcut: str
    make: Callable[[Context], Workspace] | None = None


def _read(context: Context) -> Workspace:
    from gui.read.workspace import ReadWorkspace

    return ReadWorkspace(context)


def _train(context: Context) -> Workspace:
    from gui.train.workspace import TrainWorkspace

    return TrainWorkspace(context)


def _weights(context: Context) -> Workspace:
    from gui.weights.workspace import WeightsWorkspace

    return WeightsWorkspace(context)


def _confusion(context: Context) -> Workspace:
    from gui.confusion.workspace import ConfusionWorkspace

    return ConfusionWorkspace(context)


WORKSPACES: tuple[WorkspaceSpec, ...] = (
    WorkspaceSpec("read", "Read", "read", "Ctrl+1", _read),
    WorkspaceSpec("train", "Train", "train", "Ctrl+2", _train),
    WorkspaceSpec("weights", "Weights", "weights", "Ctrl+3", _weights),
    WorkspaceSpec("confusion", "Confusion", "confusion", "Ctrl+4", _confusion),
)


def present() -> tuple[WorkspaceSpec, ...]:
    """The rooms that are built."""
    return tuple(spec for spec in WORKSPACES if spec.make is not None)
