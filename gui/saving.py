"""Saving: asks for a file, and writes it whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from core.errors import ExportError
from core.folders import write_atomically


def ask_where(parent: QWidget, what: str, name: str, kinds: str, then: Callable[[Path], object]) -> None:
    """Open a dialog that does not block; then(path) once a file is chosen.

    what: such as "the text". name: suggested, its suffix the usual one. kinds: as Qt's name filters.
    """
    dialog = QFileDialog(parent, f"Save {what}", name, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()


def write_file(path: Path, content: bytes, what: str) -> str:
    """Write it, in any thread; the sentence that says so. Raises ExportError."""
    try:
        write_atomically(path, content)
    except OSError as error:
        raise ExportError(f"{what} could not be saved in {path}: {error.strerror or error}.") from error
    return f"{what} was saved in {path.name}."
