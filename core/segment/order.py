"""Columns and reading order: rivers of white space keep the lines of columns apart, and columns are read one by one.

A gap is a column's edge only where it runs through several lines; wide gaps in a line or two, and rows of a table
with short cells, are left whole. The order of lines is a partial one made total, after T. M. Breuel, "High performance
document layout analysis" (2003): what lies above comes first, and what lies left of a river comes before what lies
right of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_WIDE = 2.5  # letter heights: a river is so wide at least
_LINES = 3  # and has so many lines on either side
_WORD = 2.0  # letter heights: pieces of a line nearer than this are one run of words
_REACH = 15.0  # letter heights: text that begins farther right of a river than this is not at its bank
_RAGGED = 45.0  # letter heights: text that ends farther left of a river than this is not; lines end where they may
_LONE = 3.0  # letter heights: one piece so far before all others right of a river is the end of a line across it
_SAME_ROW = 0.6  # letter heights: centres nearer than this are of one line
_LEVEL = 0.35  # letter heights: lines of both sides nearer than this are rows of a table, or of ruled paper
_CELL, _COLUMN = 4.0, 8.0  # letter heights: usual width of a column's lines; of one whose lines are level with the next

Boxes = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class River:
    """White space between columns. left, right: columns at row 0 of a straightened page; top, bottom: its rows there.
    slope: of the page's lines; lean: by how many columns the river moves left with each row."""

    left: float
    right: float
    top: float
    bottom: float
    slope: float
    lean: float


def find_rivers(boxes: Boxes, chains: Sequence[Sequence[int]], height: float, slope: float) -> list[River]:
    """Rivers of a page. boxes: (N, 4) top, left, bottom, right of letters. chains: places in boxes of letters that
    follow each other, left to right. height: a usual letter's, pixels. slope: of the page's lines."""
    runs = [run for chain in chains for run in _runs(boxes, chain, height)]
    rivers = []
    for lean in {0.0, slope}:  # columns may be upright though lines slant, or lean with them
        flat = _straightened(boxes, slope, lean)
        parts = np.array([_extent(flat[run]) for run in runs]).reshape(-1, 4)
        for left in np.unique(parts[:, 3]):
            right = left + _WIDE * height
            for top, bottom in _white(flat, left, right):
                if _divides(parts, (left, right, top, bottom), height):
                    rivers.append(River(float(left), float(right), top, bottom, slope, lean))
    return rivers


def crossed(rivers: Sequence[River], ones: Boxes, others: Boxes) -> NDArray[np.bool_]:
    """(N, M): whether a river runs between one of ones (N, 4), left of it, and one of others (M, 4), right of it."""
    between = np.zeros((len(ones), len(others)), bool)
    for river in rivers:
        middle = (river.left + river.right) / 2
        one, other = (_straightened(boxes, river.slope, river.lean) for boxes in (ones, others))
        west = _beside(one, river) & (one[:, 3] <= middle)
        east = _beside(other, river) & (other[:, 1] >= middle)
        between |= west[:, None] & east[None, :]
    return between


def reading_order(firsts: Boxes, lasts: Boxes, rivers: Sequence[River]) -> list[int]:
    """Places of a page's lines in the order of reading. firsts, lasts: (L, 4) boxes of each line's leftmost and
    rightmost letter. rivers: at least one."""
    slope = rivers[0].slope
    rows = _middles(_straightened(firsts, slope, 0.0)) / 2 + _middles(_straightened(lasts, slope, 0.0)) / 2
    apart = crossed(rivers, lasts, firsts)
    overlap = (firsts[:, None, 1] < lasts[None, :, 3]) & (firsts[None, :, 1] < lasts[:, None, 3])
    above = overlap & (rows[:, None] < rows[None, :]) & ~apart.T
    before = apart | above
    order: list[int] = []
    waiting = [int(place) for place in np.argsort(rows, kind="stable")]
    while waiting:
        free = [place for place in waiting if not before[waiting, place].any()]
        chosen = (free or waiting)[0]  # without a free one, lines contradict each other: the highest
        order.append(chosen)
        waiting.remove(chosen)
    return order


def _runs(boxes: Boxes, chain: Sequence[int], height: float) -> list[list[int]]:
    """A chain torn at its wide gaps."""
    runs: list[list[int]] = []
    end = -np.inf
    for member in chain:
        if boxes[member, 1] - end >= _WORD * height:
            runs.append([])
        runs[-1].append(member)
        end = max(end, boxes[member, 3])
    return runs


