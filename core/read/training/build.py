"""The reader's dataset in full: isolated characters and mined lines, for each split, written as one .npz."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.alphabet import READER_ALPHABET
from core.data.dataset import Dataset
from core.data.npz import save_npz
from core.read.language import LanguageModel
from core.read.training import pool, texts
from core.read.training.compose import Style, compose, photograph
from core.read.training.fonts import font_files, open_fonts
from core.read.training.mine import Mined, mine
from core.read.training.sources import Source, open_sources

Check = Callable[[float, str], None]

# Samples of each character, of each mark, and composed lines. A split's place here is a part of its seed.
AMOUNTS = {"train": (5000, 2000, 5000), "valid": (120, 50, 160), "test": (120, 50, 160)}
_LICENCE = "mixed: see docs/model-card.md; weights trained on it may be shared, the pictures may not"


def build(
    characters: Path, fonts: Path | None, output: Path, *, seed: int = 0, share: float = 1.0, check: Check
) -> Dataset:
    """Build and write the dataset. characters: folder with the .npz sources; fonts: folder of @fontsource packages.

    share: of the usual amounts. Raises DataError if there are no characters or the file cannot be written.
    """
    sources = open_sources(characters)
    if fonts is not None and font_files(fonts):
        sources.append(open_fonts(font_files(fonts)))
    parts = []
    for place, (split, amounts) in enumerate(AMOUNTS.items()):
        few = [max(1, round(amount * share)) for amount in amounts]
        parts.append((split, *_split(sources, split, few, (seed, place), check)))
    images = np.concatenate([part[1] for part in parts])
    labels = np.concatenate([part[2] for part in parts])
    split_names = np.concatenate([np.full(len(part[2]), part[0]) for part in parts])
    writers = np.full(len(labels), "")
    data = Dataset(images, labels, READER_ALPHABET, split_names, writers, output.stem, _LICENCE)
    save_npz(data, output)
    return data


def _split(
    sources: list[Source], split: str, amounts: list[int], seed: tuple[int, int], check: Check
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Patches and labels of one split. amounts: as in AMOUNTS. Characters and lines are drawn apart, so that more of
    the one leaves the other as it is.
    """
    check(0.0, f"{split}: single characters")
    recipe = pool.Recipe(per_character=amounts[0], per_mark=amounts[1], strength=1.0 if split == "train" else 0.5)
    images, labels = pool.build(pool.Pool.of(sources, split), recipe, np.random.default_rng([*seed, 0]))
    rng = np.random.default_rng([*seed, 1])
    lines = mine_lines(pool.Hands.of(sources, split), amounts[2], rng, lambda done: check(done, f"{split}: lines"))
    return np.concatenate([images, lines.patches]), np.concatenate([labels, lines.labels])


def mine_lines(hands: pool.Hands, count: int, rng: np.random.Generator, check: Callable[[float], None]) -> Mined:
    """Hypotheses of this many composed lines."""
    language = LanguageModel.open()
    found = []
    for place in range(count):
        check(place / count)
        text = texts.line(language, language.symbols, rng)
        composed = compose(text, hands.pick(rng), _style(rng), rng)
        found.append(mine(composed, photograph(composed.ink, rng), rng))
    return Mined(np.concatenate([part.patches for part in found]), np.concatenate([part.labels for part in found]))


def _style(rng: np.random.Generator) -> Style:
    """A hand: a third of lines touch or break much, a quarter is written as small as on forms."""
    touching, broken = float(rng.choice([0.0, 0.15, 0.4])), float(rng.choice([0.0, 0.1, 0.25]))
    return Style.random(rng, touching=touching, broken=broken, tiny=rng.random() < 0.25)
