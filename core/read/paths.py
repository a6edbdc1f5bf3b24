"""Paths through a line's lattice: what they score, voice by voice, and the best one that takes a given hypothesis."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.explanation import Voices
from core.read.lattice import SKIPPED, Decoded, Language, Lattice, Step, Weights, search

_REACH = 3  # primitives on either side of a hypothesis that may be read otherwise with it
_AHEAD = 3  # steps behind those that stay as they are, and whose language counts
_NEVER = -1e4  # log score of what a fixed step is not


@dataclass(frozen=True, eq=False, slots=True)
class Voting:
    """What decides beside the lattice itself. blank_code: of the language."""

    language: Language | None
    weights: Weights
    blank_code: int

    @property
    def start(self) -> int:
        """The language's state at the beginning of a line."""
        return self.language.start if self.language is not None else 0

    def say(self, state: int, code: int) -> tuple[float, int]:
        """Weighted log probability of a character after a state, and the state after it."""
        if self.language is None:
            return 0.0, state
        logs, states = self.language.advance(np.array(state, np.int64), np.array(code, np.int64))
        return self.weights.language * float(logs), int(states)


@dataclass(slots=True)
class _From:
    """A language that begins in the middle of a line."""

    language: Language
    start: int

    def advance(
        self, states: NDArray[np.int64], codes: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        return self.language.advance(states, codes)


def listen(decoded: Decoded, steps: list[Step], voting: Voting) -> tuple[list[Step], list[Voices]]:
    """A path with the language's states along it, and what each voice said of each step. Their sum is its score."""
    lattice, weights = decoded.lattice, voting.weights
    joins = weights.border * lattice.joins()
    state, along, heard = voting.start, [], []
    for step in steps:
        if step.character == SKIPPED:
            along.append(replace(step, state=state))
            heard.append(Voices(border=float(lattice.skip[step.edge]) + weights.skip))
            continue
        border, language, bonus = float(joins[step.edge]), 0.0, weights.bonus
        node = int(lattice.first[step.edge])
        odds = float(lattice.gaps[node])
        if step.blank:
            border -= float(np.logaddexp(0.0, -odds))
            bonus += weights.bonus if voting.language is not None else 0.0
            language, state = voting.say(state, voting.blank_code)
        elif node > 0:
            border -= float(np.logaddexp(0.0, odds))
        along.append(replace(step, state=state))
        said, state = voting.say(state, step.character)
        shape = float(decoded.shape[step.edge, step.character])
        frames = 0.0 if decoded.frames is None else float(decoded.frames[step.edge, step.character])
        place = float(lattice.scores[step.edge, step.character]) - shape - frames
        heard.append(Voices(shape, place, border, language + said, bonus, frames))
    return along, heard


def total(heard: list[Voices]) -> float:
    """Score of a path."""
    return sum(voices.total for voices in heard)


def through(decoded: Decoded, edge: int, voting: Voting) -> list[Step]:
    """The best path that takes this edge as one character, the same as the winner some way off; empty if none does."""
    steps, lattice = decoded.steps, decoded.lattice
    nodes = [int(lattice.first[step.edge]) for step in steps] + [lattice.nodes - 1]
    begin = max(place for place, node in enumerate(nodes) if node <= max(int(lattice.first[edge]) - _REACH, 0))
    end = next(
        place for place, node in enumerate(nodes) if node >= min(int(lattice.last[edge]) + 1 + _REACH, nodes[-1])
    )
    after = min(end + _AHEAD, len(steps))
    part, edges = _part(lattice, edge, nodes[begin], nodes[end], nodes[after], steps[end:after])
    start = steps[begin].state if begin < len(steps) else voting.start
    language = None if voting.language is None else _From(voting.language, start)
    found = search(part, language, voting.blank_code, voting.weights)
    if not found or edge not in [int(edges[step.edge]) for step in found]:
        return []
    middle = [replace(step, edge=int(edges[step.edge])) for step in found]
    if steps[begin].blank and middle[0].character != SKIPPED:  # a part knows of no gap before it
        middle[0] = replace(middle[0], blank=True)
    return [*steps[:begin], *middle, *steps[after:]]


def _part(
    lattice: Lattice, edge: int, begin: int, end: int, after: int, fixed: list[Step]
) -> tuple[Lattice, NDArray[np.intp]]:
    """The lattice from one node to another in which a path must take this edge and then the fixed steps; its edges."""
    first, last = lattice.first, lattice.last
    apart = (last < first[edge]) | (first > last[edge])
    kept = (first >= begin) & (last < end) & apart
    kept[edge] = True
    inside = np.flatnonzero(kept)
    edges = np.concatenate([inside, np.array([step.edge for step in fixed], np.intp)])
    scores, skip = lattice.scores[edges], lattice.skip[edges]
    skip[: len(inside)][inside == edge] = -np.inf
    for place, step in enumerate(fixed, start=len(inside)):
        own = scores[place, step.character]
        scores[place] = _NEVER
        if step.character != SKIPPED:
            scores[place, step.character] = own
            skip[place] = -np.inf
    return (
        Lattice(
            first[edges] - begin,
            last[edges] - begin,
            scores,
            skip,
            lattice.gaps[begin:after].copy(),
            lattice.borders[begin:after].copy(),
        ),
        edges,
    )
