"""SourceChooser: which run, model file or shipped reader is looked at."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFileDialog, QLabel, QWidget

from core.inspection_answers import Description
from gui.looking import Looking
from gui.theme import CONTROL_HEIGHT, GRID

_FILE = "@file"


class SourceChooser(QWidget):
    """A box with all runs, newest first, the shipped reader, and a model file of one's own.

    stacked: the label above the box, for a narrow column.
    """

    def __init__(self, looking: Looking, parent: QWidget | None = None, *, stacked: bool = False) -> None:
        super().__init__(parent)
        self._looking = looking
        self._rows: list[tuple[str, str]] = []
        self.box = QComboBox()
        self.box.setFixedHeight(CONTROL_HEIGHT)
        self.box.setAccessibleName("Network")
        self.box.setToolTip("The run or model file that is looked at")
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(14)
        label = QLabel("&Network")
        label.setBuddy(self.box)
        row = QBoxLayout(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(label)
        row.addWidget(self.box, 1)
        self.box.activated.connect(self._on_activated)
        looking.described.connect(self._on_described)
        if looking.description is not None:
            self._on_described(looking.description)

    def _on_described(self, description: Description) -> None:
        rows = list(description.sources)
        if description.source not in [source for source, _ in rows]:
            rows.insert(0, (description.source, description.title))
        rows.append((_FILE, "Open a model file…"))
        if rows != self._rows:  # else a list that is open would close under the hand
            self._rows = rows
            self.box.clear()
            for place, (source, title) in enumerate(rows):
                self.box.addItem(title, source)
                self.box.setItemData(place, source, Qt.ItemDataRole.ToolTipRole)
        self.box.setCurrentIndex(self.box.findData(description.source))

    def _on_activated(self, place: int) -> None:
        source = self.box.itemData(place)
        if source != _FILE:
            self._looking.choose_source(source)
            return
        path, _ = QFileDialog.getOpenFileName(self, "Open a model file", "", "Models (*.safetensors)")
        if path:
            self._looking.choose_source(path)
        elif self._looking.description is not None:
            self.box.setCurrentIndex(self.box.findData(self._looking.description.source))
