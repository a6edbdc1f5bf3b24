"""Boxes that were found against the true ones: which of them are the same character's, one to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.page import Box

SAME = 0.5  # the usual bound of PASCAL VOC (Everingham et al. 2010): half of what both cover together is common


@dataclass(frozen=True, slots=True)
class Matching:
    """pairs: (index of the true box, index of the found one, their overlap), the surest first; missed: true boxes
    without a found one; false: found boxes without a true one. Both are indices in rising order."""

    pairs: tuple[tuple[int, int, float], ...]
    missed: tuple[int, ...]
    false: tuple[int, ...]


def shared(one: Box, other: Box) -> int:
    """Area common to both, in pixels."""
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    width = min(one.right, other.right) - max(one.left, other.left)
    return max(height, 0) * max(width, 0)


def overlap(one: Box, other: Box) -> float:
    """Area common to both by the area of both together (intersection over union), 0..1; 0 for empty boxes."""
    common = shared(one, other)
    return common / (one.height * one.width + other.height * other.width - common) if common else 0.0


def match(true: Sequence[Box], found: Sequence[Box], at_least: float = SAME) -> Matching:
    """Pair boxes one to one, greedily from the largest overlap down; pairs below at_least (0..1) are none.

    Equal overlaps: the earlier true box, then the earlier found one, comes first.
    """
    close = [(overlap(box, other), row, column) for row, box in enumerate(true) for column, other in enumerate(found)]
    close = sorted((pair for pair in close if pair[0] > 0 and pair[0] >= at_least), key=lambda p: (-p[0], p[1], p[2]))
    pairs: list[tuple[int, int, float]] = []
    free_true, free_found = set(range(len(true))), set(range(len(found)))
    for share, row, column in close:
        if row in free_true and column in free_found:
            pairs.append((row, column, share))
            free_true.remove(row)
            free_found.remove(column)
    return Matching(tuple(pairs), tuple(sorted(free_true)), tuple(sorted(free_found)))
