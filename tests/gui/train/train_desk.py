"""The Train workspace in a window, on engines that say only what a test says."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMainWindow
from silent_training import SilentTraining

from core.train.records import EpochRecord
from core.training_events import (
    Batches,
    RecordsArrived,
)
from gui.actions import ActionTable
from gui.messages import Messages
from gui.settings_store import SettingsStore
from gui.train.workspace import TrainWorkspace


class Reading(SilentTraining):
    """The reading engine, as far as the Train workspace knows it."""

    def next_generation(self):
        return 7


class Desk:
    def __init__(self, qtbot, tmp_path):
        from gui.context import Context

        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "qsettings"))
        self.owner = QMainWindow()
        self.told, self.said = [], []
        messages = Messages()
        messages.failed.connect(self.told.append)
        messages.said.connect(self.said.append)
        self.training, self.reading = SilentTraining(), Reading()
        actions = ActionTable(self.owner)
        self.context = Context(SettingsStore(messages), messages, actions, self.reading, training=self.training)
        self.room = TrainWorkspace(self.context)
        self.owner.setCentralWidget(self.room)
        qtbot.addWidget(self.owner)
        self.owner.resize(1200, 800)
        self.owner.show()
        self.room.activate()
        self.qtbot = qtbot

    def press(self, name):
        action = self.context.actions.action(name)
        assert action.isEnabled(), f"{name} is disabled"
        action.trigger()

    @property
    def last(self):
        return self.training.sent[-1]

    def train(self, info, batches=40):
        """A run with some records."""
        self.training.begin(info)
        step = np.arange(1, batches + 1)
        self.training.say(
            RecordsArrived(
                info.id,
                Batches(step, step // 10, 3 / step, step / 100, np.full(batches, 0.1), ("fc1", "fc2"), step[::20],
                        np.ones((len(step[::20]), 2)), np.ones((len(step[::20]), 2)) / 1000),
                tuple(EpochRecord(n, 10 * n, 1.0, 0.5, 2.0 / (n + 1), n / 10, 0.1, {"act1": 0.25}, best=True)
                      for n in range(batches // 10 + 1)),
            )
        )  # fmt: skip

    def settle(self):
        self.qtbot.waitUntil(lambda: self.room.board.settled, timeout=10_000)
