"""The client with a real child process: answers, death, restart, poison, quick end."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time

import fake_engine
import numpy as np
import pytest

from core.ink import Ink, Stroke
from core.messages import (
    Cancel,
    EngineReady,
    Failed,
    ImageOpened,
    LoadModel,
    OpenImage,
    PageRead,
    Progress,
    ReadInk,
    ReadPixels,
    Stopped,
)
from gui import process
from gui.engine import Engine

pytestmark = pytest.mark.gui
STROKE = Stroke(np.ones((3, 4), np.float32))


def ink_of(count):
    return Ink((STROKE,) * count)


class Watched:
    """An engine and everything that it said."""

    def __init__(self, qtbot, target=fake_engine.TARGET):
        self.qtbot, self.engine = qtbot, Engine(target=target)
        self.events, self.states = [], []
        self.engine.event_received.connect(self.events.append)
        self.engine.state_changed.connect(lambda state, sentence: self.states.append((state, sentence)))

    def wait_for(self, kind, count=1):
        self.qtbot.waitUntil(lambda: sum(isinstance(event, kind) for event in self.events) >= count, timeout=20000)
        return [event for event in self.events if isinstance(event, kind)]

    def wait_for_state(self, state):
        self.qtbot.waitUntil(lambda: state in [name for name, _ in self.states], timeout=20000)


@pytest.fixture
def watched(qtbot):
    made = Watched(qtbot)
    made.engine.start()
    yield made
    begun = time.monotonic()
    made.engine.stop()
    assert time.monotonic() - begun < 5
    assert made.engine.process_id is None
    assert not [thread for thread in threading.enumerate() if "fake_engine" in thread.name]


def test_a_request_sent_before_the_start_is_answered(qtbot, watched):
    watched.engine.send(ReadInk(watched.engine.next_generation(), ink_of(2)))
    (read,) = watched.wait_for(PageRead)
    assert (read.generation, read.page.text) == (1, "II")
    assert watched.events[0] == EngineReady("fake-reader")
    assert watched.engine.state == "ready"
    assert watched.engine.model == "fake-reader"
    assert "fake-reader" in watched.engine.sentence


def test_a_picture_comes_across_whole(qtbot, watched):
    pixels = np.random.default_rng(1).integers(0, 256, (600, 700, 3), dtype=np.uint8)
    watched.engine.send(ReadPixels(1, pixels))
    watched.wait_for(PageRead)
    watched.engine.send(OpenImage(2, "scan.png"))
    watched.wait_for(PageRead, 2)
    (opened,) = watched.wait_for(ImageOpened)
    assert opened.pixels.shape == (60, 80, 3)
    assert (opened.pixels == 200).all()


def test_generations_rise(qtbot):
    engine = Engine(target=fake_engine.TARGET)
    assert [engine.next_generation() for _ in range(3)] == [1, 2, 3]
    engine.stop()


def test_long_work_is_announced_reported_and_cancelled(qtbot, watched):
    watched.wait_for(EngineReady)
    watched.engine.send(OpenImage(1, "slow.png"))
    watched.wait_for(Progress)
    watched.wait_for_state("busy")
    watched.engine.send(Cancel(1))
    assert watched.wait_for(Stopped) == [Stopped(1)]
    assert watched.engine.state == "ready"


def test_a_bad_file_is_one_sentence(qtbot, watched):
    watched.engine.send(OpenImage(1, "a.bad"))
    assert watched.wait_for(Failed) == [Failed(1, "This is no picture; open a PNG.")]


def test_a_killed_engine_is_started_again_and_works(qtbot, watched):
    watched.wait_for(EngineReady)
    os.kill(watched.engine.process_id, signal.SIGKILL)
    watched.wait_for_state("restarting")
    assert ("restarting", "The engine stopped and was started again.") in watched.states
    watched.engine.send(ReadInk(1, ink_of(1)))
    assert watched.wait_for(PageRead)[0].page.text == "I"


def test_a_request_under_way_is_repeated_after_a_death(qtbot, watched):
    watched.wait_for(EngineReady)
    watched.engine.send(OpenImage(1, "slow.png"))
    watched.wait_for(Progress)
    os.kill(watched.engine.process_id, signal.SIGKILL)
    watched.wait_for(ImageOpened, 2)
    watched.engine.send(Cancel(1))
    watched.wait_for(Stopped)


def test_a_poisonous_request_is_given_up_and_does_not_loop(qtbot, watched):
    watched.wait_for(EngineReady)
    watched.engine.send(OpenImage(1, "deadly.png"))
    watched.engine.send(ReadInk(2, ink_of(1)))
    failed = watched.wait_for(Failed)[0]
    assert failed.generation == 1
    assert "twice" in failed.message
    assert watched.wait_for(EngineReady, 3)
    watched.engine.send(ReadInk(3, ink_of(3)))
    qtbot.waitUntil(lambda: any(getattr(event, "generation", 0) == 3 for event in watched.events), timeout=20000)
    assert [name for name, _ in watched.states].count("restarting") == 2


def test_a_chosen_model_is_loaded_again_after_a_death(qtbot, watched):
    watched.wait_for(EngineReady)
    watched.engine.send(LoadModel(1, "models/mine.safetensors"))
    watched.wait_for(EngineReady, 2)
    os.kill(watched.engine.process_id, signal.SIGKILL)
    assert [ready.model for ready in watched.wait_for(EngineReady, 4)] == ["fake-reader", "mine", "fake-reader", "mine"]


def test_a_stuck_engine_is_ended_all_the_same(qtbot, watched):
    watched.wait_for(EngineReady)
    watched.engine.send(OpenImage(1, "stuck.png"))
    watched.wait_for(ImageOpened)  # the fixture ends it


def test_an_engine_that_does_not_heed_a_cancel_is_replaced(qtbot, watched):
    watched.wait_for(EngineReady)
    watched.engine._heed.setInterval(100)
    watched.engine.send(OpenImage(1, "stuck.png"))
    watched.wait_for(ImageOpened)
    watched.engine.send(Cancel(1))
    assert watched.wait_for(Stopped) == [Stopped(1)]
    watched.engine.send(ReadInk(2, ink_of(1)))
    assert watched.wait_for(PageRead)[0].generation == 2
    assert len(watched.wait_for(ImageOpened)) == 1


def test_a_cancel_that_comes_too_late_ends_nothing(qtbot, watched):
    watched.engine._heed.setInterval(100)
    watched.engine.send(ReadInk(1, ink_of(1)))
    watched.wait_for(PageRead)
    process_id = watched.engine.process_id
    watched.engine.send(Cancel(1))
    qtbot.wait(300)
    assert watched.engine.process_id == process_id


def test_an_engine_that_always_dies_is_given_up_until_asked_again(qtbot, monkeypatch, caplog):
    monkeypatch.setattr(process, "_PAUSES", (0.0,))
    watched = Watched(qtbot, fake_engine.DEADLY_TARGET)
    with caplog.at_level(logging.CRITICAL):
        watched.engine.start()
        watched.wait_for_state("failed")
        watched.states.clear()
        watched.engine.send(ReadInk(1, ink_of(1)))
        watched.wait_for_state("failed")
        assert watched.states[0][0] == "restarting"
        watched.engine.stop()
