"""Lines of writing composed from single characters: for finding the reader's weights, its mistakes, and its limits.

One hand a line where writers are known; letters touch, break, wander, as asked. What is composed is a picture like any
other: it is read through the whole pipeline.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from core.alphabet import READER_ALPHABET
from core.read.geometry import EXPECTED, IS_SMALL
from core.read.patch import even_width
from core.read.training.pool import tight

Crop = NDArray[np.uint8]
Draw = Callable[[str, np.random.Generator], Crop]
_WIDE_MARKS = "-=+"  # sized by width: their height says nothing


@dataclass(frozen=True, slots=True)
class Style:
    """How a line is written. height: of a capital, pixels. touching, broken: share of neighbours that touch, of
    characters that are broken. gap: mean blank between letters, in capital heights. blank: between words. small: height
    of small letters."""

    height: float = 48.0
    stroke: float = 4.5
    touching: float = 0.0
    broken: float = 0.0
    gap: float = 0.2
    blank: float = 0.9
    small: float = 0.62
    wander: float = 0.04
    slope: float = 0.0

    @classmethod
    def random(
        cls, rng: np.random.Generator, *, touching: float = 0.0, broken: float = 0.0, tiny: bool = False
    ) -> Style:
        """One hand's habits. tiny: letters of 14 to 28 pixels, as on scanned forms."""
        height = float(rng.uniform(14, 28) if tiny else rng.uniform(30, 60))
        gap = float(rng.uniform(0.1, 0.35))
        return cls(
            height, height * float(rng.uniform(0.06, 0.15)), touching, broken, gap, gap + float(rng.uniform(0.45, 0.9)),
            float(rng.uniform(0.5, 0.75)), float(rng.uniform(0.01, 0.06)), float(rng.normal(0, 0.01)),
        )  # fmt: skip


@dataclass(frozen=True, eq=False, slots=True)
class Composed:
    """A line's ink, uint8 (h, w), its text, and the box (top, left, bottom, right) of each character but blanks.

    owners: int16 (h, w), which of those characters inked a pixel, -1 where none did.
    """

    ink: Crop
    owners: NDArray[np.int16]
    text: str
    boxes: tuple[tuple[int, int, int, int], ...]


def compose(text: str, draw: Draw, style: Style, rng: np.random.Generator) -> Composed:
    """Write a text with characters from draw(character, rng), each uint8 (h, w), ink 255 on 0."""
    placed: list[tuple[int, int, Crop]] = []
    column, profile = 0.0, None
    for character in text:
        if character == " ":
            column += (style.blank - style.gap) * style.height
            profile = None
            continue
        glyph, above = _glyph(character, draw, style, rng)
        row = round(-above - rng.normal(0, style.wander) * style.height + style.slope * column)
        left = round(column + rng.normal(style.gap, 0.3 * style.gap) * style.height)
        if profile is not None and rng.random() < style.touching:
            left = _touch(profile, row, glyph, style.stroke, rng)
        placed.append((row, left, glyph))
        profile = placed[-1]
        column = left + glyph.shape[1]
    return _paint(text, placed)


def _glyph(character: str, draw: Draw, style: Style, rng: np.random.Generator) -> tuple[Crop, float]:
    """The character at its size with the line's pen, and how far its top lies above the baseline, pixels."""
    crop = tight(draw(character, rng))
    place = READER_ALPHABET.index(character)
    top, bottom = EXPECTED[place] if np.isfinite(EXPECTED[place, 0]) else (1.0, 0.0)
    top = style.small if IS_SMALL[place] else top
    size = (top - bottom) * style.height * np.exp(rng.normal(0, 0.06))
    scale = 0.42 * style.height / crop.shape[1] if character in _WIDE_MARKS else size / crop.shape[0]
    scale = min(scale, 1.8 * style.height / max(crop.shape))
    rows, columns = (max(2, round(side * scale)) for side in crop.shape)
    margin = int(np.ceil(style.stroke))
    small = np.asarray(Image.fromarray(crop).resize((columns, rows), Image.Resampling.BICUBIC))
    padded = np.pad(small, margin).astype(np.float32)[None] / 255.0
    evened = even_width(padded, style.stroke, sigma=max(0.8, style.stroke / 2.6))[0]
    if rng.random() < style.broken:
        evened = _break(evened, style, rng)
    inked = np.asarray(evened * 255.0, dtype=np.uint8)
    middle = (top + bottom) / 2 * style.height
    return inked, middle + inked.shape[0] / 2


