"""The n-gram against a second implementation of modified Kneser-Ney smoothing, written with dictionaries."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

import numpy as np
import pytest

from core.read.language import LanguageModel
from core.read.language_build import count_lines, pack, prune, smooth
from core.read.language_case import STATES
from core.read.language_corpus import Line, fold
from core.read.language_file import unfold
from core.read.language_symbols import FOLDED, FOLDED_COUNT

WORDS = str.split(
    "the cat sat on a mat and ran to the hat that the rat had; tea at ten, then eat 12 nuts - or 13? no: 14 oats"
)


def some_lines() -> list[str]:
    rng = np.random.default_rng(3)
    return [" ".join(rng.choice(WORDS, rng.integers(1, 7))) for _ in range(300)]


class Reference:
    """Interpolated modified Kneser-Ney of order 6 over characters; "\n" is the edge of a line."""

    def __init__(self, lines: list[str], order: int = 6) -> None:
        self.order = order
        raw: list[Counter[str]] = [Counter() for _ in range(order + 1)]
        for line in lines:
            text = f"\n{line}\n"
            for end in range(2, len(text) + 1):
                for size in range(1, min(order, end) + 1):
                    raw[size][text[end - size : end]] += 1
        self.counts: list[dict[str, int]] = [{} for _ in range(order + 1)]
        self.counts[order] = dict(raw[order])
        for size in range(1, order):
            kinds: dict[str, set[str]] = defaultdict(set)
            for gram in raw[size + 1]:
                kinds[gram[1:]].add(gram[0])
            self.counts[size] = {
                gram: count if gram[0] == "\n" and size > 1 else len(kinds[gram]) for gram, count in raw[size].items()
            }
        self.discounts = [self._discounts(counts) for counts in self.counts]
        self.followers: dict[str, dict[str, int]] = defaultdict(dict)
        for size in range(1, order + 1):
            for gram, count in self.counts[size].items():
                self.followers[gram[:-1]][gram[-1]] = count

    @staticmethod
    def _discounts(counts: dict[str, int]) -> list[float]:
        often = Counter(counts.values())
        if not often[1]:
            often[1] = 0
        ratio = often[1] / max(often[1] + 2 * often[2], 1)
        wanted = [n - (n + 1) * ratio * often[n + 1] / max(often[n], 1) for n in (1, 2)]
        wanted.append(3 - 4 * ratio * often[4] / max(often[3], 1))
        return [0.0, *(min(max(d, 0.1), 0.9 * n) for n, d in zip((1, 2, 3), wanted, strict=True))]

    def chance(self, context: str, character: str) -> float:
        followers = self.followers.get(context)
        shorter = 1 / FOLDED_COUNT if not context else self.chance(context[1:], character)
        if not followers:
            return shorter
        total = sum(followers.values())
        take = self.discounts[len(context) + 1]
        count = followers.get(character, 0)
        spare = sum(take[min(other, 3)] for other in followers.values()) / total
        return (count - take[min(count, 3)]) / total + spare * shorter


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return some_lines()


def make_model(lines: list[str], threshold: float) -> LanguageModel:
    levels = smooth(count_lines(fold([Line("prose", line) for line in lines])))
    half = np.full((STATES, FOLDED_COUNT), 0.5, np.float16)
    return LanguageModel(unfold(pack(levels, prune(levels, threshold), half)))


def test_counts(lines: list[str]) -> None:
    counted = count_lines(fold([Line("prose", line) for line in lines]))
    assert sum(counted[0][1]) == sum(len(line) + 1 for line in lines)
    seen = Counter(gram for line in lines for gram in (f"\n{line}\n"[i : i + 3] for i in range(len(line))))
    assert len(counted[2][0]) == len(seen)
    key = sum((1 + FOLDED.index(c)) << shift for c, shift in (("h", 30), ("t", 24), ("e", 0)))
    assert counted[2][1][counted[2][0] == key] == seen["the"]


def test_unpruned_model_agrees_with_the_reference(lines: list[str]) -> None:
    reference, model = Reference(lines), make_model(lines, -1e9)
    rng = np.random.default_rng(4)
    errors = []
    for line in [*rng.choice(lines, 20), "tent hatter", "zebra 15"]:
        state = np.array(model.start, np.int64)
        for place, character in enumerate(line):
            context = f"\n{line[:place]}"[-5:]
            log, after = model.advance(state, model.codes(character)[0])
            case = math.log(0.5) if character.isalpha() else 0.0  # the other factor, here a toss of a coin
            errors.append(float(log) - case - math.log(reference.chance(context, character)))
            state = after
        errors.append(float(model.end(state)) - math.log(reference.chance(f"\n{line}"[-5:], "\n")))
    assert np.abs(errors).max() < 0.13  # costs are rounded to a sixteenth, once at each shortening of the context
    assert np.abs(errors).mean() < 0.03


def test_pruning_keeps_what_matters(lines: list[str]) -> None:
    whole, small = make_model(lines, -1e9), make_model(lines, 2.0)
    assert small.size[0] < whole.size[0] / 2
    loss = [(whole.score(line) - small.score(line)) / (len(line) + 1) for line in lines]
    assert 0 < np.mean(loss) < 0.35
