"""How far confidence can be trusted: on pages with transcripts, and what flagging the least sure characters catches.

    python -m benchmarks.confidence FOLDER [FOLDER...]

A glyph is right where the alignment of what was read with the transcript (edit distance, case kept) pairs it with the
same character. Prints the expected calibration error (15 bins) and the share of mistakes among the tenth least sure.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from benchmarks.read_pages import pages_of
from core.image.load import open_picture
from core.metrics import calibration_error
from core.read.reader import Reader


def right(read: str, truth: str) -> list[bool]:
    """For each character read, whether the cheapest alignment pairs it with its like."""
    table = np.zeros((len(read) + 1, len(truth) + 1), int)
    table[:, 0], table[0] = np.arange(len(read) + 1), np.arange(len(truth) + 1)
    for i, character in enumerate(read, 1):
        for j, wanted in enumerate(truth, 1):
            pair = table[i - 1, j - 1] + (character != wanted)
            table[i, j] = min(pair, table[i - 1, j] + 1, table[i, j - 1] + 1)
    flags, i, j = [False] * len(read), len(read), len(truth)
    while i and j:
        if table[i, j] == table[i - 1, j - 1] + (read[i - 1] != truth[j - 1]):
            flags[i - 1] = read[i - 1] == truth[j - 1]
            i, j = i - 1, j - 1
        elif table[i, j] == table[i - 1, j] + 1:
            i -= 1
        else:
            j -= 1
    return flags


def judged(reader: Reader, folder: Path) -> tuple[list[float], list[bool]]:
    """Confidence and rightness of every letter and digit read in a folder."""
    confidences, flags = [], []
    for path, truth in pages_of(folder):
        glyphs = [glyph for glyph in reader.read_picture(open_picture(path)).glyphs if glyph.text.isalnum()]
        fold = truth.upper() == truth
        text = "".join(glyph.text.upper() if fold else glyph.text for glyph in glyphs)
        flags += right(text, "".join(character for character in truth if character.isalnum()))
        confidences += [glyph.confidence for glyph in glyphs]
    return confidences, flags


def main() -> None:
    """Print a line for each folder and one for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    arguments = parser.parse_args()
    reader = Reader.open()
    every: tuple[list[float], list[bool]] = ([], [])
    for folder in [*arguments.folders, None]:
        confidences, flags = every if folder is None else judged(reader, folder)
        if folder is not None:
            every[0].extend(confidences)
            every[1].extend(flags)
        sure, correct = np.array(confidences), np.array(flags)
        flagged = np.argsort(sure)[: max(1, len(sure) // 10)]
        caught = np.count_nonzero(~correct[flagged]) / max(1, np.count_nonzero(~correct))
        name = "all" if folder is None else folder.name
        print(
            f"{name:14s} {len(sure):5d} read, {100 * (~correct).mean():5.2f} % wrong, calibration error"
            f" {100 * calibration_error(sure, correct):5.2f} %, tenth least sure catches {100 * caught:5.1f} %"
        )


if __name__ == "__main__":
    main()
