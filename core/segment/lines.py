"""Text lines: components linked to right-hand neighbours, chains of them joined, small marks given to the nearest.

Baselines may be uneven and slanted: nothing here projects the page onto rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.segment.components import Components, letter_height
from core.segment.order import River, crossed, find_rivers, reading_order

_BODY = 0.42  # of a letter's height: what is lower is a mark or a piece
_REACH = 6.0  # letter heights: a neighbour may be this far to the right
_STEEP = 0.03  # slope that a short chain may have beyond the page's: letters with tails pretend more
_NEAR, _CLOSE = 5, 4.0  # where chains meet within so many letter heights, so many letters on either side tell
_JOIN = 15.0  # letter heights: chains this far apart may still be one line
_BAND = 0.35  # letter heights above and below a line's middle: where all its letters have ink
_OVERLAP, _LEVEL = 2.0, 0.4  # letter heights: chains may overlap so much where their centres differ by less than that
_OFF = 0.8  # letter heights: centres of one line's chains may differ by this where they meet


@dataclass(frozen=True, eq=False, slots=True)
class TextLine:
    """One line of writing. members: components' numbers, left to right. centre: row of the letters' middle is
    centre[0] + centre[1] * column. height: of a usual letter, pixels."""

    members: NDArray[np.intp]
    centre: tuple[float, float]
    height: float

    def row_at(self, column: float) -> float:
        return self.centre[0] + self.centre[1] * column


def find_lines(components: Components) -> list[TextLine]:
    """The text lines of a page in the order of reading: top to bottom, column by column."""
    height = letter_height(components)
    if height <= 0:
        return []
    bodies = np.flatnonzero(_is_body(components, height))
    chains = _chains(components, bodies, height)
    rivers = _rivers(components, chains, bodies, height)
    if rivers:
        chains = _chains(components, bodies, height, rivers)
    chains = _join(components, chains, height, rivers)
    members = _with_marks(components, chains, height)
    lines = [_line(components, chain, everything, height) for chain, everything in zip(chains, members, strict=True)]
    if not rivers:
        return sorted(lines, key=lambda line: line.row_at(_left(components, line)))
    return [lines[place] for place in reading_order(*_ends(components, chains), rivers)]


def _rivers(components: Components, chains: list[list[int]], bodies: NDArray[np.intp], height: float) -> list[River]:
    """White space between columns; chains were joined across it."""
    place = {int(body): number for number, body in enumerate(bodies)}
    places = [[place[member] for member in chain] for chain in chains]
    return find_rivers(components.boxes[bodies].astype(np.float64), places, height, _slope(components, chains))


def _ends(components: Components, chains: list[list[int]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(M, 4) twice: boxes of each chain's leftmost and rightmost member."""
    boxes = components.boxes.astype(np.float64)
    first = [min(chain, key=lambda member: boxes[member, 1]) for chain in chains]
    last = [max(chain, key=lambda member: boxes[member, 3]) for chain in chains]
    return boxes[first], boxes[last]


def _left(components: Components, line: TextLine) -> float:
    return float(components.boxes[line.members, 1].min())


def _is_body(components: Components, height: float) -> NDArray[np.bool_]:
    tall = components.heights >= _BODY * height
    return tall & (components.heights < 4.5 * height)


def _chains(
    components: Components, bodies: NDArray[np.intp], height: float, rivers: Sequence[River] = ()
) -> list[list[int]]:
    """Bodies joined to their best right-hand neighbour where the choice is mutual, and no river between."""
    boxes = components.boxes[bodies].astype(np.float64)
    cost = np.where(crossed(rivers, boxes, boxes), np.inf, _link_costs(boxes, height))
    if len(bodies) == 0:
        return []
    right, left = cost.argmin(axis=1), cost.argmin(axis=0)
    chains: dict[int, list[int]] = {}
    owner: dict[int, int] = {}
    order = np.argsort(components.boxes[bodies, 1], kind="stable")
    for place in order:
        before = int(left[place])
        linked = np.isfinite(cost[before, place]) and right[before] == place and before in owner
        head = owner[before] if linked else int(place)
        owner[int(place)] = head
        chains.setdefault(head, []).append(int(bodies[place]))
    return list(chains.values())


