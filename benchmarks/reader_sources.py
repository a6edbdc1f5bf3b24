"""The reader's network on single characters of held-out writers, source by source.

    python -m benchmarks.reader_sources CHARACTERS_FOLDER [--most 1500]

Test splits only (core/read/training/sources.py). Columns: all classes; twins folded (0 O o, 1 I l, 5 S s, and the two
cases of one shape: what a single picture made even cannot tell); capitals and digits among themselves.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from core.alphabet import READER_ALPHABET, looks_like
from core.read.alphabets import restrict
from core.read.classifier import GlyphClassifier
from core.read.models import open_classifier
from core.read.patch import patches
from core.read.training.sources import Source, open_sources

CHARACTERS = READER_ALPHABET.characters


def shares(source: Source, classifier: GlyphClassifier, most: int) -> tuple[int, float, float, float]:
    """Samples, and shares right: of all classes, with twins folded, as capitals and digits."""
    chosen = np.flatnonzero((source.split == "test") & np.isin(source.labels, CHARACTERS))
    chosen = np.random.default_rng(0).permutation(chosen)[:most]
    if len(chosen) == 0:
        return 0, 0.0, 0.0, 0.0
    truth = [str(label) for label in source.labels[chosen]]
    logs = classifier.log_probabilities(patches(list(source.images[chosen]))).astype(np.float64)
    read = [CHARACTERS[place] for place in logs[:, : len(CHARACTERS)].argmax(axis=1)]
    capitals = [CHARACTERS[place] for place in restrict(logs, "capitals").argmax(axis=1)]
    strict = np.mean([a == b for a, b in zip(read, truth, strict=True)])
    folded = np.mean([a in _alike(b) for a, b in zip(read, truth, strict=True)])
    upper = [(a, b) for a, b in zip(capitals, truth, strict=True) if b.isdigit() or b.isupper()]
    as_capitals = float(np.mean([a == b for a, b in upper])) if upper else float("nan")
    return len(chosen), float(strict), float(folded), as_capitals


def _alike(character: str) -> set[str]:
    return {other for twin in looks_like(character) for other in (twin, twin.swapcase())} | {character.swapcase()}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("characters", type=Path)
    parser.add_argument("--most", type=int, default=1500)
    arguments = parser.parse_args()
    classifier = open_classifier()
    print(f"{'source':28s} {'n':>6s} {'all':>7s} {'folded':>7s} {'capitals':>9s}")
    for source in open_sources(arguments.characters):
        count, strict, folded, capitals = shares(source, classifier, arguments.most)
        if count:
            print(f"{source.name:28s} {count:6d} {strict:7.1%} {folded:7.1%} {capitals:9.1%}")


if __name__ == "__main__":
    main()
