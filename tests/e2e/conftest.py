"""Desk: the real window, its rooms and its real processes, as a person has them before them. Shared by a file's tests
where they can take turns (desk), or made for one test alone (desk_of)."""

from __future__ import annotations

import contextlib
import os
import signal
import time

import pytest
from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QToolButton

from core.train.runs import RunsFolder
from core.training_messages import IDLE
from gui.app import make_app, make_window
from gui.arguments import parse
from gui.messages import Messages

PATIENCE = 120.0  # seconds: a busy machine is not a fault
_LOOK_AGAIN = 5  # milliseconds
_FOLDERS = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")


class Desk:
    """told: sentences of failure; said: other sentences; states and events: of the process that reads.

    Wait only for what stays once it is there: a state that passes may have passed before anyone looks.
    """

    def __init__(self, folder, *arguments):
        app = make_app()
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder / "qsettings"))
        self.told, self.said, self.states, self.events = [], [], [], []
        self.messages = Messages()
        self.messages.failed.connect(self.told.append)
        self.messages.said.connect(self.said.append)
        self.window = make_window(app, self.messages, parse(list(arguments)))
        context = self.window.context
        self.engine, self.training = context.engine, context.training
        self.selection, self.looking = context.selection, context.looking
        self.engine.state_changed.connect(lambda state, sentence: self.states.append((state, sentence)))
        self.engine.event_received.connect(self.events.append)
        self.runs = RunsFolder()
        self.window.resize(1280, 820)
        self.window.show()

    # ------------------------------------------------------------------ waiting

    def wait(self, condition, what="what was expected"):
        """Run the event loop until it holds."""
        end, loop, timer = time.monotonic() + PATIENCE, QEventLoop(), QTimer(interval=_LOOK_AGAIN)
        timer.timeout.connect(lambda: loop.quit() if condition() or time.monotonic() > end else None)
        timer.start()
        loop.exec()
        timer.stop()
        if not condition():
            pytest.fail(f"waited in vain for {what}; told: {self.told}, training {self.training.training}")

    def answered(self):
        """Until the process that looks inside has no question left, nor a view one to ask."""
        QApplication.processEvents()
        self.wait(lambda: not self.looking.inspector.is_busy, "answers")

    def ready(self):
        """Until the reading process reads."""
        self.wait(lambda: self.engine.state == "ready", "the engine")

    @contextlib.contextmanager
    def held(self, pid):
        """A process does nothing meanwhile, so that it cannot be quicker than we are."""
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    # ------------------------------------------------------------------ the hand

    def press(self, name):
        """Click the button of an action: the one that can be seen."""
        action = self.window.actions_table.action(name)
        buttons = [button for button in self.window.findChildren(QToolButton) if button.defaultAction() is action]
        [button] = [button for button in buttons if button.isVisible()]
        assert button.isEnabled(), name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def choose(self, name):
        """Choose an action in its menu, or by its shortcut."""
        action = self.window.actions_table.action(name)
        assert action.isEnabled(), name
        action.trigger()

    def save(self, press, path):
        """Press a button that asks for a file's name, and give it this one."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), f"One (*{path.suffix})"))
            press()

    # ------------------------------------------------------------------ the rooms

    def room(self, name):
        """Go there by the rail; returns the workspace."""
        self.press(f"workspace.{name}")
        return self.window.workspace

    @property
    def read(self):
        return self.window._rooms["read"]

    @property
    def canvas(self):
        return self.read.canvas

    def text(self):
        return self.read.result.text.toPlainText()

    def wait_for_text(self, text):
        try:
            self.wait(lambda: self.text() == text)
        except pytest.fail.Exception:
            pytest.fail(f"expected {text!r}, the window shows {self.text()!r}; told: {self.told}")

    @property
    def train(self):
        return self.window._rooms["train"]

    @property
    def controller(self):
        return self.train.controller

    @property
    def step(self):
        """Of the run that trains, or else the chosen one."""
        run = self.controller.run or self.selection.run
        return self.controller.curves[run].step if run in self.controller.curves else 0

    def config(self, **values):
        """Put these settings into the form."""
        self.train.form.set_config(self.train.form.config().changed(**values))

    def idle(self):
        """Until nothing is trained; after a start, as the press itself makes it busy."""
        self.wait(lambda: self.controller.state == IDLE, "the end of training")

    def close(self):
        if "train" in self.window._rooms and self.controller.busy:
            self.controller.abandon()
        self.window.close()
        for process in (self.engine, self.training, self.looking.inspector):
            assert process.process_id is None
        self.window.deleteLater()
        QApplication.sendPostedEvents(self.window)


@pytest.fixture(scope="module")
def module_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(autouse=True)
def _own_folders(request, tmp_path, monkeypatch):
    """In place of the one for all tests: the tests that share a desk share its folders."""
    shared = "desk" in request.fixturenames
    _set_folders(monkeypatch, request.getfixturevalue("module_folder") if shared else tmp_path)


@pytest.fixture(scope="module")
def shared_desk(qapp, module_folder, request):
    with pytest.MonkeyPatch.context() as patch:
        _set_folders(patch, module_folder)
        made = Desk(module_folder, "--workspace", getattr(request.module, "ROOM", "read"))
        yield made
        made.close()


@pytest.fixture
def desk(shared_desk):
    """The one of the file's tests, with nothing told yet."""
    for heard in (shared_desk.told, shared_desk.said, shared_desk.states, shared_desk.events):
        heard.clear()
    return shared_desk


@pytest.fixture
def desk_of(qapp, tmp_path):
    """Makes desks for this test alone, with these arguments of the command line."""
    desks = []

    def make(*arguments):
        desks.append(Desk(tmp_path, *arguments))
        return desks[-1]

    yield make
    for made in desks:
        made.close()


def _set_folders(patch, folder):
    for name in _FOLDERS:
        patch.setenv(name, str(folder / name.lower()))
