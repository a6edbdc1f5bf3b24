"""ResultPanel: the text of a page, and below it the chosen glyph from near. Copies, saves and corrects."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from core.page import Glyph, Page
from gui.background import Background
from gui.read.corrections import Corrections, SetCorrections
from gui.read.doubt_control import DoubtControl
from gui.read.glyph_detail import GlyphDetail
from gui.read.steps import RIGHT, describe, next_doubtful, next_place
from gui.read.text_view import TextView
from gui.read.tools import ToolRow
from gui.saving import ask_where, write_file
from gui.speech import announce
from gui.theme import CONTROL_HEIGHT, GRID, MARGIN

_SPOKEN_WHOLE = 80  # characters: a longer text is not read aloud unasked
_TITLE, _EXACT_TITLE = "&Text", "&Text, by exact shapes"
_WAITING, _NOTHING = "The text appears here.", "No writing was found."


class ResultPanel(QWidget):
    """Shows a Page; what the person corrects lies over it and can be undone.

    Signals:
        selected(int | None): a glyph was chosen here, by its place in page.glyphs.
        corrected(Page): the page as the person has it, after a correction, its undo or redo.
        said(str), failed(str): a sentence for the status line.
        text_size_changed(int): points. doubtful_below_changed(float): characters less sure are to be marked.
    """

    selected = Signal(object)
    corrected = Signal(object)
    said = Signal(str)
    failed = Signal(str)
    text_size_changed = Signal(int)
    doubtful_below_changed = Signal(float)

    def __init__(self, undo_stack: QUndoStack | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._undo_stack = undo_stack if undo_stack is not None else QUndoStack(self)
        self._read: Page | None = None
        self._page: Page | None = None
        self._chosen: int | None = None
        self._corrections = Corrections()
        self._kept: dict[str, Corrections] = {}  # of pages shown before, by source
        self._doubtful_below = 0.6
        self._background = Background(self)
        self.text = TextView(self)
        self.detail = GlyphDetail(self)
        self.doubt = DoubtControl(self)
        self._lay_out()
        self._connect()

    @property
    def page(self) -> Page | None:
        """The page as the person has it, corrections included; None before the first."""
        return self._page

    @property
    def chosen(self) -> int | None:
        """Place of the chosen glyph."""
        return self._chosen

    def show_page(self, page: Page | None) -> None:
        """Show what was read. Corrections of the same source stay where a glyph has the same box as before."""
        self._read = page
        if page is not None and page.source != self._corrections.source:
            self._kept[self._corrections.source] = self._corrections
            self._corrections = self._kept.get(page.source, Corrections(page.source))
        self._refresh()
        if page is not None:
            announce(self, _summary(page, self._doubtful_below))

    def forget_corrections(self, source: str) -> None:
        """Another page comes under this name: what was corrected on the old one does not belong to it."""
        self._kept.pop(source, None)
        if self._corrections.source == source:
            self._corrections = Corrections(source)

    def drop_corrections(self, source: str, undo_stack: QUndoStack) -> None:
        """Take back all that was corrected on this source; undoable on this stack. Nothing where it is not shown."""
        if self._corrections.source == source and self._corrections.texts:
            nothing = Corrections(source)
            undo_stack.push(SetCorrections(self._correct_with, self._corrections, nothing, what="no corrections"))

    def show_as_old(self) -> None:
        """Dim the text: a newer one is on its way."""
        self.text.show_as_old()

    def select(self, place: int | None) -> None:
        """Show this glyph as the chosen one; says nothing."""
        count = len(self._page.glyphs) if self._page is not None else 0
        self._chosen = place if place is not None and 0 <= place < count else None
        self.text.choose(self._chosen)
        self.detail.show_glyph(self._glyph())

    def select_next_doubtful(self) -> None:
        """Choose the next glyph that is not sure; says when there is none."""
        place = None
        if self._page is not None:
            place = next_doubtful(self._page, self._chosen, self._doubtful_below)
        if place is None:
            self.said.emit("No character is doubtful.")
        else:
            self._choose(place)

    def set_tools(self, actions: Sequence[QAction | None]) -> None:
        """Put buttons of these actions (None: a gap) above the text."""
        self._head.addWidget(ToolRow(actions))

    def set_why(self, why: QAction) -> None:
        """Offer this beside the chosen character and in the menu of the text."""
        self.detail.set_why(why)
        self.text.set_menu_action(why)

    def set_undo_stack(self, undo_stack: QUndoStack) -> None:
        """Put corrections on this stack from now on."""
        self._undo_stack = undo_stack

    def set_doubtful_below(self, confidence: float) -> None:
        """Glyphs less certain than this are underlined."""
        self._doubtful_below = confidence
        self.text.set_doubtful_below(confidence)
        self.doubt.show_below(confidence)

    def set_exact_shapes(self, exact: bool) -> None:
        """Say over the text that it is read without language."""
        self._title.setText(_EXACT_TITLE if exact else _TITLE)

    def set_text_size(self, points: int) -> None:
        """Size of the text alone."""
        self.text.set_text_size(points)

    def zoom_text(self, points: int) -> None:
        """Make the text larger or smaller by so many points."""
        self.text.set_text_size(self.text.text_size + points)

    def pick(self, rank: int) -> None:
        """Take the candidate of this rank, from 0, for the chosen glyph; undoable."""
        glyph = self._glyph()
        if glyph is not None and rank < len(glyph.candidates):
            self.correct(glyph.candidates[rank].text)

    def correct(self, text: str) -> None:
        """Say what the chosen glyph is; undoable. Nothing happens when none is chosen or it is just that."""
        glyph = self._glyph()
        if glyph is None or (text == glyph.text and glyph.confidence == 1.0):
            return
        after = self._corrections.with_text(glyph.box, text)
        self._undo_stack.push(
            SetCorrections(self._correct_with, self._corrections, after, what=f"correction to {text}")
        )

    def copy_all(self) -> None:
        """Put the whole text on the clipboard."""
        if self._page is not None and self._page.text:
            QGuiApplication.clipboard().setText(self._page.text)
            self.said.emit("The text was copied.")

    def save_dialog(self) -> None:
        """Ask for a file and save the text in it."""
        if self._page is None:
            return
        ask_where(self, "the text", self._suggested_name(), "Text (*.txt);;All files (*)", self.save_text)

    def save_text(self, path: Path) -> None:
        """Write the text as UTF-8, whole or not at all; says how it went."""
        if self._page is None:
            return
        content = (self._page.text + "\n").encode()
        self._background.run(lambda: write_file(path, content, "The text"), self.said.emit, self.failed.emit)

    def finish(self) -> None:
        """Wait for a file that is being written; call it before the window goes."""
        self._background.finish()

    def _glyph(self) -> Glyph | None:
        return self._page.glyphs[self._chosen] if self._page is not None and self._chosen is not None else None

    def _refresh(self) -> None:
        self._page = self._corrections.apply(self._read) if self._read is not None else None
        self.text.setPlaceholderText(_WAITING if self._page is None else _NOTHING)
        self.text.show_page(self._page)
        self.doubt.show_page(self._page)
        self.select(self._chosen)

    def _correct_with(self, corrections: Corrections) -> None:
        if corrections.source == self._corrections.source:  # else: an undo of what belongs to another page
            self._corrections = corrections
            self._refresh()
            self.corrected.emit(self._page)

    def _choose(self, place: int | None) -> None:
        self.select(place)
        self.selected.emit(place)
        if place is not None and self._page is not None:
            announce(self.text, describe(self._page, place))

    def _type_over(self, text: str) -> None:
        self.correct(text)
        place = next_place(self._page, self._chosen, RIGHT) if self._page is not None else None
        if place is not None and place != self._chosen:
            self._choose(place)

    def _correct_from_field(self, text: str) -> None:
        self.correct(text)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _suggested_name(self) -> str:
        source = self._page.source if self._page is not None else ""
        return f"{Path(source).stem or 'text'}.txt"

    def _connect(self) -> None:
        self.text.chosen.connect(self._choose)
        self.text.typed.connect(self._type_over)
        self.text.picked.connect(self.pick)
        self.text.edit_wanted.connect(self.detail.edit)
        self.doubt.changed.connect(self.doubtful_below_changed)
        self.text.text_size_changed.connect(self.text_size_changed)
        self.detail.picked.connect(self.pick)
        self.detail.corrected.connect(self._correct_from_field)
        self.text.copy_wanted.connect(self.copy_all)

    def _lay_out(self) -> None:
        self._title = title = QLabel(_TITLE, self)
        title.setBuddy(self.text)
        head = QHBoxLayout()
        head.setContentsMargins(MARGIN, GRID, MARGIN - 4, GRID)  # an icon has 4 pixels of air in its button
        head.addWidget(title)
        head.addStretch(1)
        title.setFixedHeight(CONTROL_HEIGHT)
        self._head = head
        upper = QWidget(self)
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.text, 1)
        column.addWidget(self.doubt)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setObjectName("result splitter")
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(upper)
        self.splitter.addWidget(self.detail)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)
        self.text.setPlaceholderText(_WAITING)
        self.setAccessibleName("Result")


def _summary(page: Page, doubtful_below: float) -> str:
    """What is said aloud when a text is there."""
    if not page.text:
        return _NOTHING
    if len(page.text) <= _SPOKEN_WHOLE:
        return page.text
    doubtful = sum(glyph.confidence < doubtful_below for glyph in page.glyphs)
    return f"{len(page.glyphs)} characters read, {doubtful} doubtful"
