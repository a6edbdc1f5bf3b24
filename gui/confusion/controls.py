"""ConfusionControls: which network on which samples, and how the matrix is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QWidget

from core.inspection_answers import Description
from gui.folding_row import FoldingRow
from gui.looking import Looking
from gui.source_chooser import SourceChooser
from gui.theme import CONTROL_HEIGHT, GRID, MARGIN

_SPLITS = (("Validation", "valid"), ("Test", "test"), ("Training", "train"))
_OWN = ""


class ConfusionControls(QWidget):
    """Signals: asked(): other samples, ask again. shown(): the same counts, shown otherwise."""

    asked = Signal()
    shown = Signal()

    def __init__(self, looking: Looking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = SourceChooser(looking)
        self._known: tuple[str, tuple[str, ...]] = ("", ())
        self.dataset = _box("Data set", "The samples that are read")
        self.dataset.addItem("Its own data", _OWN)
        self.split = _box("Split", "Which part of the samples")
        for text, value in _SPLITS:
            self.split.addItem(text, value)
        self.normalised = QCheckBox("&Shares of rows")
        self.normalised.setToolTip("Colour and value are the share of the row in place of the count")
        self.together = QCheckBox("&Confused together")
        self.together.setToolTip("Classes that are confused stand side by side, in place of the order of labels")
        self._lay_out()
        self.dataset.activated.connect(lambda _place: self.asked.emit())
        self.split.currentIndexChanged.connect(lambda _place: self.asked.emit())
        self.normalised.toggled.connect(lambda _on: self.shown.emit())
        self.together.toggled.connect(lambda _on: self.shown.emit())
        looking.described.connect(self._on_described)
        if looking.description is not None:
            self._on_described(looking.description)

    def _on_described(self, description: Description) -> None:
        if self._known == (description.dataset, description.datasets):
            return  # else a list that is open would close under the hand
        self._known = (description.dataset, description.datasets)
        chosen = self.dataset.currentData()
        blocked = self.dataset.blockSignals(True)
        self.dataset.clear()
        own = "Its own: " if description.best >= 0 else ""  # what a model file learned from is not always here
        self.dataset.addItem(f"{own}{description.dataset}", _OWN)
        for name in description.datasets:
            if name != description.dataset:
                self.dataset.addItem(name, name)
        self.dataset.setCurrentIndex(max(self.dataset.findData(chosen), 0))
        self.dataset.blockSignals(blocked)

    def _lay_out(self) -> None:
        samples, ways = QWidget(), QWidget()
        row = _row(samples)
        row.addWidget(self.source, 2)
        for text, box, stretch in (("&Data", self.dataset, 2), ("S&plit", self.split, 1)):
            label = QLabel(text)
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box, stretch)
        switches = _row(ways)
        switches.addWidget(self.normalised)
        switches.addWidget(self.together)
        switches.addStretch(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(MARGIN, GRID, MARGIN, GRID)
        whole.addWidget(FoldingRow(((samples, 1, 0), (ways, 0, 0)), GRID))


def _row(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GRID)
    return row


def _box(name: str, tip: str) -> QComboBox:
    box = QComboBox()
    box.setFixedHeight(CONTROL_HEIGHT)
    box.setAccessibleName(name)
    box.setToolTip(tip)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(8)
    return box