def _break(values: NDArray[np.float32], style: Style, rng: np.random.Generator) -> NDArray[np.float32]:
    """One or two thin cuts through the ink, as a skipping pen or a hard threshold leaves them."""
    rows, columns = values.shape
    down, across = np.mgrid[0:rows, 0:columns]
    broken = values.copy()
    for _ in range(1 + int(rng.random() < 0.35)):
        angle = rng.uniform(0, np.pi)
        row, column = rng.uniform(0.3, 0.7) * rows, rng.uniform(0.3, 0.7) * columns
        away = np.abs((down - row) * np.cos(angle) + (across - column) * np.sin(angle))
        broken[away < rng.uniform(0.02, 0.05) * style.height + 0.7] = 0
    return broken


def _touch(before: tuple[int, int, Crop], row: int, glyph: Crop, stroke: float, rng: np.random.Generator) -> int:
    """The column at which a glyph just runs into the one before: where strokes cross, not where stems lie on stems."""
    top, left, other = before
    rows = range(max(top, row), min(top + other.shape[0], row + glyph.shape[0]))
    gaps = []
    for r in rows:
        mine, theirs = np.flatnonzero(glyph[r - row] > 128), np.flatnonzero(other[r - top] > 128)
        if len(mine) and len(theirs):
            gaps.append(other.shape[1] - int(theirs[-1]) + int(mine[0]))
    if not gaps:
        return int(left + other.shape[1] - 2)
    ordered = np.sort(gaps)
    overlap = int(rng.integers(1, max(2, round(stroke))))
    while overlap > 1 and np.count_nonzero(ordered <= ordered[0] + overlap) > 2 * stroke:
        overlap -= 1
    return int(left + other.shape[1] - ordered[0] - overlap + 1)


def _paint(text: str, placed: list[tuple[int, int, Crop]]) -> Composed:
    margin = 24
    top, left = min(row for row, _, _ in placed) - margin, min(column for _, column, _ in placed) - margin
    bottom = max(row + glyph.shape[0] for row, _, glyph in placed) + margin
    right = max(column + glyph.shape[1] for _, column, glyph in placed) + margin
    canvas = np.zeros((bottom - top, right - left), np.uint8)
    owners = np.full(canvas.shape, -1, np.int16)
    boxes = []
    for place, (row, column, glyph) in enumerate(placed):
        part = np.s_[row - top : row - top + glyph.shape[0], column - left : column - left + glyph.shape[1]]
        owners[part][glyph > np.maximum(canvas[part], 60)] = place
        np.maximum(canvas[part], glyph, out=canvas[part])
        rows, columns = np.nonzero(glyph > 100)
        if len(rows):
            offset = np.array([row - top, column - left] * 2)
            boxes.append(np.array([rows.min(), columns.min(), rows.max() + 1, columns.max() + 1]) + offset)
    return Composed(canvas, owners, text, tuple(tuple(int(side) for side in box) for box in boxes))  # type: ignore[misc]


def photograph(ink: Crop, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A line's ink as a picture, uint8 (h, w, 3): paper, light, blur, grain."""
    image = Image.fromarray(ink).filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 1.0))))
    dark = np.asarray(image).astype(np.float32) / 255.0 * rng.uniform(0.45, 0.9)
    light = rng.uniform(170, 245) * (1.0 + rng.uniform(-0.15, 0.15) * np.linspace(-1, 1, ink.shape[1])[None, :])
    grey = light * (1.0 - dark) + rng.normal(0, rng.uniform(0.5, 4.0), ink.shape)
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[..., None], 3, axis=2)
