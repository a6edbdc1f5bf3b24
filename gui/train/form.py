"""TrainingForm: the fields of TrainingConfig in three groups, with presets above and one line of meaning below."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.errors import ConfigError
from core.train.config import LIVE, NUMPY_MODELS, SWITCH, Field, TrainingConfig, Value, fields_of
from core.training_events import DataDescribed
from gui.theme import CONTROL_HEIGHT, GRID, MARGIN
from gui.train.data_card import DataCard
from gui.train.dataset_chooser import DatasetChooser, with_button
from gui.train.fields import ChoiceBox, label_of, make_field, put_value, value_of
from gui.train.groups import GROUPS, shown_settings
from gui.train.presets import PRESETS, config_of

_SETTLE = 250  # milliseconds after the last change of a live setting before it is sent
_CUSTOM = "Custom"


@dataclass(frozen=True, slots=True)
class _Row:
    form: QFormLayout
    field: QWidget
    whole: QWidget  # what stands in the form: the field, perhaps with a button beside it
    setting: Field


class TrainingForm(QScrollArea):
    """Signals: dataset_changed(str); live_changed(dict) of settings that a running training can take, once settled;
    failed(str): a sentence; edited(): any change."""

    dataset_changed = Signal(str)
    live_changed = Signal(dict)
    failed = Signal(str)
    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, _Row] = {}
        self._training = False
        self._live: dict[str, Value] = {}
        self._here: frozenset[str] = frozenset()  # data sets that lie on this machine
        self._corrected = 0  # samples of the data set that the person's corrections change
        self.card = DataCard()
        self.chooser = DatasetChooser()
        self.chooser.chosen.connect(self._on_dataset)
        self.presets = ChoiceBox()
        self.hint = QLabel()
        self.more = QCheckBox("&More settings")
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE)
        self._settle.timeout.connect(self._send_live)
        self._lay_out()
        self.choose_preset(PRESETS[0].id)

    @property
    def fields(self) -> dict[str, QWidget]:
        """The control of each setting."""
        return {name: row.field for name, row in self._rows.items()}

    @property
    def dataset(self) -> str:
        """Name or path of the data set in the form."""
        return self.chooser.dataset

    def config(self) -> TrainingConfig:
        """What the form says. Raises ConfigError where the settings do not fit each other."""
        values = {name: value_of(row.field) for name, row in self._rows.items()}
        return TrainingConfig().changed(**{**values, "dataset": self.dataset})

    def set_config(self, config: TrainingConfig) -> None:
        """Show these settings."""
        before = self.dataset
        for name, row in self._rows.items():
            if name != "dataset":
                put_value(row.field, getattr(config, name))
        self.chooser.show_dataset(config.dataset)
        if self.dataset != before:
            self._corrected = 0
        self._refresh_rows()
        self._name_preset()
        if self.dataset != before:
            self.dataset_changed.emit(self.dataset)

    def set_live(self, values: dict[str, Value]) -> None:
        """Show what is in force now of the settings that a running training can take."""
        for name, value in values.items():
            put_value(self._rows[name].field, value)

    def choose_preset(self, preset: str) -> None:
        """Show the settings of a preset."""
        self.set_config(config_of(preset, self._here))

    def show_data(self, data: DataDescribed) -> None:
        """Show what the data set in the form looks like, and how many of the person's corrections apply to it."""
        before, self._corrected = self._corrected, sum(data.corrected)
        self.card.show_data(data, applied=value_of(self._rows["corrections"].field) == SWITCH[0])
        if self._corrected != before:
            self._refresh_rows()

    def set_datasets(self, datasets: tuple[tuple[str, str], ...], here: frozenset[str] = frozenset()) -> None:
        """Offer these: names and titles. here: those that lie on this machine; presets take no others."""
        self._here = here
        self.chooser.offer(datasets)

    def set_training(self, training: bool) -> None:
        """While a network trains, only what it can take is enabled."""
        self._training = training
        self._settle.stop()
        self._live = {}
        self.presets.setEnabled(not training)
        for name, row in self._rows.items():
            row.field.setEnabled(not training or name in LIVE)
        self.chooser.setEnabled(not training)

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(GRID)
        column.addLayout(self._preset_row())
        settings = {setting.name: setting for setting in fields_of()}
        for title, names in GROUPS.items():
            heading = QLabel(title)
            heading.setProperty("heading", True)
            font = heading.font()
            font.setBold(True)
            heading.setFont(font)
            column.addSpacing(4)
            column.addWidget(heading)
            column.addLayout(self._group([settings[name] for name in names]))
            if title == "Data":
                column.addWidget(self.card)
        column.addWidget(self.more)
        column.addStretch(1)
        self.more.toggled.connect(lambda _on: self._refresh_rows())
        self.setWidget(inner)
        self.setWidgetResizable(True)
        # There is no horizontal bar: narrower than this, the ends of the fields would be out of reach.
        self.setMinimumWidth(inner.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(self.Shape.NoFrame)
        self.hint.setWordWrap(True)
        self.hint.setMinimumHeight(2 * self.hint.fontMetrics().lineSpacing() + 4)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _preset_row(self) -> QFormLayout:
        for preset in PRESETS:
            self.presets.addItem(preset.title, preset.id)
            self.presets.setItemData(self.presets.count() - 1, preset.meaning, Qt.ItemDataRole.ToolTipRole)
        self.presets.addItem(_CUSTOM, "")
        self.presets.setMinimumHeight(CONTROL_HEIGHT)
        self.presets.setToolTip("Settings that work, to begin with")
        self.presets.setAccessibleName("Preset")
        self.presets.activated.connect(self._on_preset)
        form = _form()
        label = _label("&Preset")
        label.setBuddy(self.presets)
        form.addRow(label, self.presets)
        return form

    def _group(self, settings: list[Field]) -> QFormLayout:
        form = _form()
        for setting in settings:
            chooser = self.chooser if setting.name == "dataset" else None
            field = chooser.box if chooser is not None else make_field(setting, self._changer(setting))
            field.installEventFilter(self)
            label = _label(label_of(setting.name))
            label.setBuddy(field)
            label.setToolTip(setting.meaning)
            whole = chooser if chooser is not None else self._with_button(field, setting.name)
            self._rows[setting.name] = _Row(form, field, whole, setting)
            form.addRow(label, whole)
        return form

    def _with_button(self, field: QWidget, name: str) -> QWidget:
        if name != "init_from":
            return field
        whole, button = with_button(field, "Choose a model file from the disk")
        button.clicked.connect(self._browse_model)
        return whole

    def _on_dataset(self, dataset: str) -> None:
        self._corrected = 0
        self.dataset_changed.emit(dataset)
        self._on_edit()

    def _browse_model(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "A model to start from", "", "Models (*.safetensors);;All (*)")
        if path:
            put_value(self._rows["init_from"].field, path)
            self._on_edit()

    def _changer(self, setting: Field):  # type: ignore[no-untyped-def]  # noqa: ANN202  (a method of no arguments)
        return self._on_live if setting.live else self._on_edit

    def _on_live(self) -> None:
        self._on_edit()
        if self._training:
            self._settle.start()

    def _send_live(self) -> None:
        values = {name: value_of(self._rows[name].field) for name in LIVE}
        changed = {name: value for name, value in values.items() if self._live.get(name) != value}
        if changed:
            self._live |= changed
            self.live_changed.emit(changed)

    def remember_live(self, values: dict[str, Value]) -> None:
        """What the training under way uses: only what differs from it is sent."""
        self._live = dict(values)

    def _on_edit(self) -> None:
        model, backend = self._rows["model"].field, self._rows["backend"].field
        if value_of(model) not in NUMPY_MODELS and value_of(backend) == "numpy":
            put_value(backend, "torch")
        self._refresh_rows()
        self._name_preset()
        self.edited.emit()

    def _on_preset(self) -> None:
        preset = self.presets.currentData()
        if preset:
            self.choose_preset(preset)
            self.edited.emit()

    def _name_preset(self) -> None:
        """The box says which preset the settings are, if any."""
        try:
            config = self.config()
        except ConfigError:
            return
        same = [preset.id for preset in PRESETS if config_of(preset.id, self._here) == config]
        self.presets.setCurrentIndex(self.presets.findData(same[0] if same else ""))

    def _refresh_rows(self) -> None:
        """Show the rows that mean something for the choices made."""
        if len(self._rows) < sum(len(names) for names in GROUPS.values()):
            return
        values = {name: value_of(row.field) for name, row in self._rows.items()}
        shown = shown_settings(values, more=self.more.isChecked(), corrected=self._corrected)
        for name, row in self._rows.items():
            row.form.setRowVisible(row.whole, name in shown)
        switch = self._rows["corrections"].field
        assert isinstance(switch, QCheckBox)
        switch.setText(f"Apply my {self._corrected}" if self._corrected else "Apply mine")
        self.card.apply(applied=switch.isChecked())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.Enter):
            row = next((row for row in self._rows.values() if row.field is watched), None)
            if row is not None:
                self.hint.setText(f"{label_of(row.setting.name)}: {row.setting.meaning}")
        return super().eventFilter(watched, event)


@lru_cache(maxsize=4)
def _widest(font: str) -> int:
    """Pixels of the longest label in this font (QFont.toString); measured once, for it is asked for every label."""
    drawn = QFont()
    drawn.fromString(font)
    measure = QFontMetrics(drawn).horizontalAdvance
    return max(measure(label_of(setting.name)) for setting in fields_of())


def _label(text: str) -> QLabel:
    """As high as its field, and as wide as the longest, so that the fields of all groups stand in one column."""
    label = QLabel(text)
    label.setMinimumHeight(CONTROL_HEIGHT)
    label.setFixedWidth(_widest(label.font().toString()) + 4)
    return label


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(GRID)
    form.setVerticalSpacing(4)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form
