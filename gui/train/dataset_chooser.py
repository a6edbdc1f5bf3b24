"""DatasetChooser: a data set by its name in the catalogue, or by the file or folder that holds it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QMenu, QToolButton, QWidget

from core.train.config import fields_of
from gui.theme import CONTROL_HEIGHT
from gui.train.fields import ChoiceBox, put_value

_FILES = "Data sets (*.npz *.mat *ubyte* *.gz);;All files (*)"


class DatasetChooser(QWidget):
    """Signal chosen(str): a person chose another one."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        setting = next(setting for setting in fields_of() if setting.name == "dataset")
        self._shown = str(setting.default)
        self.box = ChoiceBox()
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.setMinimumHeight(CONTROL_HEIGHT)
        self.box.setMinimumContentsLength(8)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setToolTip(setting.meaning)
        self.box.setAccessibleName("Data set")
        self.box.setAccessibleDescription(setting.meaning)
        self.box.setEditText(self._shown)
        whole, button = with_button(self.box, "Choose a data set from the disk")
        menu = QMenu(button)
        menu.addAction("A &file…").triggered.connect(self._browse_file)
        menu.addAction("A &folder…").triggered.connect(self._browse_folder)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(whole)
        self.box.activated.connect(lambda _place: self._take())
        edit = self.box.lineEdit()
        assert isinstance(edit, QLineEdit)
        edit.editingFinished.connect(self._take)
        self.setFocusProxy(self.box)

    @property
    def dataset(self) -> str:
        """Name or path."""
        return self.box.currentText().strip()

    def show_dataset(self, dataset: str) -> None:
        """Show this one; tells nobody."""
        self._shown = dataset
        put_value(self.box, dataset)

    def offer(self, datasets: tuple[tuple[str, str], ...]) -> None:
        """Names and titles; what is chosen stays."""
        chosen = self.dataset
        blocked = self.box.blockSignals(True)
        self.box.clear()
        for place, (name, title) in enumerate(datasets):
            self.box.addItem(name, name)
            self.box.setItemData(place, title, Qt.ItemDataRole.ToolTipRole)
        self.box.blockSignals(blocked)
        put_value(self.box, chosen)

    def _take(self) -> None:
        if self.dataset and self.dataset != self._shown:
            self._shown = self.dataset
            self.chosen.emit(self._shown)

    def _browse_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "A data set", "", _FILES)
        self._take_path(path)

    def _browse_folder(self) -> None:
        self._take_path(QFileDialog.getExistingDirectory(self, "A folder with a folder of pictures per class"))

    def _take_path(self, path: str) -> None:
        if path:
            put_value(self.box, path)
            self._take()


def with_button(field: QWidget, tip: str) -> tuple[QWidget, QToolButton]:
    """A field and a small button beside it."""
    button = QToolButton()
    button.setText("…")
    button.setFixedSize(CONTROL_HEIGHT, CONTROL_HEIGHT)
    button.setAccessibleName(tip)
    button.setToolTip(tip)
    button.setStyleSheet("QToolButton::menu-indicator { image: none; }")
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    row.addWidget(field, 1)
    row.addWidget(button)
    return both, button
