"""Building the n-gram of the language model from lines: counts, modified Kneser-Ney smoothing, pruning, packing.

Source: S. F. Chen and J. Goodman, "An empirical study of smoothing techniques for language modeling" (1998), section 4;
pruning by weighted difference after Seymore and Rosenfeld (1996). A context is packed into 30 bits, its newest
character in the highest six, so that contexts that share an ending stand together and sorting gives the file's order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.read.language_file import CONTEXT, STEP, Packed
from core.read.language_symbols import EDGE, FOLDED_COUNT

_BITS = 6
_CODE = np.uint64((1 << _BITS) - 1)

Keys = NDArray[np.uint64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Level:
    """All n-grams with contexts of one length. keys: (N,) sorted, context << 6 | character. counts: how often seen.

    chances: (N,) P(character | context), smoothed. spare: (N,) share of probability that the context leaves to the
    shorter one, repeated for each of its n-grams. lower: (N,) P(character | shorter context).
    """

    keys: Keys
    counts: Floats
    chances: Floats
    spare: Floats
    lower: Floats


def count_lines(folded: NDArray[np.uint8]) -> list[tuple[Keys, Floats]]:
    """Sorted keys and counts of all n-grams, for contexts of 0 to CONTEXT characters.

    folded: (N,) folded codes of all lines, an EDGE before, between and after them. A context reaches back to the edge
    before its line and no further.
    """
    codes = folded.astype(np.uint64)
    contexts = np.zeros(len(codes), np.uint64)
    valid = np.arange(len(codes)) > 0  # the first edge is predicted by nothing
    result = []
    for length in range(CONTEXT + 1):
        if length:
            older = np.zeros(len(codes), np.uint64)
            older[length:] = codes[:-length]
            contexts |= older << np.uint64(_BITS * (CONTEXT - length))
            valid[:length] = False
            if length > 1:  # the edge may be the oldest character of a context, never one inside it
                valid[length - 1 :] &= codes[: len(codes) - length + 1] != EDGE
        keys, counts = np.unique((contexts << np.uint64(_BITS) | codes)[valid], return_counts=True)
        result.append((keys, counts.astype(np.float64)))
    return result


def smooth(counted: list[tuple[Keys, Floats]]) -> list[Level]:
    """Interpolated modified Kneser-Ney probabilities of all n-grams, for contexts of 0 to CONTEXT characters."""
    levels: list[Level] = []
    for length, (keys, counts) in enumerate(counted):
        seen = counts.copy()
        if length < CONTEXT:  # short contexts count in how many longer ones they were seen, but at a line's start
            longer, kinds = np.unique(_without_oldest(counted[length + 1][0], length + 1, 1), return_counts=True)
            seen[np.searchsorted(keys, longer)] = kinds
        lower = np.full(len(keys), 1 / FOLDED_COUNT)
        if length:
            below = levels[-1]
            lower = below.chances[np.searchsorted(below.keys, _without_oldest(keys, length, 1))]
        starts = _group_starts(keys >> np.uint64(_BITS))
        sizes = np.diff(np.append(starts, len(keys)))
        discount = _discounts(seen)
        total = np.repeat(np.add.reduceat(seen, starts), sizes)
        spare = np.repeat(np.add.reduceat(discount, starts), sizes) / total
        levels.append(Level(keys, counts, (seen - discount) / total + spare * lower, spare, lower))
    return levels


def prune(levels: list[Level], threshold: float) -> list[NDArray[np.bool_]]:
    """Which n-grams to keep: those that the shorter context would get wrong, weighted by how often they were seen.

    threshold: in natural logarithms summed over the text; an n-gram below it is left to the shorter context.
    """
    kept = [np.ones(len(levels[0].keys), np.bool_)]
    for level in levels[1:]:
        gain = level.counts * np.log(level.chances / (level.spare * level.lower))
        kept.append(gain > threshold)
    return kept


def pack(levels: list[Level], kept: list[NDArray[np.bool_]], capital: NDArray[np.float16]) -> Packed:
    """The tree of contexts that the kept n-grams need, with costs rounded and the rest scaled to sum to one."""
    rows = _context_rows(levels, kept)
    root = np.full(FOLDED_COUNT, levels[0].spare[0] / FOLDED_COUNT)
    root[levels[0].keys.astype(np.int64)] = levels[0].chances
    costs, entries, backoff = (
        [_to_cost(root)],
        [np.array([(1 << FOLDED_COUNT) - 1], np.uint64)],
        [np.zeros(1, np.uint8)],
    )
    children: list[Keys] = []
    above = _to_chance(costs[0])[None].astype(np.float32)  # (rows of the level above, FOLDED_COUNT)
    for length in range(1, CONTEXT + 1):
        parents = np.searchsorted(rows[length - 1], _without_oldest(rows[length], length, 0))
        oldest = rows[length] >> np.uint64(_BITS * (CONTEXT - length)) & _CODE
        children.append(_masks(parents, oldest, len(rows[length - 1])))
        keys = levels[length].keys[kept[length]]
        places = np.searchsorted(rows[length], keys >> np.uint64(_BITS))
        codes = keys & _CODE
        chances = levels[length].chances[kept[length]]
        above, slope = _fill(above[parents], places, codes.astype(np.int64), chances)
        entries.append(_masks(places, codes, len(rows[length])))
        costs.append(_to_cost(chances))
        backoff.append(slope)
    return Packed(
        np.concatenate(children), np.concatenate(entries), np.concatenate(costs), np.concatenate(backoff), capital
    )


def _fill(
    base: NDArray[np.float32], places: NDArray[np.intp], codes: NDArray[np.int64], chances: Floats
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Rows with their own n-grams put into the shorter context's, and the cost that scales the rest of each."""
    taken = np.bincount(places, chances, len(base))  # not rounded: little may be left for the rest
    lower = np.bincount(places, base[places, codes], len(base))
    scale = np.clip((1 - taken) / np.maximum(base.sum(axis=1) - lower, 1e-6), 1e-6, 1.0)
    slope = _to_cost(scale)
    filled = base * _to_chance(slope)[:, None].astype(np.float32)
    filled[places, codes] = _to_chance(_to_cost(chances))
    return filled, slope


