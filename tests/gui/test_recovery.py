"""The last drawing: what is on disk after each change, after a crash, and what becomes of spoilt files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.ink import Ink, Stroke
from gui.read.recovery import (
    InkFileError,
    InkWriter,
    Recovery,
    ink_from_text,
    last_drawing_file,
    load_last_drawing,
    set_aside_last_drawing,
)

pytestmark = pytest.mark.gui
ROOT = Path(__file__).resolve().parents[2]


def some_ink(strokes=3, seed=0) -> Ink:
    rng = np.random.default_rng(seed)
    return Ink(
        tuple(
            Stroke(
                np.column_stack([rng.uniform(-50, 900, (5, 2)), rng.uniform(0, 1, 5), np.arange(5) / 60]), 4.0 + place
            )
            for place in range(strokes)
        )
    )


def assert_same(found: Ink, expected: Ink):
    assert len(found.strokes) == len(expected.strokes)
    for one, other in zip(found.strokes, expected.strokes, strict=True):
        assert one.width == other.width
        assert np.allclose(one.points, other.points, atol=0.006)


@pytest.fixture
def recovery(qapp):
    made = Recovery()
    yield made
    made.finish()


def test_there_and_back():
    assert_same(ink_from_text(InkWriter().text(some_ink())), some_ink())
    assert ink_from_text(InkWriter().text(Ink())) == Ink()


def test_the_writer_remembers_strokes_by_identity_and_stays_right():
    writer = InkWriter()
    ink = some_ink(4)
    for known in (
        ink,
        ink.without({1}),
        ink,
        Ink(),
        some_ink(4, seed=1),
        ink.with_stroke(some_ink(1, seed=2).strokes[0]),
    ):
        assert writer.text(known) == InkWriter().text(known)


def test_a_change_is_on_disk_soon_and_unasked(recovery, qtbot):
    recovery.keep(some_ink())
    qtbot.waitUntil(lambda: last_drawing_file().exists())
    assert_same(load_last_drawing(), some_ink())
    recovery.keep(Ink())
    qtbot.waitUntil(lambda: load_last_drawing() == Ink())


def test_drawing_without_a_pause_is_saved_meanwhile(recovery, qtbot):
    """A debounce that waits for rest would lose everything of a person who never rests."""
    for count in range(1, 60):
        recovery.keep(some_ink(count))
        qtbot.wait(10)
        if last_drawing_file().exists():
            break
    assert last_drawing_file().exists()


def test_finish_writes_what_is_left(qapp):
    recovery = Recovery()
    recovery.keep(some_ink(7))
    recovery.finish()
    assert_same(load_last_drawing(), some_ink(7))


def test_nothing_was_drawn_yet():
    assert load_last_drawing() == Ink()


GOOD = json.loads(InkWriter().text(some_ink(1)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"version": 2, "strokes": []}',
        '{"version": 1}',
        '{"version": 1, "strokes": 5}',
        '{"version": 1, "strokes": [1]}',
        '{"version": 1, "strokes": ["width"]}',
        '{"version": 1, "strokes": [{"width": 5}]}',
        '{"version": 1, "strokes": [{"width": 5, "points": []}]}',
        '{"version": 1, "strokes": [{"width": 5, "points": [[1, 2, 3]]}]}',
        '{"version": 1, "strokes": [{"width": 5, "points": [[1, 2, 3, "x"]]}]}',
        '{"version": 1, "strokes": [{"width": 5, "points": [[1, 2, 3, NaN]]}]}',
        '{"version": 1, "strokes": [{"width": 5, "points": [[1, 1e999, 1, 1]]}]}',
        '{"version": 1, "strokes": [{"width": 5, "points": [[1e30, 1, 1, 1]]}]}',
        '{"version": 1, "strokes": [{"width": 0, "points": [[1, 2, 1, 0]]}]}',
        '{"version": 1, "strokes": [{"width": true, "points": [[1, 2, 1, 0]]}]}',
        '{"version": 1, "strokes": [{"width": NaN, "points": [[1, 2, 1, 0]]}]}',
        '{"version": 1, "strokes": [{"width": 5, "points": [[1, 2, 1, 0], [1, 2]]}]}',
        "[" * 100_000,
    ],
)
def test_a_spoilt_file_is_told_in_one_sentence(text):
    with pytest.raises(InkFileError, match=r"^The .*\.$"):
        ink_from_text(text)


def test_bytes_that_are_no_text_are_told_and_set_aside():
    last_drawing_file().parent.mkdir(parents=True)
    last_drawing_file().write_bytes(b"\xff\xfe\xff")
    with pytest.raises(InkFileError):
        load_last_drawing()
    aside = set_aside_last_drawing()
    assert aside is not None
    assert aside.read_bytes() == b"\xff\xfe\xff"
    assert load_last_drawing() == Ink()


def test_a_disk_that_refuses_is_told_once(recovery, qtbot):
    last_drawing_file().parent.parent.mkdir(parents=True)
    last_drawing_file().parent.write_text("a file where the folder should be")
    told = []
    recovery.failed.connect(told.append)
    for count in (1, 2, 3):
        recovery.keep(some_ink(count))
        recovery._soon.stop()
        recovery._save()
    recovery._last.result(timeout=10)
    qtbot.waitUntil(lambda: bool(told))
    qtbot.wait(20)
    assert len(told) == 1
    assert told[0].startswith("The drawing could not be saved")


_CRASH = """
import os, sys
import numpy as np
from PySide6.QtCore import QCoreApplication, QTimer
from core.ink import Ink, Stroke
from gui.read.recovery import Recovery, last_drawing_file
app = QCoreApplication([])
recovery = Recovery()
ink = Ink(tuple(Stroke(np.array([[k, k, 1, 0], [k + 9, k, 1, 0.1]], np.float32)) for k in range(5)))
recovery.keep(ink)
def crash_once_saved():
    if last_drawing_file().exists():
        os.kill(os.getpid(), 9)
timer = QTimer(); timer.timeout.connect(crash_once_saved); timer.start(5)
app.exec()
"""


def test_a_killed_window_leaves_the_drawing(tmp_path):
    done = subprocess.run([sys.executable, "-c", _CRASH], cwd=ROOT, env=os.environ, timeout=60, check=False)
    assert done.returncode == -9
    found = load_last_drawing()
    assert [stroke.points[0, 0] for stroke in found.strokes] == [0, 1, 2, 3, 4]
