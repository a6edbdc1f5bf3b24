"""Preferences: a form made from the fields of Settings. What is set holds at once; there is nothing to confirm."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.settings import Meaning, Settings, meaning
from gui.settings_store import SettingsStore
from gui.theme import CONTROL_HEIGHT, GRID, MARGIN, give_air

_FIELD_WIDTH = 160
_SPOKEN = {"system": "as the system says", "auto": "automatic", "all": "all characters"}


class Preferences(QDialog):
    """Shows the settings in force and sets them as they are changed."""

    def __init__(self, store: SettingsStore, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Preferences")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._store = store
        self.fields: dict[str, QWidget] = {}
        form = QFormLayout()
        form.setHorizontalSpacing(MARGIN)
        form.setVerticalSpacing(GRID)
        for row in dataclasses.fields(Settings):
            about = meaning(row.name)
            if about.shown:
                self._add(form, row.name, about)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.RestoreDefaults | QDialogButtonBox.StandardButton.Close
        )
        buttons.rejected.connect(self.close)
        restore = buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
        restore.setText("&Restore defaults")
        restore.clicked.connect(self._restore)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(MARGIN)
        column.addLayout(form)
        column.addWidget(buttons)

    def _add(self, form: QFormLayout, name: str, about: Meaning) -> None:
        field = make_field(
            about, getattr(self._store.settings, name), lambda value: self._store.change(**{name: value})
        )
        field.setMinimumHeight(CONTROL_HEIGHT)
        field.setMinimumWidth(_FIELD_WIDTH)
        field.setToolTip(about.help)
        field.setAccessibleName(about.label)
        field.setAccessibleDescription(about.help)
        self.fields[name] = field
        label = QLabel(about.label)
        label.setBuddy(field)
        label.setMinimumHeight(CONTROL_HEIGHT)  # so that it stands beside the middle of its field
        label.setToolTip(about.help)
        form.addRow(label, field)

    def _restore(self) -> None:
        """Defaults for all that is shown; recent files and the model stay."""
        kept = {
            row.name: getattr(self._store.settings, row.name)
            for row in dataclasses.fields(Settings)
            if not meaning(row.name).shown
        }
        self._store.put(Settings(**kept))
        for name, field in self.fields.items():
            show_value(field, getattr(self._store.settings, name))


def make_field(about: Meaning, value: object, changed: Callable[[object], None]) -> QWidget:
    """The control that fits a field: choices, a check box, whole or broken numbers with unit and bounds."""
    if isinstance(value, bool):
        return _check_box(value, changed)
    if isinstance(value, str):
        return _choices(about, value, changed)
    if isinstance(value, int):
        return _whole(about, value, changed)
    if isinstance(value, float):
        return _broken(about, value, changed)
    raise TypeError(f"there is no control for {value!r}")


def show_value(field: QWidget, value: object) -> None:
    """Show a value of the right type in a control that make_field made."""
    if isinstance(field, QCheckBox):
        field.setChecked(bool(value))
    elif isinstance(field, QComboBox):
        field.setCurrentIndex(field.findData(value))
    elif isinstance(field, (QSpinBox, QDoubleSpinBox)):
        field.setProperty("value", value)


def _check_box(value: bool, changed: Callable[[object], None]) -> QWidget:
    box = QCheckBox()
    box.setChecked(value)
    box.toggled.connect(changed)
    return box


def _choices(about: Meaning, value: str, changed: Callable[[object], None]) -> QWidget:
    box = QComboBox()
    for choice in about.choices:
        box.addItem(_SPOKEN.get(choice, choice), choice)
    box.setCurrentIndex(box.findData(value))
    box.currentIndexChanged.connect(lambda _place: changed(box.currentData()))
    return box


def _whole(about: Meaning, value: int, changed: Callable[[object], None]) -> QWidget:
    box = QSpinBox()
    give_air(box)
    box.setRange(int(about.low or 0), int(about.high or 0))
    box.setSingleStep(int(about.step))
    box.setSuffix(f" {about.unit}" if about.unit else "")
    box.setValue(value)
    box.valueChanged.connect(changed)
    return box


def _broken(about: Meaning, value: float, changed: Callable[[object], None]) -> QWidget:
    box = QDoubleSpinBox()
    give_air(box)
    box.setRange(about.low or 0.0, about.high or 0.0)
    box.setSingleStep(about.step)
    box.setDecimals(0 if about.step >= 1 else 2)
    box.setSuffix(f" {about.unit}" if about.unit else "")
    box.setValue(value)
    box.valueChanged.connect(changed)
    return box
