"""StatusLine: the line at the foot of the window: state of the engine, last sentence, what was read, alphabet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QStatusBar, QWidget

from core.alphabet import CHOICES
from core.page import Page
from gui.elided_label import ElidedLabel
from gui.theme import CONTROL_HEIGHT, GRID, MARGIN, colours_of

SAID_FOR = 6000  # milliseconds that an ordinary sentence stays
FAILED_FOR = 20000
_ALPHABETS = {"auto": "automatic", "digits": "digits", "capitals": "capitals", "all": "all characters"}


class EngineMark(QWidget):
    """A small mark whose shape, not only its colour, tells the state: ring, disc, bar, cross."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = "starting"
        self.setFixedSize(QSize(12, 12))

    def show_state(self, state: str) -> None:
        """state: starting, ready, busy, restarting or failed."""
        self._state = state
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = QColor(colours.doubt if self._state == "failed" else colours.accent)
        painter.setPen(QPen(tint, 1.5))
        round_part = QRectF(2, 2, 8, 8)
        if self._state == "failed":
            painter.drawLine(QPointF(2.5, 2.5), QPointF(9.5, 9.5))
            painter.drawLine(QPointF(9.5, 2.5), QPointF(2.5, 9.5))
        elif self._state == "ready":
            painter.setBrush(tint)
            painter.drawEllipse(round_part)
        elif self._state == "busy":
            painter.drawEllipse(round_part)
            painter.setBrush(tint)
            painter.drawPie(round_part, 90 * 16, -180 * 16)
        else:
            painter.drawEllipse(round_part)
        painter.end()


class StatusLine(QStatusBar):
    """Signal alphabet_chosen(str): one of core.alphabet.CHOICES."""

    alphabet_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine_sentence = ""
        self._mark = EngineMark()
        self._sentence = ElidedLabel()
        self._count = QLabel()
        self._seconds = QLabel()
        self._alphabet = QComboBox()
        self._back = QTimer(self, singleShot=True)
        self._back.timeout.connect(self._show_engine)
        self._lay_out()
        self._alphabet.activated.connect(lambda place: self.alphabet_chosen.emit(CHOICES[place]))

    @property
    def sentence(self) -> str:
        """What the line says now."""
        return self._sentence.whole_text

    @property
    def count_text(self) -> str:
        return self._count.text()

    def show_engine(self, state: str, sentence: str) -> None:
        """The state of the reading engine and what it means."""
        self._mark.show_state(state)
        self._mark.setAccessibleName(f"Engine: {state}")
        self._mark.setToolTip(f"The reading engine is {state}")
        self._engine_sentence = sentence
        if not self._back.isActive():
            self._show_engine()

    def say(self, sentence: str) -> None:
        """Show an ordinary sentence for a while."""
        self._show(sentence, SAID_FOR)

    def fail(self, sentence: str) -> None:
        """Show what went wrong; it stays longer."""
        self._show(sentence, FAILED_FOR)

    def show_page(self, page: Page | None, doubtful_below: float) -> None:
        """Count the characters of what was read."""
        self._count.setText("" if page is None else count_sentence(page, doubtful_below))
        self._seconds.setText("" if page is None else f"{page.seconds:.2f} s")
        if page is not None:
            self._alphabet.setToolTip(f"Alphabet of the reading; this page was read as {_ALPHABETS[page.alphabet]}")

    def show_alphabet(self, choice: str) -> None:
        """choice: one of core.alphabet.CHOICES."""
        self._alphabet.setCurrentIndex(CHOICES.index(choice))

    def _show(self, sentence: str, milliseconds: int) -> None:
        self._sentence.set_text(sentence)
        self._back.start(milliseconds)

    def _show_engine(self) -> None:
        self._sentence.set_text(self._engine_sentence)

    def _lay_out(self) -> None:
        for choice in CHOICES:
            self._alphabet.addItem(_ALPHABETS[choice])
        self._alphabet.setAccessibleName("Alphabet")
        self._alphabet.setMinimumHeight(CONTROL_HEIGHT)
        self._alphabet.setToolTip("Alphabet of the reading")
        self._count.setAccessibleName("Characters read")
        self._seconds.setAccessibleName("Seconds that reading took")
        label = QLabel("&Alphabet")
        label.setBuddy(self._alphabet)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(MARGIN, 4, MARGIN, 4)
        row.setSpacing(GRID)
        row.addWidget(self._mark)
        row.addWidget(self._sentence, 1)
        for widget in (self._count, self._seconds, label, self._alphabet):
            row.addSpacing(GRID)
            row.addWidget(widget)
        self.setSizeGripEnabled(False)
        self.addWidget(line, 1)
        self._set_figures()

    def _set_figures(self) -> None:
        """Figures of one width, so that the line does not tremble while numbers change."""
        font = self.font()
        font.setFeature(font.Tag("tnum"), 1)
        self._count.setFont(font)
        self._seconds.setFont(font)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._mark.update()
        super().changeEvent(event)


def count_sentence(page: Page, doubtful_below: float) -> str:
    """Such as "246 characters, 3 doubtful"."""
    glyphs = page.glyphs
    doubtful = sum(glyph.confidence < doubtful_below for glyph in glyphs)
    characters = "1 character" if len(glyphs) == 1 else f"{len(glyphs)} characters"
    return f"{characters}, {doubtful} doubtful" if doubtful else characters
