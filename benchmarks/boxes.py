"""The reader's boxes against true ones made by eye: how many characters have no box of their own, how many boxes none.

    python -m benchmarks.boxes FOLDER [--true tests/data/true_boxes.json]

FOLDER: the pictures of the pages that the list names. A box counts as a character's where they overlap by half
(intersection over union), one to one. Prints missed and false for each page and in all, and which ones they are.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from core.boxes import Matching, match
from core.image.load import open_picture
from core.page import Box, Glyph
from core.read.reader import Reader

TRUE_BOXES = Path(__file__).resolve().parents[1] / "tests" / "data" / "true_boxes.json"

TrueGlyph = tuple[Box, str]


def true_boxes(path: Path = TRUE_BOXES) -> dict[str, list[TrueGlyph]]:
    """Name of each page (its file without the ending) -> its characters with their boxes, in pixels of the picture."""
    pages = json.loads(path.read_text(encoding="utf-8"))["pages"]
    return {name: [(Box(*row[:4]), row[4]) for row in rows] for name, rows in pages.items()}


def compare(reader: Reader, picture: Path, true: Sequence[TrueGlyph]) -> tuple[Matching, tuple[Glyph, ...]]:
    """Read one picture; its boxes matched with the true ones, and its glyphs."""
    page = reader.read_picture(open_picture(picture))
    glyphs = tuple(glyph for line in page.lines for glyph in line.glyphs)
    return match([box for box, _ in true], [glyph.box for glyph in glyphs]), glyphs


def picture_of(folder: Path, name: str) -> Path:
    """The picture of that name in the folder; FileNotFoundError where there is none."""
    for path in sorted(folder.glob(f"{name}.*")):
        if path.suffix.lower() in (".jpg", ".jpeg", ".png"):
            return path
    raise FileNotFoundError(f"No picture {name} in {folder}: give the folder with the pages that the list names.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--true", type=Path, default=TRUE_BOXES)
    chosen = parser.parse_args()
    reader = Reader.open()
    sums = [0, 0, 0]
    for name, true in true_boxes(chosen.true).items():
        matching, glyphs = compare(reader, picture_of(chosen.folder, name), true)
        counts = [len(true), len(matching.missed), len(matching.false)]
        sums = [one + other for one, other in zip(sums, counts, strict=True)]
        weakest = min((share for *_, share in matching.pairs), default=0.0)
        print(f"{name}: {counts[0]} characters, {counts[1]} missed, {counts[2]} false; least overlap {weakest:.2f}")
        for row in matching.missed:
            print(f"  missed {true[row][1]} at {true[row][0].as_list()}")
        for column in matching.false:
            print(f"  false  {glyphs[column].text} at {glyphs[column].box.as_list()}")
    print(f"in all: {sums[0]} characters, {sums[1]} missed, {sums[2]} false")


if __name__ == "__main__":
    main()
