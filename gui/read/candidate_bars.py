"""CandidateBars: the best readings of a glyph as buttons with a bar each. A click or its number picks one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from core.page import Candidate
from gui.per_cent import per_cent
from gui.read.steps import spoken
from gui.theme import CONTROL_HEIGHT, GRID, Colours, colours_of

SHOWN = 5


class CandidateBar(QAbstractButton):
    """One reading: its number, its text, a bar as long as its probability, the percentage."""

    def __init__(self, rank: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rank = rank
        self._candidate: Candidate | None = None
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_candidate(self, candidate: Candidate | None) -> None:
        """Show this reading; an empty row for None."""
        self._candidate = candidate
        self.setEnabled(candidate is not None)
        if candidate is not None:
            self.setAccessibleName(f"{spoken(candidate.text)}, {per_cent(candidate.confidence)}")
            self.setToolTip(f"Take “{candidate.text}” ({self._rank + 1})")
        else:
            self.setAccessibleName(f"No candidate {self._rank + 1}")
            self.setToolTip("")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, CONTROL_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._candidate is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter, self._candidate, colours_of(self.palette()))
        painter.end()

    def _paint(self, painter: QPainter, candidate: Candidate, colours: Colours) -> None:
        area = QRectF(self.rect())
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(area, 4, 4)
        if self.hasFocus():
            painter.setPen(QColor(colours.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        percent = percent_width(self.fontMetrics())
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(colours.muted))
        painter.drawText(QRectF(GRID, 0, 2 * GRID, area.height()), middle, str(self._rank + 1))
        painter.setPen(QColor(colours.text))
        right = QRectF(area.right() - percent - GRID, 0, percent, area.height())
        painter.drawText(right, middle | Qt.AlignmentFlag.AlignRight, percentage(candidate.confidence))
        strong = QFont(self.font())
        strong.setPointSizeF(self.font().pointSizeF() * 1.3)
        painter.setFont(strong)
        painter.drawText(QRectF(3 * GRID, 0, 3 * GRID, area.height()), Qt.AlignmentFlag.AlignCenter, candidate.text)
        trough = QRectF(7 * GRID, area.center().y() - 4, right.left() - 8 * GRID, 8)
        _paint_bar(painter, trough, candidate.confidence, best=self._rank == 0, colours=colours)


class CandidateBars(QWidget):
    """Five rows, best first. Signal picked(int): rank of the reading that the person took, from 0."""

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars = [CandidateBar(rank, self) for rank in range(SHOWN)]
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for rank, bar in enumerate(self._bars):
            rows.addWidget(bar)
            bar.clicked.connect(lambda _checked=False, rank=rank: self.picked.emit(rank))
        self.setAccessibleName("Candidates")

    def show_candidates(self, candidates: tuple[Candidate, ...]) -> None:
        """Show the first five of these."""
        for rank, bar in enumerate(self._bars):
            bar.show_candidate(candidates[rank] if rank < len(candidates) else None)


def percentage(share: float) -> str:
    """A probability for a person: never 100 % unless it is, never 0 % unless it is nothing."""
    if 0.995 <= share < 1:
        return ">99 %"
    if 0 < share < 0.005:
        return "<1 %"
    return per_cent(share)


def percent_width(metrics: QFontMetrics) -> int:
    """Room for any percentage, so that the bars of all rows begin and end alike."""
    return max(metrics.horizontalAdvance(text) for text in ("100 %", ">99 %"))


def _paint_bar(painter: QPainter, trough: QRectF, share: float, *, best: bool, colours: Colours) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.hairline))
    painter.drawRoundedRect(trough, 2, 2)
    if share > 0:
        bar = QRectF(trough)
        bar.setWidth(max(trough.width() * min(share, 1.0), 2.0))
        painter.setBrush(QColor(colours.accent if best else colours.mark))
        painter.drawRoundedRect(bar, 2, 2)
