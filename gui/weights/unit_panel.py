"""UnitPanel: the opened tile: large, its weights' histogram, its way over the epochs, what excites it, its dream."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.inspection_answers import Dreamt, Exciting, Unit
from core.inspection_messages import DreamOf, FindExciting, ShowUnit, Subject
from gui.charts import BarList, Histogram, Line, LineChart
from gui.context import Context
from gui.picture_tile import PictureTile, sample_icon
from gui.theme import GRID, MARGIN
from gui.view_tools import ViewTools

_SAMPLE = 40  # pixels of an exciting picture
_CLASSES = 10  # that the unit speaks most for or against


class UnitPanel(QScrollArea):
    """Asks for one unit, then for the pictures that excite it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._inspector = context.looking.inspector
        self._asked: ShowUnit | None = None
        self._unit: Unit | None = None
        self._found: Exciting | None = None
        self.title = QLabel("Choose a tile to see it from near.")
        self.tile = PictureTile("The unit's weights", side=150)
        self.dream = PictureTile("What the unit dreams of", side=150, empty="")
        self.dream_button = QPushButton("&Dream")
        self.dream_button.setToolTip("Draw the picture that drives this unit as far as it goes")
        self.histogram = Histogram("Histogram of the unit's weights")
        self.epochs = LineChart("Size of the unit's weights and their change since the start, over the epochs")
        self.classes = BarList("Weight to each class")
        self.exciting = QListWidget()
        self.exciting_title = _muted("")
        self.tools = ViewTools(
            self._inspector, context.messages, view=self, question=lambda: self._asked, name="unit"
        )  # fmt: skip
        self._body = self._lay_out()
        self._body.hide()
        self.dream_button.clicked.connect(self._dream)
        self.setAccessibleName("The opened unit")

    @property
    def unit(self) -> Unit | None:
        """What is shown."""
        return self._unit

    def open_unit(self, subject: Subject, layer: str, unit: int) -> None:
        """Show this unit of the network that is looked at."""
        same = self._asked is not None and (self._asked.layer, self._asked.unit) == (layer, unit)
        self._asked = ShowUnit(subject, layer, unit)
        self._inspector.ask(self._asked, self._show, self._context.messages.fail)
        self._inspector.ask(FindExciting(subject, layer, unit), self._show_exciting, self._say_no_pictures)
        if not same:
            self.dream.show_picture(None)
            self.exciting.clear()
            self.exciting_title.setText("Looking for the pictures that excite it most")

    def reopen(self, subject: Subject) -> None:
        """The same unit after another epoch."""
        if self._asked is not None:
            self.open_unit(subject, self._asked.layer, self._asked.unit)

    def clear(self) -> None:
        """Another network: no unit is open."""
        self._asked = self._unit = None
        self._body.hide()
        self.title.setText("Choose a tile to see it from near.")

    def _show(self, unit: Unit) -> None:
        if self._asked is None or (unit.layer, unit.unit) != (self._asked.layer, self._asked.unit):
            return
        self._unit = unit
        self._body.show()
        name = f", class {unit.name}" if unit.name else ""
        epoch = f", epoch {unit.epoch}" if unit.epoch >= 0 else ""
        self.title.setText(f"Unit {unit.unit} of {unit.layer}{name}{epoch}")
        self.tile.show_picture(unit.picture, about=f"Weights of the unit, from -{unit.limit:.3g} to {unit.limit:.3g}")
        self.histogram.show_counts(unit.counts, unit.edges)
        epochs = unit.epochs.astype(np.float64)
        self.epochs.setVisible(len(epochs) > 1)
        if len(epochs) > 1:
            self.epochs.show_lines(
                [Line("size", epochs, unit.norms), Line("change since the start", epochs, unit.changes, dashed=True)]
            )
        order = np.argsort(-np.abs(unit.to_classes))[:_CLASSES]
        self.classes.show_rows([(unit.classes[place], float(unit.to_classes[place])) for place in order], percent=False)
        self._classes_title.setVisible(bool(unit.classes))
        self.classes.setVisible(bool(unit.classes))
        self._epochs_title.setVisible(len(epochs) > 1)

    def _show_exciting(self, found: Exciting) -> None:
        self._found = found
        self.exciting.clear()
        for place, image in enumerate(found.images):
            item = QListWidgetItem(sample_icon(image, self.palette(), _SAMPLE), found.labels[place])
            item.setToolTip(f"{found.labels[place]}, the unit's answer is {found.answers[place]:.3g}")
            self.exciting.addItem(item)
        self.exciting_title.setText(f"Training pictures that excite it most, of {found.among}")

    def _say_no_pictures(self, sentence: str) -> None:
        self.exciting_title.setText(sentence)

    def _dream(self) -> None:
        if self._asked is not None:
            asked = self._asked
            question = DreamOf(asked.subject, asked.layer, asked.unit)
            self._inspector.ask(question, self._show_dream, self._context.messages.fail)

    def _show_dream(self, dreamt: Dreamt) -> None:
        about = f"The unit's answer rose from {dreamt.first:.3g} to {dreamt.last:.3g}"
        self.dream.show_picture(dreamt.picture, "ink", about)

    def _lay_out(self) -> QWidget:
        self.exciting.setViewMode(QListView.ViewMode.IconMode)
        self.exciting.setIconSize(QSize(_SAMPLE, _SAMPLE))
        self.exciting.setGridSize(QSize(_SAMPLE + 14, _SAMPLE + 24))
        self.exciting.setResizeMode(QListView.ResizeMode.Adjust)
        self.exciting.setMovement(QListView.Movement.Static)
        self.exciting.setFrameShape(QFrame.Shape.NoFrame)
        self.exciting.setMinimumHeight(150)
        self.exciting.setAccessibleName("Training pictures that excite the unit most")
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GRID)
        grid.addWidget(self.tile, 0, 0)
        grid.addWidget(self.dream, 0, 1)
        grid.addWidget(self.tools, 1, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.dream_button, 1, 1, Qt.AlignmentFlag.AlignLeft)
        self._epochs_title, self._classes_title = _muted("Size, and dashed its change since the start"), _muted("")
        self._classes_title.setText("Weight to the classes, largest first")
        parts = (
            _muted("Histogram of its weights"), self.histogram, self._epochs_title, self.epochs,
            self._classes_title, self.classes, self.exciting_title, self.exciting,
        )  # fmt: skip
        for row, part in enumerate(parts, start=2):
            grid.addWidget(part, row, 0, 1, 2)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(MARGIN, GRID, MARGIN, MARGIN)
        self.title.setWordWrap(True)
        column.addWidget(self.title)
        column.addWidget(body)
        column.addStretch(1)
        self.setWidget(whole)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return body

    def changeEvent(self, event: QEvent) -> None:
        """Another theme: the pictures are drawn in its colours."""
        found = self._found if event.type() == QEvent.Type.PaletteChange and hasattr(self, "exciting") else None
        if found is not None and self.exciting.count():
            self._show_exciting(found)
        super().changeEvent(event)


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label