def _link_costs(boxes: NDArray[np.float64], height: float) -> NDArray[np.float64]:
    """(N, N): how little box b looks like the right-hand neighbour of box a; infinite where it cannot be."""
    top, left, bottom, right = boxes.T
    gap = left[None, :] - right[:, None]
    overlap = np.minimum(bottom[:, None], bottom[None, :]) - np.maximum(top[:, None], top[None, :])
    smaller = np.minimum((bottom - top)[:, None], (bottom - top)[None, :])
    middle = (top + bottom) / 2
    off = np.abs(middle[:, None] - middle[None, :])
    ahead = (left + right)[None, :] > (left + right)[:, None]
    fits = ahead & (gap < _REACH * height) & (gap > -1.5 * height) & (overlap > 0.3 * smaller) & (off < 1.6 * height)
    np.fill_diagonal(fits, False)
    return np.where(fits, np.maximum(gap, 0) + 0.5 * off, np.inf)


def _join(components: Components, chains: list[list[int]], height: float, rivers: Sequence[River]) -> list[list[int]]:
    """Chains that continue each other become one: all pairs that choose each other, until none do."""
    chains = [list(chain) for chain in chains]
    while len(chains) > 1:
        firsts, lasts = _ends(components, chains)
        cost = np.where(crossed(rivers, lasts, firsts), np.inf, _join_costs(components, chains, height))
        after, before = cost.argmin(axis=1), cost.argmin(axis=0)
        pairs = [(one, int(after[one])) for one in range(len(chains)) if np.isfinite(cost[one, after[one]])]
        pairs = [(one, other) for one, other in pairs if before[other] == one]
        if not pairs:
            break
        chains = _merge(components, chains, pairs)
    return _absorb(components, chains, height)


def _join_costs(components: Components, chains: list[list[int]], height: float) -> NDArray[np.float64]:
    """(M, M): cost of letting chain b continue chain a to the right; infinite where it does not fit."""
    usual = _slope(components, chains)
    offset, slope = np.array([_fit(components, chain, height, usual) for chain in chains]).T
    starts = np.array([components.boxes[chain, 1].min() for chain in chains], dtype=np.float64)
    ends = np.array([components.boxes[chain, 3].max() for chain in chains], dtype=np.float64)
    gap = starts[None, :] - ends[:, None]
    column = (starts[None, :] + ends[:, None]) / 2
    off = np.abs(offset[:, None] + slope[:, None] * column - offset[None, :] - slope[None, :] * column)
    last = np.array([np.median(components.middles[chain[-_NEAR:], 0]) for chain in chains])
    first = np.array([np.median(components.middles[chain[:_NEAR], 0]) for chain in chains])
    off = np.minimum(off, np.where(gap < _CLOSE * height, np.abs(last[:, None] - first[None, :]), np.inf))
    inside = np.where(off < _LEVEL * height, _OVERLAP, _OVERLAP / 4)  # pieces of a broken letter end a chain each
    fits = (gap < _JOIN * height) & (gap > -inside * height) & (off < _OFF * height)
    np.fill_diagonal(fits, False)
    return np.where(fits, np.maximum(gap, 0) + 2 * off, np.inf)


def _merge(components: Components, chains: list[list[int]], pairs: list[tuple[int, int]]) -> list[list[int]]:
    """The chains with each (one, next) pair joined; several pairs may follow each other."""
    following = dict(pairs)
    heads = [place for place in range(len(chains)) if place not in set(following.values())]
    merged = []
    for head in heads:
        chain, place = list(chains[head]), head
        while place in following:
            place = following[place]
            chain += chains[place]
        merged.append(sorted(chain, key=lambda member: components.boxes[member, 1]))
    return merged


def _absorb(components: Components, chains: list[list[int]], height: float) -> list[list[int]]:
    """Chains that lie inside a longer line's band and span join it: letters that no neighbour claimed."""
    chains = sorted(chains, key=len, reverse=True)
    usual = _slope(components, chains)
    kept: list[list[int]] = []
    for chain in chains:
        host = _host(components, chain, kept, usual, height)
        if host is None and not (kept and _are_marks(components, chain, height)):
            kept.append(chain)
        elif host is not None:
            kept[host] = sorted(kept[host] + chain, key=lambda member: components.boxes[member, 1])
    return kept


