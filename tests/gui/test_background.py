"""Work elsewhere, results here."""

from __future__ import annotations

import threading

import pytest

from core.errors import ExportError
from gui.background import Background

pytestmark = pytest.mark.gui


def test_the_result_comes_back_on_this_thread(qtbot):
    background, seen = Background(), []
    background.run(threading.get_ident, lambda ident: seen.append((ident, threading.get_ident())), seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    worked, told = seen[0]
    assert worked != told == threading.get_ident()


def test_an_expected_failure_is_its_sentence(qtbot):
    def work():
        raise ExportError("The disk is full; free some space.")

    background, seen = Background(), []
    background.run(work, seen.append, lambda sentence: seen.append(("failed", sentence)))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [("failed", "The disk is full; free some space.")]


def test_a_fault_of_ours_is_logged_and_told(qtbot, caplog):
    background, seen = Background(), []
    background.run(lambda: 1 / 0, seen.append, seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert "log" in seen[0]
    assert "ZeroDivisionError" in caplog.text


def test_finish_waits(qtbot):
    gate, background = threading.Event(), Background()
    background.run(lambda: gate.wait(5), lambda _: None, lambda _: None)
    gate.set()
    background.finish()
    assert not [thread for thread in threading.enumerate() if thread.name == "background work"]
