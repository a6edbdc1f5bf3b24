"""Characters that touch or are broken: lines composed from writers that no part of the reader was trained on.

    python -m benchmarks.touching CHARACTERS_FOLDER [--lines 60]

CHARACTERS_FOLDER: ../shared/data/characters. Prints the share of letters and digits wrong (case folded), with a
bootstrap interval over lines, for lines as they are, with 30 % of neighbours touching, with 20 % of characters broken.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from core.image.sheet import Picture
from core.metrics import edit_distance, letters_and_digits
from core.read.reader import Reader
from core.read.training.compose import Style, compose, photograph
from core.read.training.pool import Hands
from core.read.training.sources import open_sources

WORDS = (
    "ABOUT", "AFTER", "AGAIN", "APPLE", "BEFORE", "BIRD", "BOOK", "BRIDGE", "BROWN", "BUILD", "CAMERA", "CANDLE",
    "CARRY", "CHAIR", "CLOUD", "COAT", "CORNER", "COUNT", "DANCE", "DEEP", "DESK", "DINNER", "DOOR", "DREAM",
    "DRIVE", "EARLY", "EARTH", "EIGHT", "EMPTY", "ENGINE", "EVERY", "FARM", "FIELD", "FINGER", "FLOOR", "FOREST",
    "FRIEND", "GARDEN", "GLASS", "GREEN", "GUIDE", "HAMMER", "HAPPY", "HOUSE", "HUNDRED", "ICE", "ISLAND", "JACKET",
    "JUMP", "KEY", "KITCHEN", "LADDER", "LARGE", "LEAF", "LETTER", "LIGHT", "MARKET", "MILK", "MONEY", "MOUNTAIN",
    "MUSIC", "NIGHT", "NORTH", "NUMBER", "OCEAN", "OFFICE", "ORANGE", "PAPER", "PENCIL", "PIANO", "QUEEN", "QUICK",
    "RIVER", "ROAD", "ROUND", "SALT", "SCHOOL", "SILVER", "SUMMER", "TABLE", "THUNDER", "TRAIN", "UNCLE", "UNDER",
    "VALLEY", "VOICE", "WATER", "WINDOW", "YARD", "YELLOW", "YOUNG", "ZERO", "ZONE",
)  # fmt: skip
CASES = (("as they are", 0.0, 0.0), ("30 % touching", 0.3, 0.0), ("20 % broken", 0.0, 0.2))


def text(rng: np.random.Generator) -> str:
    """Three words and a number, in capitals."""
    words = [str(word) for word in rng.choice(WORDS, 3)]
    words.insert(int(rng.integers(0, 4)), str(rng.integers(10, 9999)))
    return " ".join(words)


def measure(reader: Reader, hands: Hands, *, touching: float, broken: float, lines: int) -> list[tuple[int, int]]:
    """Wrong and all letters and digits of each line."""
    rng = np.random.default_rng(2026)
    counts = []
    for _ in range(lines):
        wanted = text(rng)
        style = Style.random(rng, touching=touching, broken=broken)
        composed = compose(wanted, hands.pick(rng), style, rng)
        read = reader.read_picture(Picture(photograph(composed.ink, rng), "composed"), alphabet="capitals").text
        truth = letters_and_digits(wanted)
        counts.append((edit_distance(letters_and_digits(read), truth), len(truth)))
    return counts


def interval(counts: list[tuple[int, int]]) -> tuple[float, float]:
    """95 % bootstrap interval of the error rate over lines, in percent."""
    table = np.array(counts)
    rng = np.random.default_rng(0)
    drawn = table[rng.integers(0, len(table), (1000, len(table)))].sum(axis=1)  # (1000, 2)
    low, high = np.quantile(100 * drawn[:, 0] / drawn[:, 1], [0.025, 0.975])
    return float(low), float(high)


def main() -> None:
    """Print the three figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("characters", type=Path)
    parser.add_argument("--lines", type=int, default=60)
    arguments = parser.parse_args()
    hands = Hands.of(open_sources(arguments.characters), "test")
    reader = Reader.open()
    for name, touching, broken in CASES:
        counts = measure(reader, hands, touching=touching, broken=broken, lines=arguments.lines)
        errors, total = (sum(column) for column in zip(*counts, strict=True))
        low, high = interval(counts)
        print(f"{name:14s} {100 * errors / total:5.2f} % wrong ({errors} of {total}; 95 %: {low:.2f} to {high:.2f})")


if __name__ == "__main__":
    main()
