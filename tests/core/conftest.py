"""The engines' loops at the end of a pipe, and a trained run to look into, for the tests that ask for them."""

from __future__ import annotations

import pytest
from service_desk import Desk, FakeTools
from toy_run import toy
from training_window import Window

from core.data import catalogue
from core.inspection.answer import Inspection
from core.messages import Shutdown
from core.train.config import TrainingConfig
from core.train.engine import train
from core.train.runs import RunsFolder
from core.training_events import (
    RunsListed,
    TrainingReady,
)


@pytest.fixture
def window(tmp_path):
    made = Window(tmp_path)
    made.until(TrainingReady)
    made.until(RunsListed)
    yield made
    made.send(Shutdown())
    made.thread.join(10)
    assert not made.thread.is_alive()


@pytest.fixture
def data(monkeypatch):
    made = toy()
    monkeypatch.setattr(catalogue, "load", lambda name, seed=0: made)
    return made


@pytest.fixture(scope="session")  # trained once for all files that look into it: they leave it as they found it
def runs(tmp_path_factory):
    runs = RunsFolder(tmp_path_factory.mktemp("runs"))
    config = TrainingConfig(dataset="toy", epochs=3, learning_rate=0.5, hidden=(9,), activation="tanh")
    list(train(config, toy(), run=runs.create(config, name="toy")))
    return runs


@pytest.fixture
def inspection(data, runs):
    return Inspection(runs)


@pytest.fixture
def desk_of():
    desks = []

    def make(**options):
        tools = FakeTools(**options)
        desks.append(Desk(tools))
        return desks[-1], tools

    yield make
    for desk in desks:
        desk.close()
