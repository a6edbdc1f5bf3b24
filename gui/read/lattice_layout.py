"""Where the parts of an explanation stand: the word's picture on top, under it its hypotheses in rows. Pure geometry.

All measures are widget pixels; rectangles are (left, top, width, height).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.explanation import Explanation, Hypothesis

PATCH = 40  # side of a patch
LABEL = 20  # height of the words under it
CELL = 56  # width of a hypothesis
ROW = 6 + PATCH + LABEL + 8  # height of a row: a bar, the patch, its words, air
MARGIN = 16
_TALLEST, _LOWEST = 160.0, 72.0  # height of the picture
_GAP = 4.0  # between two hypotheses of a row


@dataclass(frozen=True, slots=True)
class Cell:
    """A hypothesis in its row. left: of its cell. from_, to: the columns of its ink, scaled."""

    hypothesis: Hypothesis
    row: int
    left: float
    begin: float
    end: float

    @property
    def top(self) -> float:
        """Relative to the first row."""
        return self.row * ROW


@dataclass(frozen=True, slots=True)
class Arrangement:
    """scale: widget pixels a pixel of the picture. left: where the picture begins. cells: as the hypotheses stand in
    the explanation. rows_top: of the first row."""

    scale: float
    left: float
    rows_top: float
    width: float
    height: float
    cells: tuple[Cell, ...]


def arrange(explanation: Explanation) -> Arrangement:
    """The winning path in the first row, the others below: the less they lie behind, the higher."""
    height, width = explanation.picture.shape
    scale = _scale(explanation.path, height)
    left = MARGIN + CELL / 2
    rows: list[list[tuple[float, float]]] = [[]]  # of each row: what is taken
    places: dict[int, Cell] = {}
    for number, hypothesis in enumerate(explanation.hypotheses):
        if hypothesis.glyph is not None:
            places[number] = _put_in_path(hypothesis, rows[0], left, scale)
    others = [number for number, each in enumerate(explanation.hypotheses) if each.glyph is None]
    for number in sorted(others, key=lambda number: explanation.hypotheses[number].behind):
        places[number] = _put(explanation.hypotheses[number], rows, left, scale)
    right = max([left + width * scale + CELL / 2, *(cell.left + CELL for cell in places.values())])
    top = MARGIN + height * scale + MARGIN
    cells = tuple(places[number] for number in range(len(explanation.hypotheses)))
    return Arrangement(scale, left, top, right + MARGIN, top + len(rows) * ROW + MARGIN / 2, cells)


def next_cell(cells: Sequence[Cell], chosen: int | None, move: str) -> int | None:
    """The cell that a key leads to; move: left, right, up, down, home or end. None only where there are no cells."""
    if not cells:
        return None
    if chosen is None:
        return 0
    here = cells[chosen]
    same = sorted((cell.left, place) for place, cell in enumerate(cells) if cell.row == here.row)
    order = [place for _, place in same]
    if move in ("left", "right"):
        return order[min(max(order.index(chosen) + (1 if move == "right" else -1), 0), len(order) - 1)]
    if move in ("home", "end"):
        return order[0 if move == "home" else -1]
    row = here.row + (1 if move == "down" else -1)
    there = [(abs(cell.left - here.left), place) for place, cell in enumerate(cells) if cell.row == row]
    return min(there)[1] if there else chosen


def _scale(path: Sequence[Hypothesis], height: int) -> float:
    """Large enough for the patches of the winning path to stand side by side, within reason."""
    middles = sorted((each.box.left + each.box.right) / 2 for each in path)
    apart = min((after - before for before, after in pairwise(middles)), default=1e9)
    wanted = (CELL + _GAP) / max(apart, 1.0)
    return min(max(wanted, _LOWEST / height), _TALLEST / height)


def _cell(hypothesis: Hypothesis, row: int, middle: float, left: float, scale: float) -> Cell:
    begin, end = left + hypothesis.box.left * scale, left + hypothesis.box.right * scale
    return Cell(hypothesis, row, middle - CELL / 2, begin, end)


def _put_in_path(hypothesis: Hypothesis, taken: list[tuple[float, float]], left: float, scale: float) -> Cell:
    """In the first row, moved to the right where the one before is in the way."""
    middle = left + (hypothesis.box.left + hypothesis.box.right) / 2 * scale
    if taken:
        middle = max(middle, taken[-1][1] + _GAP + CELL / 2)
    taken.append((middle - CELL / 2, middle + CELL / 2))
    return _cell(hypothesis, 0, middle, left, scale)


def _put(hypothesis: Hypothesis, rows: list[list[tuple[float, float]]], left: float, scale: float) -> Cell:
    """In the first row below the path's with room just there."""
    begin, end = left + hypothesis.box.left * scale, left + hypothesis.box.right * scale
    middle = (begin + end) / 2
    low, high = min(begin, middle - CELL / 2), max(end, middle + CELL / 2)
    for row in range(1, len(rows) + 1):
        if row == len(rows):
            rows.append([])
        if all(high + _GAP <= before or low - _GAP >= after for before, after in rows[row]):
            break
    rows[row].append((low, high))
    return _cell(hypothesis, row, middle, left, scale)