def _are_marks(components: Components, chain: list[int], height: float) -> bool:
    """Whether a chain is no line but large dots, commas or quotes, to be given to the letters nearest to them."""
    return len(chain) <= 2 and bool((components.heights[chain] < 0.9 * height).all())


def _host(components: Components, chain: list[int], kept: list[list[int]], usual: float, height: float) -> int | None:
    """Place in kept of the line whose band this chain's letters fill best, if they fill half of one."""
    boxes = components.boxes[chain].astype(np.float64)
    columns = (boxes[:, 1] + boxes[:, 3]) / 2
    host, best = None, 0.5
    for place, other in enumerate(kept):
        span = components.boxes[other]
        inside = (columns > span[:, 1].min() - 2 * height) & (columns < span[:, 3].max() + 2 * height)
        if not inside.all():
            continue
        offset, slope = _fit(components, other, height, usual)
        middle = offset + slope * columns
        filled = np.minimum(boxes[:, 2], middle + _BAND * height) - np.maximum(boxes[:, 0], middle - _BAND * height)
        share = float(np.mean(np.clip(filled, 0, None))) / (2 * _BAND * height)
        if share > best:
            host, best = place, share
    return host


def _slope(components: Components, chains: list[list[int]]) -> float:
    """The page's usual slope, from its long chains."""
    long = [chain for chain in chains if len(chain) >= 5]
    slopes = [_regress(components.middles[chain]) for chain in long]
    return float(np.median([slope for _, slope in slopes])) if slopes else 0.0


def _fit(components: Components, chain: list[int], height: float, usual: float) -> tuple[float, float]:
    middles = components.middles[chain]
    if len(chain) >= 5 and np.ptp(middles[:, 1]) > 4 * height:
        offset, slope = _regress(middles)
        if abs(slope - usual) < _STEEP or np.ptp(middles[:, 1]) > 12 * height:
            return offset, slope
    return float(np.median(middles[:, 0] - usual * middles[:, 1])), usual


def _regress(middles: NDArray[np.float64]) -> tuple[float, float]:
    """Robust straight line through (row, column) points: two rounds of least squares without the far third."""
    rows, columns = middles[:, 0], middles[:, 1]
    keep = np.ones(len(rows), bool)
    slope, offset = 0.0, float(np.median(rows))
    for _ in range(3):
        if np.ptp(columns[keep]) > 0:
            slope, offset = np.polyfit(columns[keep], rows[keep], 1)
        away = np.abs(rows - offset - slope * columns)
        keep = away <= max(float(np.quantile(away, 0.75)), 1.0)
    return float(offset), float(slope)


def _with_marks(components: Components, chains: list[list[int]], height: float) -> list[list[int]]:
    """Each chain's bodies and the marks nearest to them."""
    members = [list(chain) for chain in chains]
    taken = {member for chain in chains for member in chain}
    bodies = np.array(sorted(taken), dtype=np.intp)
    if len(bodies) == 0:
        return members
    owner = {member: place for place, chain in enumerate(chains) for member in chain}
    for mark in range(len(components)):
        if mark in taken or components.heights[mark] >= 4.5 * height:
            continue
        distance = _distances(components.boxes[mark], components.boxes[bodies])
        nearest = int(distance.argmin())
        if distance[nearest] < 2.5 * height:
            members[owner[int(bodies[nearest])]].append(mark)
    return [sorted(chain, key=lambda member: components.middles[member, 1]) for chain in members]


def _distances(box: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.float64]:
    """Distance from a box to others, rows counting more than columns: a line's marks lie level with it."""
    down = np.maximum(0, np.maximum(others[:, 0] - box[2], box[0] - others[:, 2]))
    across = np.maximum(0, np.maximum(others[:, 1] - box[3], box[1] - others[:, 3]))
    return np.asarray(np.hypot(1.5 * down, across))


def _line(components: Components, chain: list[int], members: list[int], height: float) -> TextLine:
    own = float(np.median(components.heights[chain]))
    return TextLine(np.array(members, dtype=np.intp), _fit(components, chain, height, 0.0), own)
