"""The reader's training set: balanced draws from all sources, each rephotographed, and the classes of no character."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.alphabet import NOISE, PART, READER_ALPHABET, SEVERAL
from core.read.patch import patches
from core.read.training import negatives
from core.read.training.fonts import FONT_WEIGHTS
from core.read.training.rephotograph import LETTERS, SMALL_MARKS, rephotograph
from core.read.training.sources import KINDS, WEIGHTS, Source

Crop = NDArray[np.uint8]
_CHUNK = 4096
_SMALL = ".,'\"-:;"  # marks that are small on the page too


@dataclass(frozen=True, slots=True)
class Recipe:
    """How many samples. per_character: of each digit and letter. per_mark: of each mark. Shares: of their total."""

    per_character: int = 5000
    per_mark: int = 2000
    part: float = 0.07
    several: float = 0.07
    noise: float = 0.02
    strength: float = 1.0


@dataclass(slots=True)
class Pool:
    """The samples of one split, by character and source, to draw from."""

    crops: dict[str, list[tuple[float, NDArray[np.uint8]]]] = field(default_factory=dict)

    @classmethod
    def of(cls, sources: list[Source], split: str) -> Pool:
        """The samples of this split; weights as in sources.WEIGHTS."""
        pool = cls()
        for source in sources:
            for kind, characters in enumerate(KINDS):
                weight = WEIGHTS.get(source.name, FONT_WEIGHTS)[kind]
                for character in characters if weight else ():
                    chosen = np.flatnonzero((source.labels == character) & (source.split == split))
                    if len(chosen):
                        pool.crops.setdefault(character, []).append((weight, source.images[chosen]))
        return pool

    def draw(self, character: str, rng: np.random.Generator) -> Crop:
        """One sample of this character: first a source by weight (less where it has few), then one of its own."""
        choices = self.crops[character]
        weights = np.array([weight * min(1.0, len(crops) / 60) for weight, crops in choices])
        crops = choices[int(rng.choice(len(choices), p=weights / weights.sum()))][1]
        return np.asarray(crops[int(rng.integers(len(crops)))])

    def draw_any(self, rng: np.random.Generator) -> Crop:
        """One digit or letter, all alike likely."""
        characters = [c for c in self.crops if c.isalnum()]
        return self.draw(characters[int(rng.integers(len(characters)))], rng)


def build(pool: Pool, recipe: Recipe, rng: np.random.Generator) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Patches uint8 (N, 32, 32) and labels int64 (N,) in READER_ALPHABET, shuffled."""
    plan = _plan(pool, recipe, rng)
    images = np.empty((len(plan), 32, 32), np.uint8)
    for start in range(0, len(plan), _CHUNK):
        crops = [_sample(pool, label, recipe, rng) for label in plan[start : start + _CHUNK]]
        images[start : start + len(crops)] = patches(crops)
    return images, np.array([READER_ALPHABET.index(label) for label in plan], dtype=np.int64)


def _plan(pool: Pool, recipe: Recipe, rng: np.random.Generator) -> list[str]:
    plan: list[str] = []
    for character in pool.crops:
        plan += [character] * (recipe.per_character if character.isalnum() else recipe.per_mark)
    total = len(plan)
    for label, share in ((PART, recipe.part), (SEVERAL, recipe.several), (NOISE, recipe.noise)):
        plan += [label] * round(total * share)
    return [plan[place] for place in rng.permutation(len(plan))]


def _sample(pool: Pool, label: str, recipe: Recipe, rng: np.random.Generator) -> Crop:
    if label == NOISE:
        return rephotograph(negatives.noise(rng), rng, strength=recipe.strength)
    if label == PART:
        return rephotograph(negatives.part(tight(pool.draw_any(rng)), rng), rng, strength=recipe.strength)
    if label == SEVERAL:
        count = 2 if rng.random() < 0.8 else 3
        crops = [tight(pool.draw_any(rng)) for _ in range(count)]
        return rephotograph(negatives.several(crops, rng), rng, strength=recipe.strength)
    crop = tight(pool.draw(label, rng))
    return rephotograph(crop, rng, strength=recipe.strength, sizes=SMALL_MARKS if label in _SMALL else LETTERS)


def tight(crop: Crop) -> Crop:
    """The crop without its empty margins; itself where it is empty."""
    ink = crop > 40
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return crop[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if len(rows) else crop


@dataclass(slots=True)
class Hands:
    """Samples by writer, for composing lines in one hand; what a hand lacks comes from the pool."""

    pool: Pool
    crops: list[tuple[float, dict[str, NDArray[np.uint8]]]] = field(default_factory=list)

    @classmethod
    def of(cls, sources: list[Source], split: str, *, least: int = 20) -> Hands:
        """The writers of this split with at least this many different characters."""
        hands = cls(Pool.of(sources, split))
        for source in sources:
            chosen = np.flatnonzero(source.split == split)
            names, numbers, counts = np.unique(source.owners[chosen], return_inverse=True, return_counts=True)
            for owner in np.flatnonzero(counts >= least) if len(names) else ():
                own = chosen[numbers == owner]
                labels = source.labels[own]
                table = {str(c): source.images[own[labels == c]] for c in np.unique(labels)}
                if len(table) >= least:
                    hands.crops.append((3.0 if source.name != "fonts" else 1.0, table))
        return hands

    def pick(self, rng: np.random.Generator) -> Callable[[str, np.random.Generator], Crop]:
        """A draw function for one line: usually one known hand, sometimes a mixture."""
        if not self.crops or rng.random() < 0.25:
            return self.pool.draw
        weights = np.array([weight for weight, _ in self.crops])
        table = self.crops[int(rng.choice(len(self.crops), p=weights / weights.sum()))][1]

        def draw(character: str, rng: np.random.Generator) -> Crop:
            own = table.get(character)
            if own is None or len(own) == 0:
                return self.pool.draw(character, rng)
            return np.asarray(own[int(rng.integers(len(own)))])

        return draw
