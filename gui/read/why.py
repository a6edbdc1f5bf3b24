"""Why: opens the lattice of the chosen character's word, and lets it follow what is chosen and read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.explanation import Explanation
from gui.messages import Messages
from gui.read.explainer import Explainer
from gui.read.lattice_dialog import LatticeDialog
from gui.read.steps import word_of

if TYPE_CHECKING:
    from gui.read.controller import ReadingEngine
    from gui.read.workspace import ReadWorkspace


class Why(QObject):
    """Lives as long as the workspace. Signal glyph_chosen(int): a glyph was chosen in the lattice, by its place."""

    glyph_chosen = Signal(int)

    def __init__(self, room: ReadWorkspace, engine: ReadingEngine, messages: Messages) -> None:
        super().__init__(room)
        self._room, self._messages = room, messages
        self._explainer = Explainer(engine, self)
        self._explainer.explained.connect(self._show)
        self._explainer.failed.connect(self._on_failed)
        self.dialog: LatticeDialog | None = None
        self._asked: tuple[int, int, int] | None = None  # generation of the page, line, word
        self._answered: tuple[int, int, int] | None = None  # of what the dialog shows
        self._glyph = 0  # of that word
        self._first = 0  # place in the page of the word's first glyph
        for signal in (room.result.selected, room.canvas.picked, room.image_pane.selected, room.page_shown):
            signal.connect(self._follow)

    def open(self) -> None:
        """Show the lattice of the chosen character's word."""
        if self.dialog is None:
            self.dialog = LatticeDialog(self._room)
            self.dialog.glyph_chosen.connect(self._on_glyph)
            self.dialog.said.connect(self._messages.say)
            self.dialog.failed.connect(self._messages.fail)
            self.dialog.finished.connect(self._explainer.give_up)
        if not self.dialog.isVisible():  # what it showed when it was closed is of no interest
            self.dialog.show_sentence("")
        self._asked = self._answered = None
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        self._follow()

    def finish(self) -> None:
        """Before the window goes."""
        if self.dialog is not None:
            self.dialog.finish()

    def _follow(self, *_arguments: object) -> None:
        if self.dialog is None or not self.dialog.isVisible():
            return
        page, place = self._room.page, self._room.result.chosen
        if page is None or place is None:
            self._asked = None
            self.dialog.show_sentence("Choose a character to see why it was read so.")
            return
        line, word, self._glyph = word_of(page, place)
        self._first = place - self._glyph
        wanted = (self._room.controller.page_generation(self._room.source), line, word)
        if wanted == self._asked:
            if wanted == self._answered:
                self.dialog.choose_glyph(self._glyph)
            return
        self._asked = wanted
        self.dialog.show_waiting()
        self._explainer.ask(*wanted)

    def _show(self, explanation: Explanation) -> None:
        self._answered = self._asked
        if self.dialog is not None:
            self.dialog.show_explanation(explanation, self._glyph)

    def _on_failed(self, sentence: str) -> None:
        self._asked = None  # the same may be asked again
        if self.dialog is not None:
            self.dialog.show_sentence(sentence)

    def _on_glyph(self, glyph: int) -> None:
        if self._answered == self._asked:  # else it still shows another word, and this is no glyph of the chosen one
            self._glyph = glyph
            self.glyph_chosen.emit(self._first + glyph)
