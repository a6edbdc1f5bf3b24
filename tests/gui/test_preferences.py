"""Preferences: each shown setting has a control with its bounds, and changing it holds at once."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLabel, QSpinBox, QWidget

from core.settings import Settings, load_settings, meaning
from gui.messages import Messages
from gui.preferences import Preferences, make_field
from gui.settings_store import SettingsStore

pytestmark = pytest.mark.gui


@pytest.fixture
def store(qapp):
    return SettingsStore(Messages())


@pytest.fixture
def form(qtbot, store):
    parent = QWidget()
    qtbot.addWidget(parent)
    made = Preferences(store, parent)
    yield made
    made.close()


def test_every_shown_setting_has_a_named_control_within_bounds(form):
    shown = [row.name for row in dataclasses.fields(Settings) if meaning(row.name).shown]
    assert list(form.fields) == shown
    for name, field in form.fields.items():
        about = meaning(name)
        assert field.accessibleName() == about.label
        assert field.toolTip() == about.help
        if isinstance(field, (QSpinBox, QDoubleSpinBox)):
            assert (field.minimum(), field.maximum()) == (about.low, about.high)
    assert all(label.buddy() is not None for label in form.findChildren(QLabel) if label.text())


def test_each_control_sets_its_setting_at_once(form, store):
    for name, field in form.fields.items():
        before = getattr(store.settings, name)
        if isinstance(field, QCheckBox):
            field.click()
        elif isinstance(field, QComboBox):
            field.setCurrentIndex(field.count() - 1 - field.currentIndex() or 1)
        elif isinstance(field, (QSpinBox, QDoubleSpinBox)):
            field.stepUp()
        after = getattr(store.settings, name)
        assert after != before, name
        assert type(after) is type(before), name


def test_restoring_keeps_what_is_not_shown_and_shows_the_defaults(form, store):
    store.change(recent_files=("/a.png",), text_size=40, theme="dark")
    form._restore()
    assert store.settings == Settings(recent_files=("/a.png",))
    assert form.fields["text_size"].value() == Settings().text_size
    assert form.fields["theme"].currentData() == "system"


def test_there_is_no_control_for_an_unknown_type(qapp):
    with pytest.raises(TypeError):
        make_field(meaning("theme"), None, print)


def test_the_store_writes_once_after_a_rest_and_tells_of_bad_values(qapp, qtbot):
    messages = Messages()
    told, heard = [], []
    messages.failed.connect(told.append)
    store = SettingsStore(messages)
    store.changed.connect(heard.append)
    store.change(text_size=500)
    assert "Text size must lie between 8 and 72" in told[0]
    assert heard == []
    store.change(text_size=30)
    store.change(text_size=30)
    assert len(heard) == 1
    assert load_settings() == Settings(), "not yet"
    qtbot.waitUntil(lambda: load_settings().text_size == 30)


def test_overrides_for_one_run_are_not_written(qapp):
    store = SettingsStore(Messages())
    store.override(theme="dark")
    store.flush()
    assert store.settings.theme == "dark"
    assert load_settings().theme == "system"
