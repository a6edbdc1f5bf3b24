"""ViewTools: copy a view as a picture, save it as a figure or as numbers, and its epochs as a film."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from core.inspection_answers import Saved
from core.inspection_messages import (
    SaveFigure,
    SaveFilm,
    See,
    ShowCalibration,
    ShowConfusion,
    ShowMosaic,
    ShowUnit,
)
from gui.icon_button import IconButton
from gui.inspector import Inspector
from gui.messages import Messages

Savable = ShowMosaic | ShowConfusion | ShowCalibration | ShowUnit | See
_FIGURES = "Pictures and numbers (*.png *.svg *.pdf *.csv)"
_FILMS = "Film (*.gif)"
_COPY_SCALE = 2.0  # of a copied picture: it will be looked at in a document


class ViewTools(QWidget):
    """question: what the view shows now, None for nothing. view: what is copied. film: can it be played?"""

    def __init__(
        self,
        inspector: Inspector,
        messages: Messages,
        *,
        view: QWidget,
        question: Callable[[], Savable | None],
        name: str,
        film: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._inspector, self._messages = inspector, messages
        self._view, self._question, self._name = view, question, name
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(IconButton("copy", f"Copy the {name} as a picture", self.copy))
        row.addWidget(IconButton("save", f"Save the {name}: PNG, SVG, PDF, or its numbers as CSV", self.save_dialog))
        if film:
            row.addWidget(IconButton("film", f"Save the {name} over all epochs as a film (GIF)", self.film_dialog))

    def copy(self) -> None:
        """Put the view on the clipboard, twice as fine as on the screen."""
        picture = QPixmap(self._view.size() * _COPY_SCALE)
        picture.setDevicePixelRatio(_COPY_SCALE)
        self._view.render(picture)
        QGuiApplication.clipboard().setPixmap(picture)
        self._messages.say(f"The {self._name} is copied.")

    def save_dialog(self) -> None:
        """Ask where to."""
        path, _ = QFileDialog.getSaveFileName(self, f"Save the {self._name}", f"{self._name}.png", _FIGURES)
        if path:
            self.save(path)

    def film_dialog(self) -> None:
        """Ask where to."""
        path, _ = QFileDialog.getSaveFileName(self, f"Save the {self._name} as a film", f"{self._name}.gif", _FILMS)
        if path:
            self.save_film(path)

    def save(self, path: str) -> None:
        """Write a figure or numbers, as the ending of the path says."""
        question = self._question()
        if question is None:
            self._messages.fail("There is nothing to save yet.")
            return
        self._inspector.ask(SaveFigure(question, path), self._on_saved, self._messages.fail)

    def save_film(self, path: str) -> None:
        """Write a GIF of all kept epochs."""
        question = self._question()
        if not isinstance(question, ShowMosaic | ShowConfusion):
            self._messages.fail("There is nothing to play yet.")
            return
        self._messages.say("Drawing the film.")
        self._inspector.ask(SaveFilm(question, path), self._on_saved, self._messages.fail)

    def _on_saved(self, saved: Saved) -> None:
        self._messages.say(f"Saved as {Path(saved.path).name}.")
