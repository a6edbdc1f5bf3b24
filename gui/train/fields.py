"""The control that fits a training setting, made from core.train.config.Field: its kind, bounds and choices."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox, QWidget

from core.train.config import SWITCH, Field, Value
from gui.theme import CONTROL_HEIGHT, give_air

_LADDER = (1.0, 2.0, 5.0)
_LINEAR_STEP = 0.05
_SPOKEN = {
    "fc": "fully connected",
    "lenet": "LeNet",
    "reader": "the reader's",
    "small_cnn": "small convolutional",
    "squeezenet1_0": "SqueezeNet 1.0",
    "squeezenet1_1": "SqueezeNet 1.1",
    "numpy": "numpy, written out",
    "relu": "ReLU",
    "leaky_relu": "leaky ReLU",
    "sgd": "plain gradient",
    "adam": "Adam",
    "cpu": "processor",
    "cuda": "CUDA",
    "mps": "Apple",
    "auto": "automatic",
    "xavier": "Xavier",
    "he": "He",
}


class NumberBox(QDoubleSpinBox):
    """A number over many powers of ten: written as short as it goes, stepped 1, 2, 5, 10; shares by 0.05."""

    def __init__(self, low: float, high: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_air(self)
        self.setDecimals(12)
        self.setRange(low, high)
        self.setKeyboardTracking(False)

    def textFromValue(self, value: float) -> str:
        return f"{value:g}"

    def valueFromText(self, text: str) -> float:
        try:
            return float(text.replace(",", "."))
        except ValueError:
            return self.value()

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            state = QValidator.State.Intermediate if set(text.lower()) <= set("0123456789.,e+-") else _INVALID
            return state, text, place
        inside = self.minimum() <= value <= self.maximum()
        return (QValidator.State.Acceptable if inside else QValidator.State.Intermediate), text, place

    def stepBy(self, steps: int) -> None:
        if self.maximum() <= 1.0 and self.minimum() == 0.0:
            self.setValue(round(self.value() + steps * _LINEAR_STEP, 6))
            return
        for _ in range(abs(steps)):
            self.setValue(_up(self.value()) if steps > 0 else _down(self.value(), self.minimum()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        _only_with_focus(self, event, super().wheelEvent)


class WholeBox(QSpinBox):
    """A whole number; the wheel changes it only while it has the focus, so that scrolling a form changes nothing."""

    def __init__(self, low: int, high: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_air(self)
        self.setRange(low, high)
        self.setKeyboardTracking(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        _only_with_focus(self, event, super().wheelEvent)


class ChoiceBox(QComboBox):
    """One of several; the wheel as in WholeBox. As narrow as its place: a long choice is elided, its tip says it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def wheelEvent(self, event: QWheelEvent) -> None:
        _only_with_focus(self, event, super().wheelEvent)


