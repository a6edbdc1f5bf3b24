"""The memory of lines: what is known is not made again, and the oldest goes first."""

from __future__ import annotations

import pytest

from core.read.memory import Memory


def test_a_known_value_is_not_made_again() -> None:
    memory: Memory[int] = Memory(3)
    assert memory.recall("a", lambda: 1) == 1
    assert memory.recall("a", lambda: 2) == 1


def test_the_one_not_asked_for_longest_goes_first() -> None:
    memory: Memory[str] = Memory(2)
    memory.recall("a", lambda: "old")
    memory.recall("b", lambda: "old")
    memory.recall("a", lambda: "new")
    memory.recall("c", lambda: "old")
    assert len(memory) == 2
    assert memory.recall("a", lambda: "new") == "old"
    assert memory.recall("b", lambda: "new") == "new"


def test_a_failure_is_not_kept() -> None:
    memory: Memory[int] = Memory(2)

    def fail() -> int:
        raise ValueError

    with pytest.raises(ValueError):
        memory.recall("a", fail)
    assert memory.recall("a", lambda: 5) == 5


def test_clearing_forgets() -> None:
    memory: Memory[int] = Memory(2)
    memory.recall("a", lambda: 1)
    memory.clear()
    assert memory.recall("a", lambda: 2) == 2
