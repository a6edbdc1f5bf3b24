"""Characters drawn from free handwriting fonts: clean, every character, one more hand a font."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from core.alphabet import CAPITALS, DIGITS, PUNCTUATION, SMALL
from core.read.training.sources import Source

_HEIGHT = 64
_POINTS = 72
FONT_WEIGHTS = (1.0, 1.0, 2.0, 3.0)  # digits, capitals, small letters, marks


def font_files(folder: Path) -> list[Path]:
    """One regular, latin file of each font family below this folder (npm packages @fontsource/...)."""
    return sorted(folder.glob("*/files/*-latin-400-normal.woff2"))


def open_fonts(files: list[Path]) -> Source:
    """All characters of all fonts as one source; a font is one writer, held out whole."""
    images, labels, split, owners = [], [], [], []
    for path in files:
        part = font_split(path)
        for character, image in _glyphs(path):
            images.append(image)
            labels.append(character)
            split.append(part)
            owners.append(path.name)
    return Source("fonts", np.stack(images), np.array(labels), np.array(split), np.array(owners))


def font_split(path: Path) -> str:
    """ "train", "valid" or "test", by a fixed hash of the family's name."""
    place = zlib.crc32(path.name.split("-latin")[0].encode()) % 100
    return "test" if place < 8 else "valid" if place < 14 else "train"


def _glyphs(path: Path) -> list[tuple[str, NDArray[np.uint8]]]:
    font = ImageFont.truetype(str(path), _POINTS)
    drawn = [(character, _draw(font, character)) for character in DIGITS + CAPITALS + SMALL + PUNCTUATION]
    blank = _draw(font, "\uffff")  # what the font shows for a character that it lacks
    return [(c, image) for c, image in drawn if image is not None and not _same(image, blank)]


def _draw(font: ImageFont.FreeTypeFont, character: str) -> NDArray[np.uint8] | None:
    left, top, right, bottom = (int(side) for side in font.getbbox(character))
    if right - left < 2 or bottom - top < 2:
        return None
    image = Image.new("L", (right - left + 4, bottom - top + 4))
    ImageDraw.Draw(image).text((2 - left, 2 - top), character, fill=255, font=font)
    scale = min(60 / image.width, 60 / image.height, 1.0)
    image = image.resize(
        (max(2, round(image.width * scale)), max(2, round(image.height * scale))), Image.Resampling.BOX
    )
    canvas = np.zeros((_HEIGHT, _HEIGHT), np.uint8)
    row, column = (_HEIGHT - image.height) // 2, (_HEIGHT - image.width) // 2
    canvas[row : row + image.height, column : column + image.width] = np.asarray(image)
    return canvas


def _same(one: NDArray[np.uint8], other: NDArray[np.uint8] | None) -> bool:
    return other is not None and bool(np.array_equal(one, other))
