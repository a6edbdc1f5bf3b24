"""The beam search against brute force on small random lattices, and what each voice can do."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from core.read.lattice import SKIPPED, Lattice, Weights, search

BLANK = 3  # code of the blank: characters are 0, 1, 2


class _Bigram:
    """A language over codes 0..3 whose state is the last code; a fixed random table."""

    start = 0

    def __init__(self, seed: int = 7) -> None:
        table = np.random.default_rng(seed).normal(size=(5, 4)) * 2
        self.table = (table - np.log(np.exp(table).sum(axis=1, keepdims=True))).astype(np.float32)

    def advance(self, states: np.ndarray, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        states, codes = np.broadcast_arrays(states, codes)
        return self.table[states, codes], codes.astype(np.int64) + 1


def _lattice(seed: int, primitives: int = 4) -> Lattice:
    rng = np.random.default_rng(seed)
    runs = [(a, b) for a in range(primitives) for b in range(a, min(a + 3, primitives))]
    first, last = np.array(runs, dtype=np.int64).T
    skip = np.where(first == last, rng.normal(-3, 1, len(runs)), -np.inf)
    return Lattice(
        first,
        last,
        rng.normal(-2, 1.5, (len(runs), 3)),
        skip,
        rng.normal(0, 2, primitives),
        rng.normal(0, 2, primitives),
    )


def _brute_force(lattice: Lattice, language: _Bigram, weights: Weights) -> float:
    """Best score over all paths, written without sharing code with the search."""
    joins = lattice.joins() * weights.border
    edges = {(int(a), int(b)): place for place, (a, b) in enumerate(zip(lattice.first, lattice.last, strict=True))}
    count = len(lattice.gaps)
    best = -np.inf
    for inner in itertools.product([False, True], repeat=count - 1):
        ends = [place for place, cut in enumerate(inner) if cut] + [count - 1]
        starts = [0, *[end + 1 for end in ends[:-1]]]
        runs = list(zip(starts, ends, strict=True))
        if any(run not in edges for run in runs):
            continue
        choices = [range(-1, 6) for _ in runs]  # -1 skips; 0..2 without, 3..5 with a blank before
        for picked in itertools.product(*choices):
            best = max(best, _score(lattice, language, weights, runs, edges, joins, picked))
    return best


def _score(lattice, language, weights, runs, edges, joins, picked) -> float:
    score, state = 0.0, language.start
    for (start, end), choice in zip(runs, picked, strict=True):
        edge = edges[(start, end)]
        if choice < 0:
            score += lattice.skip[edge] + weights.skip
            continue
        blank = choice >= 3
        if start == 0 and blank:
            return -np.inf
        if start > 0:
            odds = lattice.gaps[start]
            score += -np.logaddexp(0, -odds) if blank else -np.logaddexp(0, odds)
        if blank:
            score += weights.language * language.table[state, BLANK] + weights.bonus
            state = BLANK + 1
        character = choice % 3
        score += joins[edge] + lattice.scores[edge, character] + weights.bonus
        score += weights.language * language.table[state, character]
        state = character + 1
    return score


def _replay(lattice: Lattice, language: _Bigram, weights: Weights, steps) -> float:
    edges = {(int(a), int(b)): place for place, (a, b) in enumerate(zip(lattice.first, lattice.last, strict=True))}
    runs = [(int(lattice.first[step.edge]), int(lattice.last[step.edge])) for step in steps]
    picked = [-1 if step.character == SKIPPED else step.character + 3 * step.blank for step in steps]
    return _score(lattice, language, weights, runs, edges, lattice.joins() * weights.border, picked)


@pytest.mark.parametrize("seed", range(8))
def test_the_best_path_is_found(seed: int) -> None:
    lattice, language = _lattice(seed), _Bigram(seed)
    weights = Weights(language=0.7, bonus=0.4, beam=500, choices=3, skip=-1.0)
    steps = search(lattice, language, BLANK, weights)
    assert _replay(lattice, language, weights, steps) == pytest.approx(_brute_force(lattice, language, weights))


def test_steps_cover_every_primitive_once() -> None:
    lattice = _lattice(11, primitives=9)
    steps = search(lattice, _Bigram(), BLANK, Weights())
    covered = [p for step in steps for p in range(lattice.first[step.edge], lattice.last[step.edge] + 1)]
    assert covered == list(range(9))


def test_a_wide_gap_becomes_a_blank_and_a_narrow_one_does_not() -> None:
    first = last = np.arange(3)
    scores = np.full((3, 3), -0.1)
    lattice = Lattice(first, last, scores, np.full(3, -np.inf), np.array([0.0, 6.0, -6.0]), np.full(3, 3.0))
    assert [step.blank for step in search(lattice, None, BLANK, Weights())] == [False, True, False]


def test_the_language_decides_between_equal_shapes() -> None:
    language = _Bigram()
    first = last = np.arange(1)
    lattice = Lattice(first, last, np.zeros((1, 3)), np.full(1, -np.inf), np.zeros(1), np.zeros(1))
    (step,) = search(lattice, language, BLANK, Weights())
    assert step.character == int(language.table[language.start, :3].argmax())


def test_without_a_language_shape_alone_decides() -> None:
    lattice = _lattice(3)
    steps = search(lattice, None, BLANK, Weights(beam=500, choices=3))
    for step in steps:
        if step.character != SKIPPED:
            assert step.character == int(lattice.scores[step.edge].argmax())