class SizesEdit(QLineEdit):
    """Whole numbers with commas between, such as "64, 32"; nothing for none."""

    changed = Signal()

    def __init__(self, low: int, high: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._low, self._high = low, high
        self._sizes: tuple[int, ...] = ()
        self.editingFinished.connect(self._take)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The last sound value."""
        return self._sizes

    def set_sizes(self, sizes: tuple[int, ...]) -> None:
        """Show these."""
        self._sizes = sizes
        self.setText(", ".join(str(size) for size in sizes))

    def _take(self) -> None:
        before = self._sizes
        try:
            sizes = tuple(int(part) for part in self.text().replace(";", ",").split(",") if part.strip())
            sound = all(self._low <= size <= self._high for size in sizes) and len(sizes) <= 32
        except ValueError:
            sound = False
        self.set_sizes(sizes if sound else before)
        if self._sizes != before:
            self.changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._take()
        super().focusOutEvent(event)


def make_field(field: Field, changed: Callable[[], object]) -> QWidget:
    """The control of a setting, its default in it; changed is called after each change."""
    made = _make(field, changed)
    made.setMinimumHeight(CONTROL_HEIGHT)
    made.setToolTip(field.meaning)
    made.setAccessibleName(label_of(field.name))
    made.setAccessibleDescription(field.meaning)
    put_value(made, field.default)
    return made


def label_of(name: str) -> str:
    """ "learning_rate" -> "Learning rate"."""
    return {
        "dataset": "Data set",
        "ema": "Mean of weights",
        "init_from": "Start from",
        "clip_norm": "Largest gradient",
    }.get(name, name.replace("_", " ").capitalize())


def value_of(field: QWidget) -> Value:
    """What a control of make_field holds."""
    if isinstance(field, QComboBox):
        chosen = field.currentData()
        return chosen if isinstance(chosen, str) and not field.isEditable() else field.currentText().strip()
    if isinstance(field, QCheckBox):
        return SWITCH[not field.isChecked()]
    if isinstance(field, SizesEdit):
        return field.sizes
    if isinstance(field, QLineEdit):
        return field.text().strip()
    assert isinstance(field, QSpinBox | QDoubleSpinBox)
    return field.value()


def put_value(field: QWidget, value: Value) -> None:
    """Show a value in a control of make_field; tells nobody."""
    blocked = field.blockSignals(True)
    if isinstance(field, QComboBox):
        place = field.findData(value)
        if place >= 0:
            field.setCurrentIndex(place)
        elif field.isEditable():
            field.setEditText(str(value))
    elif isinstance(field, QCheckBox):
        field.setChecked(value == SWITCH[0])
    elif isinstance(field, SizesEdit):
        assert isinstance(value, tuple)
        field.set_sizes(value)
    elif isinstance(field, QLineEdit):
        field.setText(str(value))
    else:
        field.setProperty("value", value)
    field.blockSignals(blocked)


def _make(field: Field, changed: Callable[[], object]) -> QWidget:
    low, high = field.low or 0, field.high or 0
    if field.choices == SWITCH:
        switch = QCheckBox()
        switch.toggled.connect(lambda _on: changed())
        return switch
    if field.choices:
        box = ChoiceBox()
        for choice in field.choices:
            box.addItem(_SPOKEN.get(choice, choice), choice)
        box.currentIndexChanged.connect(lambda _place: changed())
        return box
    if field.kind == "whole":
        whole = WholeBox(int(low), int(high))
        whole.valueChanged.connect(lambda _value: changed())
        return whole
    if field.kind == "number":
        number = NumberBox(low, high)
        number.valueChanged.connect(lambda _value: changed())
        return number
    if field.kind == "sizes":
        sizes = SizesEdit(int(low), int(high))
        sizes.changed.connect(lambda: changed())
        return sizes
    text = QLineEdit()
    text.editingFinished.connect(lambda: changed())
    return text


_INVALID = QValidator.State.Invalid


def _only_with_focus(box: QWidget, event: QWheelEvent, deed: Callable[[QWheelEvent], None]) -> None:
    if box.hasFocus():
        deed(event)
    else:
        event.ignore()


def _up(value: float) -> float:
    """The next of 1, 2, 5, 10... above."""
    if value <= 0:
        return 1e-4
    power = 10.0 ** math.floor(math.log10(value) + 1e-9)
    rungs = [factor * power for factor in (*_LADDER, 10.0)]
    return float(f"{next(rung for rung in rungs if rung > value * (1 + 1e-9)):.6g}")


def _down(value: float, least: float) -> float:
    """The next of 1, 2, 5, 10... below; 0 below 1e-6 where 0 is allowed."""
    if value <= 1e-6:
        return least
    power = 10.0 ** math.floor(math.log10(value) + 1e-9)
    rungs = [factor * power for factor in (0.5, *_LADDER)]
    return float(f"{max(rung for rung in rungs if rung < value * (1 - 1e-9)):.6g}")
