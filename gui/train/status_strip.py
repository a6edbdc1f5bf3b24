"""StatusStrip: how far the training is, in words and as a bar, and how the curves are looked at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QProgressBar, QToolButton, QVBoxLayout, QWidget

from core.train.runs import RunInfo
from core.training_messages import IDLE, PAUSED, RUNNING, STARTING, STOPPING
from gui.elided_label import ElidedLabel
from gui.folding_row import FoldingRow
from gui.per_cent import per_cent
from gui.theme import CONTROL_HEIGHT, ICON_SIZE, MARGIN
from gui.train.fields import ChoiceBox
from gui.train.look import SPANS
from gui.train.run_curves import RunCurves, spoken_time
from gui.train.run_model import state_text

_BAR = 1000
_SENTENCE = 440  # pixels that the sentence is worth: epoch, time left, pace


class StatusStrip(QWidget):
    """Signal: span_chosen(int), one of SPANS."""

    span_chosen = Signal(int)

    def __init__(self, tools: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = ElidedLabel()
        self.bar = QProgressBar()
        self.spans = ChoiceBox()
        self._lay_out(tools)

    def show_span(self, span: int) -> None:
        """Show over how many batches curves are smoothed; tells nobody."""
        self.spans.setCurrentIndex(self.spans.findData(span))

    def show_progress(self, sentence: str, fraction: float | None) -> None:
        """fraction: 0..1 of the run, None for none."""
        self.sentence.set_text(sentence)
        self.bar.setVisible(fraction is not None)
        self.bar.setValue(round(_BAR * (fraction or 0.0)))

    def _lay_out(self, tools: Sequence[QAction]) -> None:
        for span in SPANS:
            self.spans.addItem(f"{span} batches" if span else "not smoothed", span)
        self.spans.activated.connect(lambda _place: self.span_chosen.emit(self.spans.currentData()))
        self.spans.setToolTip("Batches over which the training curves are a mean")
        self.spans.setAccessibleName("Smoothing")
        self.spans.setMinimumHeight(CONTROL_HEIGHT)
        self.spans.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        label = QLabel("S&mooth")
        label.setBuddy(self.spans)
        right = QWidget()
        row = QHBoxLayout(right)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addStretch(1)
        row.addWidget(label)
        row.addWidget(self.spans)
        for action in tools:
            row.addWidget(_button(action))
        self.bar.setRange(0, _BAR)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.bar.setAccessibleName("Part of the training that is done")
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 6, MARGIN, 2)
        column.setSpacing(4)
        column.addWidget(FoldingRow(((self.sentence, 1, _SENTENCE), (right, 0, 0)), 4))
        column.addWidget(self.bar)
        self.bar.hide()


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
    button.setMinimumHeight(CONTROL_HEIGHT)
    button.setAccessibleName(action.text().replace("&", ""))
    return button


def _best(info: RunInfo) -> str:
    """What the best epoch reached; empty where none was measured."""
    if info.best_accuracy is None:
        return ""
    return f", best epoch {info.best_epoch}: {per_cent(info.best_accuracy, 1)} right"


def progress_sentence(
    state: str, info: RunInfo | None, curves: RunCurves | None, pace: float, left: float | None
) -> str:
    """Such as "Epoch 3.4 of 50, 40 s left, 2,113 batches a second, my run"."""
    if state == STARTING and info is None:
        return "Getting the data ready…"
    if state == STOPPING:
        return "Stopping…"
    if info is None:
        return "" if state == IDLE else "Getting ready…"
    if state == IDLE:
        return f"{info.name}: {state_text(info)}{_best(info)}"
    epoch = curves.step / curves.batches if curves is not None else 0.0
    parts = [f"Epoch {epoch:.1f} of {info.config.epochs}"]
    if state == PAUSED:
        parts.append("paused")
    if left is not None:
        parts.append(f"{spoken_time(left)} left")
    if state == RUNNING and pace:
        parts.append(f"{pace:,.0f} batches a second" if pace >= 2 else f"{pace:.2g} batches a second")
    return ", ".join((*parts, info.name))  # what matters most first: the end is cut where there is no room