def _straightened(boxes: Boxes, slope: float, lean: float) -> Boxes:
    """Boxes moved to where they would lie, were lines level and columns upright."""
    down = -slope * (boxes[:, 1] + boxes[:, 3]) / 2
    across = lean * (boxes[:, 0] + boxes[:, 2]) / 2
    return np.asarray(boxes + np.stack([down, across, down, across], axis=1))


def _extent(boxes: Boxes) -> Boxes:
    """(4,): from the leftmost to the rightmost; top and bottom as they usually are."""
    return np.array([np.median(boxes[:, 0]), boxes[:, 1].min(), np.median(boxes[:, 2]), boxes[:, 3].max()])


def _middles(boxes: Boxes) -> NDArray[np.float64]:
    return np.asarray((boxes[:, 0] + boxes[:, 2]) / 2)


def _beside(boxes: Boxes, river: River) -> NDArray[np.bool_]:
    middles = _middles(boxes)
    return (middles > river.top) & (middles < river.bottom)


def _white(boxes: Boxes, left: float, right: float) -> list[tuple[float, float]]:
    """Rows (top, bottom) without ink between two columns."""
    inside = boxes[(boxes[:, 3] > left) & (boxes[:, 1] < right)]
    top, white = -np.inf, []
    for row, _, bottom, _ in inside[np.argsort(inside[:, 0])]:
        if row > top:
            white.append((float(top), float(row)))
        top = max(top, bottom)
    return [*white, (float(top), float(np.inf))]


def _divides(parts: Boxes, strip: tuple[float, float, float, float], height: float) -> bool:
    """Whether columns of text stand on both sides of a white strip (left, right, top, bottom)."""
    left, right, top, bottom = strip
    middles = _middles(parts)
    beside = (middles > top) & (middles < bottom)
    west = _bank(parts[beside & (parts[:, 3] <= left) & (parts[:, 3] > left - _RAGGED * height)], height, 3, -1)
    east = _bank(parts[beside & (parts[:, 1] >= right) & (parts[:, 1] < right + _REACH * height)], height, 1, 1)
    if min(len(west), len(east)) < _LINES:
        return False
    first, last = max(west[0, 0], east[0, 0]), min(west[-1, 0], east[-1, 0])
    west, east = (
        bank[(bank[:, 0] > first - 1.5 * height) & (bank[:, 0] < last + 1.5 * height)] for bank in (west, east)
    )
    if min(len(west), len(east)) < _LINES:
        return False
    starts = np.sort(east[:, 2])
    if starts[1] - starts[0] > _LONE * height:
        return False
    narrow = min(float(np.median(west[:, 1])), float(np.median(east[:, 1])))
    return narrow >= (_COLUMN if _level(west, east, height) else _CELL) * height


def _bank(parts: Boxes, height: float, edge: int, sign: int) -> Boxes:
    """(K, 3) row, width and near edge of the text nearest to a river in each line on one side, top to bottom."""
    order = np.argsort(_middles(parts), kind="stable")
    lines: list[list[Boxes]] = []
    for part in parts[order]:
        row = (part[0] + part[2]) / 2
        if lines and row - (lines[-1][-1][0] + lines[-1][-1][2]) / 2 < _SAME_ROW * height:
            lines[-1].append(part)
        else:
            lines.append([part])
    found = [_nearest(line, height, edge, sign) for line in lines]
    return np.array(found).reshape(-1, 3)


def _nearest(line: list[Boxes], height: float, edge: int, sign: int) -> tuple[float, float, float]:
    """Row and width of a line's text from the river up to the first wide gap, and its edge at the river."""
    ordered = sorted(line, key=lambda part: float(sign * part[edge]))
    low, high = ordered[0][1], ordered[0][3]
    for part in ordered[1:]:
        if part[1] - high < _WORD * height and low - part[3] < _WORD * height:
            low, high = min(low, part[1]), max(high, part[3])
    return float((ordered[0][0] + ordered[0][2]) / 2), float(high - low), float(ordered[0][edge])


def _level(west: Boxes, east: Boxes, height: float) -> bool:
    """Whether the lines of the side that has fewer are level with those of the other: rows of one table."""
    fewer, more = (west, east) if len(west) <= len(east) else (east, west)
    off = np.abs(fewer[:, None, 0] - more[None, :, 0]).min(axis=1)
    return bool((off < _LEVEL * height).mean() > 0.75)
