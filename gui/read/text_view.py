"""TextView: the text of a page as real text, to select and copy, in which one glyph is the chosen one.

It shows a page and says what the hand wants: another glyph chosen, a character typed over, a candidate picked.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QFont,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextCharFormat,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from core.page import Page
from gui.read.steps import DOWN, END, HOME, LEFT, RIGHT, UP, next_place
from gui.theme import MARGIN, colours_of

SMALLEST_TEXT, LARGEST_TEXT, USUAL_TEXT = 8, 72, 18  # points
_PICKS = "12345"
_MOVES = {
    Qt.Key.Key_Left: LEFT,
    Qt.Key.Key_Right: RIGHT,
    Qt.Key.Key_Up: UP,
    Qt.Key.Key_Down: DOWN,
    Qt.Key.Key_Home: HOME,
    Qt.Key.Key_End: END,
}


class TextView(QPlainTextEdit):
    """Signals: chosen(int | None); typed(str): one character typed over the chosen glyph; picked(int): the candidate
    of this rank, from 0; edit_wanted(): the person wants to write a correction;
    copy_wanted(): copy, and nothing is selected; text_size_changed(int): points."""

    chosen = Signal(object)
    typed = Signal(str)
    picked = Signal(int)
    edit_wanted = Signal()
    copy_wanted = Signal()
    text_size_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page: Page | None = None
        self._chosen: int | None = None
        self._doubtful_below = 0.6
        self._starts: list[int] = []  # position in the text of each glyph
        self._old = False
        self._size = USUAL_TEXT
        self._wheel = 0
        self._menu_action: QAction | None = None
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(MARGIN)
        self.setAccessibleName("Recognised text")
        self.set_text_size(USUAL_TEXT)

    @property
    def text_size(self) -> int:
        """In points."""
        return self._size

    def set_menu_action(self, action: QAction) -> None:
        """Offer this in the menu of the right button, which chooses the character under it."""
        self._menu_action = action

    def show_page(self, page: Page | None) -> None:
        """Show this text; the scroll position stays where it can."""
        self._page, self._old = page, False
        text = page.text if page is not None else ""
        self._starts = _glyph_starts(page) if page is not None else []
        if self._chosen is not None and self._chosen >= len(self._starts):
            self._chosen = None
        if text != self.toPlainText():
            bar = self.verticalScrollBar()
            place = bar.value()
            self.setPlainText(text)
            bar.setValue(place)
        self._highlight()

    def show_as_old(self) -> None:
        """Dim the text: a newer one is on its way."""
        self._old = True
        self._highlight()

    def set_doubtful_below(self, confidence: float) -> None:
        """Underline glyphs that are less certain than this."""
        self._doubtful_below = confidence
        self._highlight()

    def set_text_size(self, points: int) -> None:
        """Size of the text alone, in points; kept within its bounds."""
        points = min(max(points, SMALLEST_TEXT), LARGEST_TEXT)
        font = QFont(self.font())
        font.setPointSize(points)
        self.setFont(font)
        if points != self._size:
            self._size = points
            self.text_size_changed.emit(points)

    def choose(self, place: int | None) -> None:
        """Mark this glyph and bring it into sight; says nothing."""
        if place is not None and place >= len(self._starts):
            place = None
        if place == self._chosen:
            return
        self._chosen = place
        if place is not None:
            cursor = self.textCursor()
            cursor.setPosition(self._starts[place])
            self.setTextCursor(cursor)
            self.ensureCursorVisible()
        self._highlight()

    def glyph_at(self, position: int) -> int | None:
        """The glyph whose text holds this position of the document; None between words."""
        if self._page is None:
            return None
        for place, (start, glyph) in enumerate(zip(self._starts, self._page.glyphs, strict=True)):
            if start <= position < start + len(glyph.text):
                return place
        return None

    def _highlight(self) -> None:
        marks = []
        if self._old:
            marks.append(self._mark(0, len(self.toPlainText()), self._old_format()))
        if self._page is not None:
            wave = self._doubtful_format()
            marks.extend(self._mark(start, length, wave) for start, length in self._doubtful_runs(self._page))
            if self._chosen is not None:
                length = len(self._page.glyphs[self._chosen].text)
                marks.append(self._mark(self._starts[self._chosen], length, self._chosen_format()))
        self.setExtraSelections(marks)

    def _doubtful_runs(self, page: Page) -> list[tuple[int, int]]:
        """Start and length of the stretches of doubtful glyphs: fewer marks paint quicker on a bad page."""
        runs: list[tuple[int, int]] = []
        for start, glyph in zip(self._starts, page.glyphs, strict=True):
            if glyph.confidence >= self._doubtful_below:
                continue
            if runs and sum(runs[-1]) == start:
                runs[-1] = (runs[-1][0], runs[-1][1] + len(glyph.text))
            else:
                runs.append((start, len(glyph.text)))
        return runs

    def _mark(self, start: int, length: int, style: QTextCharFormat) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        mark.cursor = cursor
        mark.format = style
        return mark

    def _doubtful_format(self) -> QTextCharFormat:
        style = QTextCharFormat()
        style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        style.setUnderlineColor(QColor(colours_of(self.palette()).doubt))
        return style

    def _chosen_format(self) -> QTextCharFormat:
        colours = colours_of(self.palette())
        style = QTextCharFormat()
        style.setBackground(QColor(colours.accent))
        style.setForeground(QColor(colours.on_accent))
        return style

    def _old_format(self) -> QTextCharFormat:
        style = QTextCharFormat()
        style.setForeground(QColor(colours_of(self.palette()).mark))
        return style

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            selection = self.textCursor().hasSelection()
            if (event.matches(keys.Copy) and selection) or event.matches(keys.SelectAll):
                event.accept()  # ours before the window's "Copy text", which takes all
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and not self.textCursor().hasSelection():
            self.copy_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.SelectAll):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_F2:
            self.edit_wanted.emit()
        elif event.key() in _MOVES and event.modifiers() in (_PLAIN, _KEYPAD):
            self._walk(_MOVES[Qt.Key(event.key())])
        elif not self._type_over(event):
            super().keyPressEvent(event)

    def _walk(self, move: str) -> None:
        place = next_place(self._page, self._chosen, move) if self._page is not None else None
        self._choose_by_hand(place)

    def _type_over(self, event: QKeyEvent) -> bool:
        text = event.text()
        plain = event.modifiers() in (_PLAIN, _SHIFT, _KEYPAD)
        if self._chosen is None or not plain or len(text) != 1 or not text.isprintable() or text == " ":
            return False
        if text in _PICKS:
            self.picked.emit(int(text) - 1)
        else:
            self.typed.emit(text)
        return True

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            self._choose_by_hand(self._glyph_under(event.position().toPoint()))

    def _choose_by_hand(self, place: int | None) -> None:
        if place is not None and place != self._chosen:
            self.choose(place)
            self.chosen.emit(place)

    def _glyph_under(self, where: QPoint) -> int | None:
        """The cursor sits between two characters: the click means the one whose middle is nearer."""
        position = self.cursorForPosition(where).position()
        found = [place for place in (self.glyph_at(position - 1), self.glyph_at(position)) if place is not None]
        if len(found) < 2:
            return found[0] if found else None
        cursor = QTextCursor(self.document())
        cursor.setPosition(position)
        return found[0] if where.x() < self.cursorRect(cursor).left() else found[1]

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            self._choose_by_hand(self._glyph_under(event.pos()))
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._menu_action is not None:
            menu.addSeparator()
            menu.addAction(self._menu_action)
        menu.popup(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._wheel += event.angleDelta().y()
            notches, self._wheel = int(self._wheel / 120), self._wheel - 120 * int(self._wheel / 120)
            self.set_text_size(self._size + notches)
            event.accept()
        else:
            super().wheelEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._highlight()


_PLAIN = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


def _glyph_starts(page: Page) -> list[int]:
    """Position in page.text of each glyph's first character."""
    starts, position = [], 0
    for line in page.lines:
        for word in line.words:
            for glyph in word.glyphs:
                starts.append(position)
                position += len(glyph.text)
            position += 1  # the blank after the word, or the line break
        if not line.words:
            position += 1
    return starts
