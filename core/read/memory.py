"""What was worked out for a line, kept for when the same line is read again: a drawing grows stroke by stroke."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_Value = TypeVar("_Value")


class Memory(Generic[_Value]):
    """The values of the last keys asked for, at most so many."""

    def __init__(self, most: int) -> None:
        """most: how many values are kept; the one that was not asked for longest goes first."""
        self._most = most
        self._values: OrderedDict[Hashable, _Value] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def recall(self, key: Hashable, make: Callable[[], _Value]) -> _Value:
        """The value of this key; made and kept where it is not known. What make raises is raised, and nothing kept."""
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key]
        value = make()
        self._values[key] = value
        if len(self._values) > self._most:
            self._values.popitem(last=False)
        return value

    def clear(self) -> None:
        """Forget all."""
        self._values.clear()
