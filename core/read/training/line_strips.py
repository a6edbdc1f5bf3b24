"""The line network's training set: strips of lines with their texts, from real lines, from fonts, from real characters.

Real lines are folders with labels.tsv (file, writer, split, text), as IAM's. Nothing of a test split is read.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from core.alphabet import CAPITALS, DIGITS, PUNCTUATION, SMALL
from core.data.npz import BROKEN_ARRAYS
from core.errors import DataError
from core.folders import write_atomically
from core.read.language import LanguageModel
from core.read.language_symbols import simplify
from core.read.lines.strip import HEIGHT, strip_of_ink
from core.read.training import texts
from core.read.training.compose import Style, compose
from core.read.training.fonts import font_split
from core.read.training.pool import Hands
from core.read.training.written import Pen, can_write, write

Check = Callable[[float, str], None]
_LEAST_INK = 70  # darkness below which a line's picture is paper
_LONGEST = 60  # characters
_CODES = 0.12
_NUMBERS = 0.25


@dataclass(frozen=True, eq=False, slots=True)
class LineStrips:
    """images: uint8 (32, W) each. split: "train" or "valid". sources: "lines", "fonts" or "composed"."""

    images: tuple[NDArray[np.uint8], ...]
    texts: tuple[str, ...]
    split: tuple[str, ...]
    sources: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.images)


Sample = tuple[NDArray[np.uint8], str, str, str]  # image, text, split, source


def gather(samples: Iterator[Sample]) -> LineStrips:
    """The samples as columns. Raises DataError if there is none."""
    columns = list(zip(*samples, strict=True))
    if not columns:
        raise DataError("No line could be made; check the folders.")
    return LineStrips(*columns)


def save(data: LineStrips, path: Path) -> None:
    """Write as .npz: all strips side by side, and where each ends."""
    ends = np.cumsum([image.shape[1] for image in data.images])
    content = BytesIO()
    np.savez_compressed(
        content, strips=np.concatenate(data.images, axis=1), ends=ends, texts=np.array(data.texts),
        split=np.array(data.split), sources=np.array(data.sources),
    )  # fmt: skip
    write_atomically(path, content.getvalue())


def load(path: Path) -> LineStrips:
    """What `save` wrote. Raises DataError with a sentence for a file that is missing or another."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            table = {name: archive[name] for name in ("strips", "ends", "texts", "split", "sources")}
        images = tuple(np.split(table["strips"], table["ends"][:-1], axis=1))
    except BROKEN_ARRAYS as error:
        raise DataError(f"{path.name} holds no strips of lines; make one with: line-data.") from error
    columns = [tuple(str(value) for value in table[name]) for name in ("texts", "split", "sources")]
    right = table["strips"].dtype == np.uint8 and table["strips"].shape[0] == HEIGHT
    if not right or {len(column) for column in columns} != {len(images)}:
        raise DataError(f"The strips in {path.name} and their texts do not fit each other; make the file anew.")
    return LineStrips(images, *columns)


