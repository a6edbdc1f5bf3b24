"""The lattice of one line: hypotheses between cuts, and the beam search that finds the best text through them.

Nodes stand between primitives; an edge is a hypothesis (a run of primitives) with scores for every character. A path
from the left end to the right end is a reading. Shape, place on the line, gaps and language vote together; nothing is
merged, split or corrected for good before that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SKIPPED = -1  # character of an edge that is no writing


class Language(Protocol):
    """What the search asks of a language model (core.read.language)."""

    start: int

    def advance(
        self, states: NDArray[np.int64], codes: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]: ...


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each voice counts. language: of the model's log probabilities. bonus: for each character, against the
    bias towards few wide ones. beam: states kept at a node. choices: characters looked at for a hypothesis. frames: of
    what the line network says. temperature: of the softmax over a glyph's readings, which makes its confidence."""

    language: float = 0.5
    bonus: float = 1.0
    beam: int = 24
    choices: int = 7
    skip: float = -3.0
    border: float = 0.6
    frames: float = 1.0
    temperature: float = 1.0


@dataclass(frozen=True, eq=False, slots=True)
class Lattice:
    """Edges of one line. first, last: int64 (M,), primitives of each edge. scores: float64 (M, characters), log score
    of shape and place for each character, in the language model's order of symbols without the blank. skip: (M,), log
    score of the edge being no writing. gaps: float64 (P,), log odds of a blank before each primitive. borders: float64
    (P,), log odds that a new character begins at each primitive."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    scores: Floats
    skip: Floats
    gaps: Floats
    borders: Floats

    @property
    def nodes(self) -> int:
        return len(self.gaps) + 1

    def joins(self) -> Floats:
        """Log score of each edge's borders: a new character at its start, none inside, float64 (M,)."""
        yes, no = -np.logaddexp(0.0, -self.borders), -np.logaddexp(0.0, self.borders)
        yes[0] = 0.0
        total = np.concatenate([[0.0], np.cumsum(no)])
        return np.asarray(yes[self.first] + total[self.last + 1] - total[self.first + 1])


@dataclass(frozen=True, slots=True)
class Step:
    """One edge of the best path. edge: its number. character: code, or SKIPPED. blank: whether a blank stands before.
    state: the language's state before the character (after the blank)."""

    edge: int
    character: int
    blank: bool
    state: int


@dataclass(frozen=True, eq=False, slots=True)
class Decoded:
    """A line's lattice and the best path through it. shape: float64 (M, characters), the part of its scores that the
    network gave. frames: float64 (M, characters), the line network's part, None where it was not asked. The rest is
    place. weights: those of the search."""

    lattice: Lattice
    shape: Floats
    steps: list[Step]
    weights: Weights
    frames: Floats | None = None


@dataclass(eq=False, slots=True)
class _Front:
    """States at one node: score, language state, and where each came from."""

    score: Floats
    state: NDArray[np.int64]
    node: NDArray[np.int64]
    place: NDArray[np.int64]
    edge: NDArray[np.int64]
    character: NDArray[np.int64]
    blank: NDArray[np.bool_]
    before: NDArray[np.int64]


def search(lattice: Lattice, language: Language | None, blank_code: int, weights: Weights) -> list[Step]:
    """The best path through a lattice, left to right."""
    pending: list[list[_Front]] = [[] for _ in range(lattice.nodes)]
    fronts: list[_Front] = []
    joins = lattice.joins() * weights.border
    lattice = replace(lattice, scores=lattice.scores + joins[:, None])
    starts = [np.flatnonzero(lattice.first == node) for node in range(lattice.nodes)]
    start = language.start if language is not None else 0
    zero = np.zeros(1, np.int64)
    origin = _Front(np.zeros(1), np.array([start], np.int64), zero - 1, zero, zero, zero, np.zeros(1, bool), zero)
    for node in range(lattice.nodes):
        front = origin if node == 0 else _prune(_concatenate(pending[node]), weights.beam)
        fronts.append(front)
        if len(front.score) and node < lattice.nodes - 1:
            _extend(lattice, language, blank_code, weights, node, front, starts[node], pending)
    return _trace(fronts)


