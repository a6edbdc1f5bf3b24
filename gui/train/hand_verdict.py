"""HandVerdict: after fine-tuning, both readers on the samples held back and on other hands; and which shall read."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from core.verdict import Side, Verdict
from gui.per_cent import per_cent
from gui.theme import GRID, MARGIN


class HandVerdict(QFrame):
    """Signal used(str): the run whose reader shall read. Hidden until there is a verdict, and after the answer."""

    used = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = ""
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.use = QPushButton("&Use it")
        self.use.setToolTip("Read with the fine-tuned reader from now on")
        self.keep = QPushButton("&Keep the old one")
        self.keep.setToolTip("The run stays in the table; the reader before goes on reading")
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, GRID, MARGIN, GRID)
        row.setSpacing(GRID)
        row.addWidget(self.words, 1)
        row.addWidget(self.use)
        row.addWidget(self.keep)
        self.use.clicked.connect(lambda _checked=False: self._answer(use=True))
        self.keep.clicked.connect(lambda _checked=False: self._answer(use=False))
        self.hide()

    def ask(self, run: str, verdict: Verdict) -> None:
        """Show both, and ask; the better one has the focus."""
        self._run = run
        self.words.setText(spoken(verdict))
        self.setAccessibleName("Fine-tuned reader")
        self.setAccessibleDescription(self.words.text())
        self.show()
        (self.use if verdict.is_better else self.keep).setFocus()

    def _answer(self, *, use: bool) -> None:
        self.hide()
        if use:
            self.used.emit(self._run)


def spoken(verdict: Verdict) -> str:
    """What was measured, and what follows from it."""
    if verdict.is_better:
        advice = "It reads your hand better, and other hands as well as before."
    elif verdict.own.after > verdict.own.before:
        advice = "It reads your hand better, but other hands worse: use it if only you write here."
    else:
        advice = "It is no improvement: keep the old one, and write more samples."
    own = _side(f"your {verdict.own.count} held-back samples", verdict.own)
    others = _side(f"{verdict.others.count} characters of other hands", verdict.others)
    return f"Read right before and after fine-tuning: of {own}; of {others}. {advice}"


def _side(what: str, side: Side) -> str:
    return f"{what} {per_cent(side.before, 1)}, then {per_cent(side.after, 1)}"
