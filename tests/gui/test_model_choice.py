"""Which model reads: chosen, kept over the sessions, and given back to the shipped one."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from silent_engine import SilentEngine

from core.messages import EngineReady, Failed, LoadModel
from core.settings import Settings, load_settings, save_settings
from gui.main_window import MainWindow
from gui.messages import Messages
from gui.settings_store import SettingsStore
from gui.theme import Theme

pytestmark = pytest.mark.gui


class Desk:
    def __init__(self, qtbot):
        self.engine, messages = SilentEngine(), Messages()
        self.told, self.said = [], []
        messages.failed.connect(self.told.append)
        messages.said.connect(self.said.append)
        self.settings = SettingsStore(messages)
        self.window = MainWindow(self.settings, messages, Theme(QApplication.instance(), "light"), self.engine)
        qtbot.addWidget(self.window)

    def action(self, name):
        return self.window.actions_table.action(name)

    @property
    def loads(self):
        return [request for request in self.engine.sent if isinstance(request, LoadModel)]


@pytest.fixture
def make_desk(qtbot):
    return lambda: Desk(qtbot)


def test_a_model_of_ones_own_is_kept_and_given_back(make_desk, monkeypatch):
    desk = make_desk()
    assert not desk.action("model.shipped").isEnabled()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: ("/m/mine.safetensors", ""))
    desk.action("model.choose").trigger()
    assert [load.path for load in desk.loads] == ["/m/mine.safetensors"]
    desk.engine.event_received.emit(EngineReady("mine"))
    assert desk.said[-1].startswith("Now mine reads")
    desk.settings.flush()
    assert load_settings().model == "/m/mine.safetensors"
    desk.action("model.shipped").trigger()
    assert desk.loads[-1].path == ""
    desk.engine.event_received.emit(EngineReady("shipped"))
    assert desk.said[-1] == "Now shipped reads."
    desk.settings.flush()
    assert load_settings().model == ""
    assert not desk.action("model.shipped").isEnabled()


def test_a_model_that_is_gone_is_one_sentence_and_the_shipped_one_reads(make_desk):
    save_settings(Settings(model="/m/gone.safetensors"))
    desk = make_desk()
    assert desk.action("model.shipped").isEnabled()
    desk.engine.event_received.emit(EngineReady("shipped"))
    desk.engine.event_received.emit(Failed(desk.loads[0].generation, "The model file gone.safetensors is not there."))
    desk.engine.event_received.emit(EngineReady("shipped"))
    assert desk.told == ["The model file gone.safetensors is not there. So the shipped model reads."]
    assert desk.said == [], "the sentence that says why must stay"
    assert [load.path for load in desk.loads] == ["/m/gone.safetensors", ""]
    desk.settings.flush()
    assert load_settings().model == ""
    assert not desk.action("model.shipped").isEnabled()