def _context_rows(levels: list[Level], kept: list[NDArray[np.bool_]]) -> list[Keys]:
    """Sorted contexts of each length that have n-grams of their own or are the ending of a context that has."""
    rows: list[Keys] = [np.zeros(0, np.uint64)] * (CONTEXT + 1)
    longer = np.zeros(0, np.uint64)
    for length in range(CONTEXT, -1, -1):
        own = levels[length].keys[kept[length]] >> np.uint64(_BITS)
        rows[length] = np.unique(np.concatenate([own, longer]))
        longer = _without_oldest(rows[length], length, 0)
    return rows


def _without_oldest(keys: Keys, length: int, codes_after: int) -> Keys:
    """Keys with the oldest of `length` context characters blanked; codes_after: 1 where the character follows."""
    return keys & ~(_CODE << np.uint64(_BITS * (CONTEXT - length + codes_after)))


def _group_starts(values: Keys) -> NDArray[np.intp]:
    return np.flatnonzero(np.append(True, values[1:] != values[:-1]))


def _masks(rows: NDArray[np.intp], codes: Keys, count: int) -> Keys:
    masks = np.zeros(count, np.uint64)
    np.bitwise_or.at(masks, rows, np.uint64(1) << codes)
    return masks


def _discounts(seen: Floats) -> Floats:
    """What to take from each count: three discounts, from how many n-grams were seen one to four times."""
    often = np.bincount(np.minimum(seen, 5).astype(np.int64), minlength=6).astype(np.float64)
    ratio = often[1] / max(often[1] + 2 * often[2], 1.0)
    wanted = [count - (count + 1) * ratio * often[count + 1] / max(often[count], 1.0) for count in (1, 2, 3)]
    steps = np.array([0.0, *(np.clip(d, 0.1, 0.9 * count) for count, d in zip((1, 2, 3), wanted, strict=True))])
    return steps[np.minimum(seen, 3).astype(np.int64)]


def _to_cost(chances: NDArray[np.floating]) -> NDArray[np.uint8]:
    costs: NDArray[np.uint8] = np.clip(np.rint(-np.log(chances) / STEP), 0, 255).astype(np.uint8)
    return costs


def _to_chance(costs: NDArray[np.uint8]) -> Floats:
    return np.exp(-STEP * costs.astype(np.float64))
