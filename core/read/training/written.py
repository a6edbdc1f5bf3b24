"""Lines written with a handwriting font, word by word as a whole, so that letters join as the font joins them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from core.alphabet import CAPITALS, DIGITS, PUNCTUATION, SMALL

_POINTS = 56
_MARGIN = 20
_KNOT = 14.0  # pixels: how far apart a hand's unevenness varies


@dataclass(frozen=True, slots=True)
class Pen:
    """How a font's line is made uneven. blank: between words, in points. wander: of words off the line, in points.
    shake: pixels that strokes are pushed about. lean: columns a row. stretch: of the width."""

    blank: float = 0.3
    wander: float = 0.02
    shake: float = 1.2
    lean: float = 0.0
    stretch: float = 1.0

    @classmethod
    def random(cls, rng: np.random.Generator) -> Pen:
        return cls(
            float(rng.uniform(0.2, 0.6)), float(rng.uniform(0.0, 0.04)), float(rng.uniform(0.3, 2.2)),
            float(rng.normal(0.0, 0.15)), float(np.exp(rng.normal(0.0, 0.12))),
        )  # fmt: skip


@lru_cache(maxsize=160)
def _font(path: Path) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), _POINTS)


@lru_cache(maxsize=160)
def _lacking(path: Path) -> frozenset[str]:
    """Characters of ours that the font draws as it draws one that it surely lacks."""
    font = _font(path)
    empty = bytes(font.getmask("\uffff"))
    every = CAPITALS + SMALL + DIGITS + PUNCTUATION
    return frozenset(c for c in every if bytes(font.getmask(c)) == empty or not any(font.getmask(c)))


def can_write(path: Path, text: str) -> bool:
    """Whether the font has every character of the text."""
    return not _lacking(path) & set(text)


def write(text: str, path: Path, pen: Pen, rng: np.random.Generator) -> NDArray[np.uint8]:
    """The text in this font as ink, uint8 (h, w), 255 on 0. text: at least one character that is no blank."""
    font, words = _font(path), text.split()
    widths = [max(font.getlength(word), 1.0) for word in words]
    gaps = pen.blank * _POINTS * np.exp(rng.normal(0.0, 0.25, len(words)))
    canvas = Image.new("L", (int(sum(widths) + gaps.sum()) + 4 * _MARGIN, 3 * _POINTS))
    draw, column = ImageDraw.Draw(canvas), 2.0 * _MARGIN
    for word, width, gap in zip(words, widths, gaps, strict=True):
        row = 2 * _POINTS + rng.normal(0.0, pen.wander) * _POINTS
        draw.text((column, row), word, fill=255, font=font, anchor="ls")
        column += width + gap
    return _shaken(np.asarray(canvas), pen, rng)


def _shaken(ink: NDArray[np.uint8], pen: Pen, rng: np.random.Generator) -> NDArray[np.uint8]:
    """The ink pushed about smoothly, leaning and stretched as the pen says."""
    height, width = ink.shape
    wide = max(1, round(width * pen.stretch))
    knots = (2, int(height / _KNOT) + 3, int(wide / _KNOT) + 3)
    coarse = ndimage.gaussian_filter(rng.normal(0.0, 2.0 * pen.shake, knots), (0, 0.8, 0.8))
    push = [
        np.asarray(Image.fromarray(part.astype(np.float32)).resize((wide, height), Image.Resampling.BICUBIC))
        for part in coarse
    ]
    rows, columns = np.mgrid[0:height, 0:wide].astype(np.float32)
    across = columns / pen.stretch + pen.lean * (rows - height / 2) + push[1]
    moved = ndimage.map_coordinates(ink, [rows + push[0], across], order=1, mode="constant")
    return np.asarray(moved, dtype=np.uint8)
