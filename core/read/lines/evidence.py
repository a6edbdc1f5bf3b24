"""What the line network's frames say of each hypothesis of a line's lattice: is it this character?

The frames under a run of primitives write a character if CTC collapses them to it (Graves 2006). A path through the
lattice shares all frames out among its hypotheses, so that their scores add up to one segmentation's part of the whole
text's CTC likelihood. The network saw the line as a whole: it does not stand and fall with the cuts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.read.lines.look import STRIDE, LineLook
from core.read.lines.network import BLANK
from core.segment.primitives import Primitives

Floats = NDArray[np.float64]
_SPACE = BLANK - 1
_LONGEST = 24  # frames of one character
_SLACK = 1  # frames by which a character may be shown beside its ink
_SLIPPED = float(np.exp(-1.0))  # factor for each of them
_LEAST = 1e-12  # probability in a frame that is never fallen below
_FLOOR = -30.0  # log score of what cannot be
_EDGE = 0.05  # share of a primitive's ink that may reach over its borders: slanting strokes overlap


@dataclass(frozen=True, eq=False, slots=True)
class Evidence:
    """scores: float64 (M, characters), natural log for each hypothesis. skip: float64 (M,), of showing nothing."""

    scores: Floats
    skip: Floats


def evidence(primitives: Primitives, runs: NDArray[np.int64], look: LineLook) -> Evidence:
    """What the frames say of the hypotheses. runs: int64 (M, 2), first and last primitive of each."""
    shares = np.maximum(np.exp(look.logs.astype(np.float64)), _LEAST)
    nothing = shares[:, BLANK] + shares[:, _SPACE]
    borders = frame_borders(primitives, look)
    first, end = borders[runs[:, 0]], borders[runs[:, 1] + 1]
    silent = np.concatenate([[0.0], np.cumsum(np.log(nothing))])
    once = _once(shares[:, :_SPACE], nothing)
    return Evidence(_scores(once, first, end), silent[end] - silent[first])


def frame_borders(primitives: Primitives, look: LineLook) -> NDArray[np.int64]:
    """The frame with which each primitive's part of the line begins, int64 (P + 1,): never falling, all frames shared.

    Between two neighbours the border is in the middle between where the ink before it ends and that behind it begins.
    """
    left, right = _extents(primitives, look)
    middle = (np.maximum.accumulate(right)[:-1] + np.minimum.accumulate(left[::-1])[::-1][1:]) / 2
    frames = len(look.logs)
    inner = np.clip(np.ceil(middle / STRIDE - 0.5), 0, frames).astype(np.int64)
    return np.concatenate([[0], inner, [frames]])


def _extents(primitives: Primitives, look: LineLook) -> tuple[Floats, Floats]:
    """Strip columns where each primitive begins and ends, but for a twentieth of its ink at each end, float64 (P,)."""
    rows, columns = np.nonzero(primitives.numbers)
    owner = primitives.numbers[rows, columns] - 1
    at = look.strip.columns_of(rows, columns)
    order = np.lexsort((at, owner))
    count = np.bincount(owner, minlength=len(primitives))
    begin = np.cumsum(count) - count
    margin = (_EDGE * count).astype(np.int64)
    return at[order[begin + margin]], at[order[begin + np.maximum(count - 1, 0) - margin]]


def _once(shares: Floats, nothing: Floats) -> Floats:
    """Probability that the frames a..a+n-1 write a character once, and nothing else: [n, a, character]."""
    frames, characters = shares.shape
    shares = np.concatenate([shares, np.zeros((_LONGEST, characters))])
    nothing = np.concatenate([nothing, np.zeros(_LONGEST)])
    found = np.zeros((_LONGEST + 1, frames + 1, characters))
    before = np.ones(frames + 1)  # nothing so far
    now, after = np.zeros((frames + 1, characters)), np.zeros((frames + 1, characters))
    for n in range(1, _LONGEST + 1):
        share, silent = shares[n - 1 : n + frames], nothing[n - 1 : n + frames]
        after = (after + now) * silent[:, None]
        now = (now + before[:, None]) * share
        before = before * silent
        found[n] = now + after
    return found


def _scores(once: Floats, first: NDArray[np.int64], end: NDArray[np.int64]) -> Floats:
    """Natural log for each hypothesis and character; its frames may slip a little, at a price."""
    last = once.shape[1] - 1
    best = np.zeros((len(first), once.shape[2]))
    for early in range(-_SLACK, _SLACK + 1):
        for late in range(-_SLACK, _SLACK + 1):
            start, stop = np.clip(first + early, 0, last), np.clip(end + late, 0, last)
            length = np.clip(stop - start, 0, _LONGEST + 1)
            price = np.where(length > _LONGEST, 0.0, _SLIPPED ** (abs(early) + abs(late)))
            best = np.maximum(best, once[np.minimum(length, _LONGEST), start] * price[:, None])
    with np.errstate(divide="ignore"):
        return np.asarray(np.maximum(np.log(best), _FLOOR))
