"""The form made from TrainingConfig's fields: what one sets is what is trained."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from core.errors import ConfigError
from core.train.config import LIVE, TrainingConfig, fields_of
from core.training_events import DataDescribed
from gui.theme import DARK, LIGHT, palette_of
from gui.train.data_card import SampleSheet
from gui.train.fields import NumberBox, SizesEdit, make_field, put_value, value_of
from gui.train.form import TrainingForm
from gui.train.groups import GROUPS
from gui.train.presets import PRESETS, config_of

pytestmark = pytest.mark.gui


@pytest.fixture
def form(qtbot):
    made = TrainingForm()
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_setting_has_a_control_with_its_bounds_and_meaning(form):
    assert set(form.fields) == {setting.name for setting in fields_of()}
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(form.fields)
    for setting in fields_of():
        field = form.fields[setting.name]
        assert field.toolTip() == setting.meaning
        assert field.accessibleName()
        if setting.kind in ("whole", "number"):
            assert (field.minimum(), field.maximum()) == (setting.low, setting.high)


@pytest.mark.parametrize("preset", [preset.id for preset in PRESETS])
def test_a_preset_is_shown_named_and_given_back_unchanged(form, preset):
    form.presets.setCurrentIndex(form.presets.findData(preset))
    form.presets.activated.emit(form.presets.currentIndex())
    assert form.config() == config_of(preset)
    assert form.presets.currentData() == preset


def test_all_values_survive_the_form(form):
    config = TrainingConfig(
        dataset="/somewhere/letters.npz", corrections="off", model="lenet", backend="torch", hidden=(300, 7),
        activation="tanh", initializer="he", optimizer="momentum", learning_rate=3.7e-5, schedule="step", step_every=3,
        step_factor=0.25, momentum=0.85, weight_decay=1e-6, dropout=0.35, batch_size=77, epochs=123, seed=99,
        augment="strong", label_smoothing=0.07, class_weights="balanced", ema=0.9995, patience=9, watch="loss",
        clip_norm=2.5, init_from="/a/b.safetensors", rehearse="on", freeze="features", threads=2, device="cpu",
        precision="float32", measure_every=33,
    )  # fmt: skip
    unchanged = [name for name, (a, b) in TrainingConfig().differences(config).items() if a == b]
    assert unchanged == []
    assert len(TrainingConfig().differences(config)) == len(dataclasses.fields(TrainingConfig))
    form.set_config(config)
    assert form.config() == config
    assert form.presets.currentText() == "Custom"


def test_a_model_that_numpy_lacks_chooses_torch(form):
    form.fields["model"].setCurrentIndex(form.fields["model"].findData("squeezenet1_1"))
    assert form.config().backend == "torch"


def test_settings_that_mean_nothing_are_not_shown(form):
    def shown(name):
        return form.fields[name].isVisibleTo(form)

    form.choose_preset("homework")
    assert shown("hidden")
    assert not shown("momentum")
    assert not shown("step_every")
    assert not shown("ema")
    form.set_config(form.config().changed(optimizer="momentum", schedule="step", model="reader"))
    assert shown("momentum")
    assert shown("step_every")
    assert not shown("hidden")
    QTest.keyClick(form.more, Qt.Key.Key_Space)
    assert shown("ema")


def test_while_training_only_what_it_can_take_is_enabled_and_sent(form, qtbot):
    form.set_training(True)
    assert {name for name, field in form.fields.items() if field.isEnabled()} == set(LIVE)
    form.remember_live({name: getattr(form.config(), name) for name in LIVE})
    with qtbot.waitSignal(form.live_changed) as sent:
        rate = form.fields["learning_rate"]
        rate.setFocus()
        rate.lineEdit().selectAll()
        QTest.keyClicks(rate, "0.005")
        QTest.keyClick(rate, Qt.Key.Key_Return)
    assert sent.args == [{"learning_rate": 0.005}]
    form.set_training(False)
    with qtbot.assertNotEmitted(form.live_changed, wait=400):
        form.fields["dropout"].setValue(0.5)


def test_another_data_set_is_told_once(form, qtbot):
    form.set_datasets((("synthetic", "capitals"), ("mnist", "digits")))
    assert form.dataset == "synthetic"
    with qtbot.waitSignal(form.dataset_changed) as told:
        form.chooser.box.setEditText("mnist")
        QTest.keyClick(form.chooser.box.lineEdit(), Qt.Key.Key_Return)
    assert told.args == ["mnist"]
    with qtbot.assertNotEmitted(form.dataset_changed):
        QTest.keyClick(form.chooser.box.lineEdit(), Qt.Key.Key_Return)


def test_a_bad_data_set_name_is_no_crash(form):
    form.chooser.box.setEditText("x" * 5000)
    with pytest.raises(ConfigError):
        form.config()


@pytest.mark.parametrize(
    ("value", "up", "down"), [(0.01, 0.02, 0.005), (0.3, 0.5, 0.2), (1.0, 2.0, 0.5), (5e-4, 1e-3, 2e-4)]
)
def test_a_number_is_stepped_by_one_two_five(qtbot, value, up, down):
    box = NumberBox(1e-7, 100.0)
    qtbot.addWidget(box)
    box.setValue(value)
    box.stepBy(1)
    assert box.value() == pytest.approx(up)
    box.setValue(value)
    box.stepBy(-1)
    assert box.value() == pytest.approx(down)
    for _ in range(60):
        box.stepBy(-1)
    assert box.value() == 1e-7


def test_a_number_is_written_as_short_as_it_goes(qtbot):
    box = NumberBox(0.0, 100.0)
    qtbot.addWidget(box)
    for value, text in ((1e-5, "1e-05"), (0.32, "0.32"), (12.0, "12")):
        box.setValue(value)
        assert box.text() == text


def test_sizes_are_read_with_commas_and_nonsense_is_put_back(qtbot):
    edit = SizesEdit(1, 4096)
    qtbot.addWidget(edit)
    edit.show()
    for typed, sizes in (("64, 32", (64, 32)), ("", ()), ("128;7", (128, 7)), ("a, b", (128, 7)), ("0", (128, 7))):
        edit.selectAll()
        edit.setText(typed)
        QTest.keyClick(edit, Qt.Key.Key_Return)
        assert edit.sizes == sizes


@pytest.mark.parametrize("setting", fields_of(), ids=lambda setting: setting.name)
def test_each_control_holds_its_default(qtbot, setting):
    field = make_field(setting, lambda: None)
    qtbot.addWidget(field)
    assert value_of(field) == setting.default
    put_value(field, setting.default)
    assert value_of(field) == setting.default


def described_with(corrected, dataset="synthetic"):
    return DataDescribed(dataset, np.zeros((2, 8, 8), np.uint8), ("A", "B"), np.array([3, 4]), (4, 2, 1),
                         corrected=corrected)  # fmt: skip


def test_corrections_are_told_and_can_be_left_aside(form):
    switch = form.fields["corrections"]
    form.show_data(described_with((0, 0)))
    assert not switch.isVisible()
    form.show_data(described_with((10, 2)))
    assert switch.isVisible()
    assert switch.text() == "Apply my 12"
    assert "12 corrections apply (10 relabelled, 2 left out)" in form.card.sentence.text()
    switch.click()
    assert form.config().corrections == "off"
    assert "12 corrections of yours are not applied." in form.card.sentence.text()
    switch.click()
    assert form.config().corrections == "on"
    form.set_config(TrainingConfig(dataset="synthetic-digits"))
    assert not switch.isVisible(), "another data set has other corrections"


def test_one_correction_is_told_in_the_singular(form):
    form.show_data(described_with((0, 1)))
    assert "1 correction applies (1 left out), to learn from, to choose by and to test" in form.card.sentence.text()


def test_presets_take_no_data_set_that_is_not_here(form):
    form.set_datasets((("nist36", "not fetched"), ("synthetic", "drawn")), frozenset(("synthetic",)))
    form.choose_preset("homework")
    assert form.dataset == "synthetic"
    assert form.presets.currentData() == "homework"
    form.set_datasets((("nist36", "here"), ("synthetic", "drawn")), frozenset(("nist36", "synthetic")))
    form.choose_preset("homework")
    assert form.dataset == "nist36"


def test_samples_are_drawn_in_the_colours_of_the_present_theme(qtbot):
    around = QWidget()
    qtbot.addWidget(around)
    sheet = SampleSheet(around)
    sheet.resize(60, 30)
    sheet.show_samples(np.zeros((1, 8, 8), np.uint8))
    for colours in (LIGHT, DARK, LIGHT):
        for widget in (around, sheet):  # under a style sheet, as another test may leave it, none is handed on
            widget.setPalette(palette_of(colours))
        assert sheet.grab().toImage().pixelColor(5, 5).name().upper() == colours.paper.upper()
