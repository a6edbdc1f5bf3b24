"""What each stage of the reader is worth: the pages read again with one stage switched off.

    python -m benchmarks.ablation FOLDER [FOLDER...] [--most 60]

Prints letters and digits wrong for every folder (the first --most pages of it; case kept where a transcript has both).
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from benchmarks.read_pages import pages_of
from core.image.load import open_picture
from core.metrics import edit_distance, letters_and_digits
from core.read import assemble, decoding, hypotheses, reader, second, spacing
from core.read.language import LanguageModel
from core.read.lattice import Weights
from core.read.lines.model import open_network
from core.read.lines.reader import LineReader
from core.read.models import open_classifier
from core.read.reader import Reader
from core.segment import primitives


@contextmanager
def swapped(module: Any, name: str, value: Any) -> Iterator[None]:
    """The module's name stands for another value for a while."""
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)


def _no_seams(piece: Any, *, height: float, stroke: float) -> Any:
    return np.zeros((0, piece.shape[0]), np.intp)


def _all_doubtful(sheet: Any, components: Any, line: Any, classifier: Any) -> Any:
    return np.zeros(len(line.members), bool)


@contextmanager
def _no_language() -> Iterator[None]:
    """Without language there is no bonus to weigh against it, either."""
    with swapped(decoding, "_JOINT", replace(decoding._JOINT, bonus=0.0)):
        yield


STAGES: dict[str, Callable[[], Any]] = {
    "all stages": nullcontext,
    "no line network": nullcontext,  # left out in engine_of()
    "no lines as wholes": lambda: swapped(second, "is_doubtful", lambda line, rule: False),
    "no language": _no_language,
    "no place on the line": lambda: swapped(decoding, "_GEOMETRY", 0.0),
    "no cuts": lambda: swapped(primitives, "cut_seams", _no_seams),
    "no merging": lambda: swapped(primitives, "_LONGEST_RUN", 1),
    "no sure letters": lambda: swapped(hypotheses, "_sure", _all_doubtful),
    "no odds of borders": lambda: swapped(spacing, "border_odds", lambda primitives, line: np.zeros(len(line))),
    "no scratch rule": lambda: swapped(reader, "without_scratches", lambda lines: lines),
    "no writing test": lambda: swapped(assemble, "_LEAST_WRITING", 0.0),
}


def engine_of(stage: str) -> Reader:
    """The shipped reader, or without what this stage stands for."""
    language = None if stage == "no language" else LanguageModel.open()
    weights = Weights(bonus=0.0) if language is None else Weights()
    lines = None if stage == "no line network" else LineReader(open_network(), language)
    return Reader(open_classifier(), language, weights, lines)


def error(stage: str, folder: Path, most: int) -> float:
    """Share of letters and digits wrong, percent, with one stage off."""
    engine = engine_of(stage)
    wrong = total = 0
    for path, truth in pages_of(folder)[:most]:
        keep = truth.upper() != truth
        wanted = letters_and_digits(truth, keep_case=keep)
        read = letters_and_digits(engine.read_picture(open_picture(path)).text, keep_case=keep)
        wrong, total = wrong + edit_distance(read, wanted), total + len(wanted)
    return 100 * wrong / max(total, 1)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--most", type=int, default=60)
    arguments = parser.parse_args()
    print(" " * 22 + "".join(f"{folder.name:>14s}" for folder in arguments.folders))
    for stage, switch in STAGES.items():
        with switch():
            errors = [error(stage, folder, arguments.most) for folder in arguments.folders]
        print(f"{stage:22s}" + "".join(f"{value:13.2f} %" for value in errors), flush=True)


if __name__ == "__main__":
    main()