def real_lines(folder: Path, check: Check) -> Iterator[Sample]:
    """Lines of labels.tsv in this folder, "train" and "valid" alone. Raises DataError if they cannot be read."""
    try:
        with (folder / "labels.tsv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        for place, row in enumerate(rows):
            check(place / len(rows), "real lines")
            if row["split"] not in ("train", "valid"):
                continue
            with Image.open(folder / row["file"], formats=("WEBP", "PNG", "JPEG")) as picture:
                ink = line_darkness(np.asarray(picture.convert("L")))
            yield strip_of_ink(ink).image, simplify(row["text"]), row["split"], "lines"
    except (OSError, KeyError) as error:
        raise DataError(
            f"The lines in {folder} cannot be read; name a folder with labels.tsv and its files."
        ) from error


def line_darkness(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Ink of a line on even white paper, uint8 (h, w), full ink at 255, paper 0."""
    dark = 255.0 - grey.astype(np.float32)
    inked = dark[dark > _LEAST_INK]
    full = float(np.percentile(inked, 75)) if len(inked) else 255.0
    dark = np.clip(dark * (255.0 / full), 0, 255)
    return np.asarray(np.where(dark < _LEAST_INK, 0, dark), dtype=np.uint8)


def written_lines(
    files: list[Path], count: int, split: str, prose: list[str], rng: np.random.Generator, check: Check
) -> Iterator[Sample]:
    """Lines in the fonts of this split. prose: lines of text to draw from; if there are none, text is made up."""
    own = [path for path in files if font_split(path) == split]
    draw = text_source(prose, capitals=0.1)  # script fonts in capitals are like no one's hand
    made = 0
    while made < count and own:
        path, text = own[int(rng.integers(len(own)))], draw(rng)
        if not can_write(path, text):
            continue
        check(made / count, f"{split}: lines in fonts")
        made += 1
        yield strip_of_ink(camera(write(text, path, Pen.random(rng), rng), rng)).image, text, split, "fonts"


def composed_lines(
    hands: Hands, count: int, split: str, prose: list[str], rng: np.random.Generator, check: Check
) -> Iterator[Sample]:
    """Lines composed from characters of these hands; up to three fifths of the neighbours touch."""
    draw = text_source(prose, capitals=0.4)
    for made in range(count):
        check(made / count, f"{split}: composed lines")
        text = draw(rng)
        touching = float(rng.choice([0.0, 0.2, 0.4, 0.6]))
        style = Style.random(rng, touching=touching, broken=float(rng.choice([0.0, 0.0, 0.1])))
        ink = compose(text, hands.pick(rng), style, rng).ink
        yield strip_of_ink(camera(ink, rng), slope=style.slope).image, text, split, "composed"


def camera(ink: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Ink as a photograph and the cleaning after it leave it: blurred, its faintest part gone."""
    image = Image.fromarray(ink).filter(ImageFilter.GaussianBlur(float(rng.uniform(0.2, 1.3))))
    values = np.asarray(image)
    return np.asarray(np.where(values < rng.uniform(40, 120), 0, values), dtype=np.uint8)


def text_source(prose: list[str], *, capitals: float) -> Callable[[np.random.Generator], str]:
    """A function that draws a line of text: a share in capitals, 12 % codes and random characters, else as it is.

    A quarter of the lines of words have a number among the words.
    """
    language = LanguageModel.open()

    def draw(rng: np.random.Generator) -> str:
        kind = rng.random()
        if kind < _CODES:
            line = _codes(rng)
        else:
            line = " ".join(_piece(prose, rng) for _ in range(1 + int(rng.random() < 0.4)))
            line = line.strip() or texts.sample(language, language.symbols, rng, length=int(rng.integers(4, 36)))
            line = _with_number(line, rng) if rng.random() < _NUMBERS else line
            line = line.upper() if kind < _CODES + capitals else line
        return line[:_LONGEST].strip() or "A"

    return draw


def _piece(prose: list[str], rng: np.random.Generator) -> str:
    """One to eight words in a row of one of these lines; nothing without lines."""
    words = prose[int(rng.integers(len(prose)))].split() if prose else []
    if not words:
        return ""
    first, count = int(rng.integers(len(words))), int(rng.integers(1, 9))
    return " ".join(words[first : first + count])


def _with_number(line: str, rng: np.random.Generator) -> str:
    """A line with a number of one to five digits before one of its words or at its end."""
    words = line.split()
    words.insert(int(rng.integers(len(words) + 1)), str(int(rng.integers(10 ** int(rng.integers(1, 6))))))
    return " ".join(words)


def _codes(rng: np.random.Generator) -> str:
    """Two to six numbers, codes and stray characters."""
    kinds = (DIGITS, DIGITS, CAPITALS + DIGITS, DIGITS + "./-:,", CAPITALS + SMALL + DIGITS + PUNCTUATION)
    words = []
    for _ in range(int(rng.integers(2, 7))):
        characters = list(kinds[int(rng.integers(len(kinds)))])
        words.append("".join(str(c) for c in rng.choice(characters, int(rng.integers(1, 8)))))
    return " ".join(words)