def _extend(
    lattice: Lattice,
    language: Language | None,
    blank_code: int,
    weights: Weights,
    node: int,
    front: _Front,
    edges: NDArray[np.intp],
    pending: list[list[_Front]],
) -> None:
    """Push the continuations of a node's states along its edges, whose scores hold the odds of borders by now."""
    spread = _with_blanks(lattice, language, blank_code, weights, node, front)
    scores = lattice.scores[edges]  # (E, C)
    best = np.argsort(-scores, axis=1)[:, : weights.choices]  # (E, K)
    shape = np.take_along_axis(scores, best, axis=1)
    if language is None:
        logs = np.zeros((len(spread.score), 1, 1))
        states = np.zeros((len(spread.score), *best.shape), np.int64)
    else:
        wide, states = language.advance(spread.state[:, None, None], best[None])
        logs = wide.astype(np.float64) * weights.language
    total = spread.score[:, None, None] + shape[None] + logs + weights.bonus  # (S, E, K)
    for place, edge in enumerate(edges):
        target = int(lattice.last[edge]) + 1
        pending[target].append(_moved(spread, total[:, place], states[:, place], best[place], int(edge), node))
        if lattice.skip[edge] > -np.inf:
            pending[target].append(_skipped(front, float(lattice.skip[edge]) + weights.skip, int(edge), node))


def _with_blanks(
    lattice: Lattice, language: Language | None, blank_code: int, weights: Weights, node: int, front: _Front
) -> _Front:
    """The states as they are (no blank here) and with a blank; place refers to the front's own states."""
    odds = float(lattice.gaps[node])
    places = np.arange(len(front.score))
    no, yes = -np.logaddexp(0.0, odds), -np.logaddexp(0.0, -odds)
    joined = _like(front, front.score + (0.0 if node == 0 else no), front.state, places, blank=False)
    if node == 0 or yes < -8.0:
        return joined
    if language is None:
        spaced = _like(front, front.score + yes, front.state, places, blank=True)
    else:
        logs, states = language.advance(front.state, np.full(len(places), blank_code, np.int64))
        cost = yes + weights.language * logs.astype(np.float64) + weights.bonus
        spaced = _like(front, front.score + cost, states, places, blank=True)
    return _concatenate([joined, spaced])


def _like(front: _Front, score: Floats, state: NDArray[np.int64], places: NDArray[np.intp], *, blank: bool) -> _Front:
    flags = np.full(len(score), blank)
    return _Front(score, state, front.node, places.astype(np.int64), front.edge, front.character, flags, state)


def _moved(
    spread: _Front, total: Floats, states: NDArray[np.int64], characters: NDArray[np.intp], edge: int, node: int
) -> _Front:
    """total: (S, K) scores after one edge."""
    count, choices = total.shape
    same = np.full(count * choices, edge, np.int64)
    return _Front(
        total.reshape(-1),
        np.broadcast_to(states, total.shape).reshape(-1),
        np.full(count * choices, node, np.int64),
        np.repeat(spread.place, choices),
        same,
        np.tile(characters.astype(np.int64), count),
        np.repeat(spread.blank, choices),
        np.repeat(spread.before, choices),
    )


def _skipped(front: _Front, cost: float, edge: int, node: int) -> _Front:
    count = len(front.score)
    return _Front(
        front.score + cost,
        front.state,
        np.full(count, node, np.int64),
        np.arange(count, dtype=np.int64),
        np.full(count, edge, np.int64),
        np.full(count, SKIPPED, np.int64),
        np.zeros(count, bool),
        front.state,
    )


def _concatenate(fronts: list[_Front]) -> _Front:
    if not fronts:
        empty = np.zeros(0, np.int64)
        return _Front(np.zeros(0), empty, empty, empty, empty, empty, np.zeros(0, bool), empty)
    columns = zip(
        *((f.score, f.state, f.node, f.place, f.edge, f.character, f.blank, f.before) for f in fronts), strict=True
    )
    return _Front(*(np.concatenate(column) for column in columns))


def _prune(front: _Front, beam: int) -> _Front:
    """The best states, one for each language state."""
    order = np.argsort(-front.score, kind="stable")[: 8 * beam]
    _, unique = np.unique(front.state[order], return_index=True)
    kept = order[np.sort(unique)[:beam]]
    return _Front(
        front.score[kept], front.state[kept], front.node[kept], front.place[kept],
        front.edge[kept], front.character[kept], front.blank[kept], front.before[kept],
    )  # fmt: skip


def _trace(fronts: list[_Front]) -> list[Step]:
    """The steps of the best state at the last node."""
    node, steps = len(fronts) - 1, []
    if len(fronts[node].score) == 0:
        return []
    place = int(fronts[node].score.argmax())
    while node > 0:
        front = fronts[node]
        steps.append(
            Step(
                int(front.edge[place]), int(front.character[place]), bool(front.blank[place]), int(front.before[place])
            )
        )
        node, place = int(front.node[place]), int(front.place[place])
    return steps[::-1]
