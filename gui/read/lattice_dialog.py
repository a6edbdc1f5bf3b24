"""LatticeDialog: why a letter was read as it was. Stays beside the window and follows what is chosen there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from core.explanation import Explanation
from gui.background import Background
from gui.read.lattice_view import LatticeView
from gui.read.lattice_voices import VoicesView
from gui.read.lattice_words import as_csv, headline, notes, search_sentence, silent_voices, spoken_hypothesis
from gui.saving import ask_where, write_file
from gui.speech import announce
from gui.theme import CONTROL_HEIGHT, GRID, MARGIN, colours_of

CAPTION = (
    "On top the word's ink, dashed where it may be cut. First row: the pieces that won, and how sure. "
    "Below: other ways to take them, with the points that the best reading with it lies behind."
)
VOICES_CAPTION = "Points against each reading: 0 is what a voice likes best, 1 point is 2.7 times less likely."
_WAIT = 300  # milliseconds before it says that it is at work
_FINE = 2  # pixels of a copied picture for one of the screen
_NARROWEST, _LOWEST = 640, 540  # pixels: smaller, sentences wrap over what stands under them, columns lose names
_MOST_FINE = 2_000_000  # pixels of it; larger ones are as fine as the screen, for drawing them held up the window


class LatticeDialog(QDialog):
    """Signals: glyph_chosen(int): a piece of the winning path was chosen, by its place in the word; said(str),
    failed(str): a sentence for the status line."""

    glyph_chosen = Signal(int)
    said = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Why this letter")
        self._explanation: Explanation | None = None
        self._background = Background(self)
        self.view, self.voices = LatticeView(), VoicesView()
        self.headline, self.notes, self.search = QLabel(), QLabel(), QLabel()
        self.sentence = QLabel()
        self.copy_button, self.save_button = QPushButton("&Copy picture"), QPushButton("&Save…")
        self._lay_out()
        self.view.chosen.connect(self._on_chosen)
        self.copy_button.clicked.connect(self.copy)
        self.save_button.clicked.connect(self.save_dialog)
        self._patience = QTimer(self, singleShot=True, interval=_WAIT)
        self._patience.timeout.connect(lambda: self.show_sentence("Looking at the word once more."))
        self.show_sentence("")

    @property
    def explanation(self) -> Explanation | None:
        """What is shown; None while there is nothing."""
        return self._explanation

    def show_waiting(self) -> None:
        """An answer is on its way; what is shown stays until it takes long."""
        self._patience.start()

    def show_sentence(self, sentence: str) -> None:
        """Show this in place of a lattice."""
        self._patience.stop()
        self._explanation = None
        self.sentence.setText(sentence)
        self._stack.setCurrentIndex(0)
        self._set_exports(enabled=False)

    def show_explanation(self, explanation: Explanation, glyph: int) -> None:
        """Show a word's lattice with this glyph of the word chosen."""
        self._patience.stop()
        self._explanation = explanation
        self.view.show_explanation(explanation)
        self.notes.setText(notes(explanation))
        self.notes.setVisible(bool(self.notes.text()))
        self._stack.setCurrentIndex(1)
        self._set_exports(enabled=True)
        if self.isActiveWindow():
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)  # the arrows walk over the pieces at once
        self.choose_glyph(glyph)

    def choose_glyph(self, glyph: int) -> None:
        """Choose the winning piece that became this glyph of the word; says nothing."""
        if self._explanation is None:
            return
        places = [place for place, each in enumerate(self._explanation.hypotheses) if each.glyph == glyph]
        chosen = self.view.place
        if chosen is not None and chosen in places:
            return
        self._choose(places[0] if places else (0 if self._explanation.hypotheses else None))

    def copy(self) -> None:
        """Put the lattice on the clipboard, twice as fine as on the screen where it is small."""
        QGuiApplication.clipboard().setImage(self._picture())
        self.said.emit("The picture was copied.")

    def save_dialog(self) -> None:
        """Ask for a file: a picture, or the numbers."""
        if self._explanation is None:
            return
        ask_where(self, "the lattice", f"{_plain(self._explanation.text)}.png", _FILTER, self.save)

    def save(self, path: Path) -> None:
        """Write a PNG, or the scores where the name ends in .csv; says how it went."""
        if self._explanation is None:
            return
        if path.suffix.lower() == ".csv":
            table = as_csv(self._explanation).encode()
            self._background.run(lambda: write_file(path, table, _WHAT), self.said.emit, self.failed.emit)
        else:
            picture = self._picture()
            self._background.run(lambda: write_file(path, _png(picture), _WHAT), self.said.emit, self.failed.emit)

    def finish(self) -> None:
        """Wait for a file that is being written; call it before the window goes."""
        self._background.finish()

    def _on_chosen(self, place: int) -> None:
        self._choose(place)
        if self._explanation is None:
            return
        hypothesis = self._explanation.hypotheses[place]
        announce(self.view, spoken_hypothesis(self._explanation, hypothesis))
        if hypothesis.glyph is not None:
            self.glyph_chosen.emit(hypothesis.glyph)

    def _choose(self, place: int | None) -> None:
        self.view.choose(place)
        if self._explanation is None or place is None:
            return
        hypothesis = self._explanation.hypotheses[place]
        self.headline.setText(headline(self._explanation, hypothesis))
        self.search.setText(search_sentence(hypothesis))
        self.voices.show_readings(hypothesis.readings, silent=silent_voices(self._explanation))
        self.view.setAccessibleDescription(spoken_hypothesis(self._explanation, hypothesis))
        self.voices.setAccessibleDescription(self.view.accessibleDescription())
        box = self.view.cell_box(place).toRect()
        self._scroll.ensureVisible(box.center().x(), box.center().y(), box.width(), box.height())

    def _set_exports(self, *, enabled: bool) -> None:
        self.copy_button.setEnabled(enabled)
        self.save_button.setEnabled(enabled)

    def _picture(self) -> QImage:
        """Lattice and voices under each other, all of them."""
        width = max(self.view.width(), self.voices.width())
        height = self.view.height() + MARGIN + self.voices.height()
        scale = _FINE if width * height * _FINE**2 <= _MOST_FINE else 1
        picture = QImage(width * scale, height * scale, QImage.Format.Format_RGB32)
        picture.setDevicePixelRatio(scale)
        picture.fill(QColor(colours_of(self.palette()).paper))
        painter = QPainter(picture)
        self.view.render(painter, QPoint(0, 0))
        self.voices.render(painter, QPoint(0, self.view.height() + MARGIN), renderFlags=QWidget.RenderFlag.DrawChildren)
        painter.end()
        return picture

    def _lay_out(self) -> None:
        self.setMinimumSize(_NARROWEST, _LOWEST)
        self.resize(760, 700)
        for label in (self.sentence, self.headline, self.notes, self.search):
            label.setWordWrap(True)
        large = self.headline.font()
        large.setPointSizeF(large.pointSizeF() * 1.2)
        self.headline.setFont(large)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        captions = [QLabel(CAPTION), QLabel(VOICES_CAPTION)]
        for label in (*captions, self.search, self.sentence):
            label.setWordWrap(True)
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self.view)
        self._scroll.setWidgetResizable(True)
        self._scroll.setBackgroundRole(QPalette.ColorRole.Base)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setMinimumHeight(120)
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for widget in (self.headline, self.notes, captions[0]):
            column.addWidget(widget)
        column.addWidget(self._scroll, 1)
        column.addWidget(captions[1])
        column.addWidget(self.voices)
        column.addWidget(self.search)
        room = QWidget()
        self._stack = QStackedLayout(room)
        self._stack.addWidget(self.sentence)
        self._stack.addWidget(shown)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        whole.setSpacing(MARGIN)
        whole.addWidget(room, 1)
        whole.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        self.copy_button.setToolTip("Copy the lattice as a picture")
        self.save_button.setToolTip("Save the lattice as a picture (PNG), or its scores as a table (CSV)")
        close = QPushButton("C&lose")
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for button in (self.copy_button, self.save_button, close):
            button.setMinimumHeight(CONTROL_HEIGHT)
            button.setAutoDefault(False)
        row.addWidget(self.copy_button)
        row.addWidget(self.save_button)
        row.addStretch(1)
        row.addWidget(close)
        return row


_WHAT = "The lattice"
_FILTER = "Picture (*.png);;Table (*.csv)"


def _plain(text: str) -> str:
    """A word as the name of a file."""
    return "".join(character for character in text if character.isalnum()) or "word"


def _png(picture: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
