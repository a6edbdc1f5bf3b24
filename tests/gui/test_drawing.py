"""Drawing: every edit is a command, and undo and redo lead through the same inks again."""

from __future__ import annotations

import numpy as np
import pytest

from core.ink import Ink, Stroke

pytestmark = pytest.mark.gui


def stroke(place: float) -> Stroke:
    return Stroke(np.array([[place, 0, 1, 0], [place, 20, 1, 0.1]], np.float32))


def test_a_stroke_is_one_step(drawing, stack):
    seen = []
    drawing.changed.connect(seen.append)
    drawing.add_stroke(stroke(1))
    assert len(drawing.ink.strokes) == 1
    assert stack.undoText() == "stroke"
    stack.undo()
    assert drawing.ink == Ink()
    assert [len(ink.strokes) for ink in seen] == [1, 0]


def test_a_long_way_back_and_forth_gives_the_same_inks(drawing, stack):
    rng = np.random.default_rng(5)
    inks = [drawing.ink]
    for number in range(300):
        deed = rng.integers(10)
        if deed < 7:
            drawing.add_stroke(stroke(number))
        elif deed < 9:
            drawing.erase(frozenset({int(rng.integers(max(len(drawing.ink.strokes), 1)))}))
        else:
            drawing.clear()
        if drawing.ink != inks[-1]:
            inks.append(drawing.ink)
    assert stack.count() == len(inks) - 1 > 200, "nothing is forgotten"
    back = [drawing.ink]
    while stack.canUndo():
        stack.undo()
        back.append(drawing.ink)
    assert back == inks[::-1]
    forth = [drawing.ink]
    while stack.canRedo():
        stack.redo()
        forth.append(drawing.ink)
    assert forth == inks


def test_clearing_can_be_undone(drawing, stack):
    drawing.add_stroke(stroke(1))
    drawing.add_stroke(stroke(2))
    before = drawing.ink
    drawing.clear()
    assert not drawing.ink
    stack.undo()
    assert drawing.ink == before


def test_what_changes_nothing_is_no_step(drawing, stack):
    drawing.clear()
    drawing.erase(frozenset())
    drawing.erase(frozenset({0, 7, -1}))
    assert stack.count() == 0
    drawing.add_stroke(stroke(1))
    drawing.erase(frozenset({-1, 5}))
    assert stack.count() == 1


def test_a_restored_drawing_cannot_be_undone_away(drawing, stack):
    drawing.restore(Ink((stroke(1),)))
    assert drawing.ink
    assert not stack.canUndo()
