"""A picture made ready for reading: even ink at working scale. The steps live in the files beside this one."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.image.binarize import threshold
from core.image.light import darkness, paper_brightness
from core.image.pieces import find_pieces, keep, letter_height
from core.image.sheet import Sheet

LETTER: Final = 48.0  # pixels: the height that letters are brought to
_MAX_PIXELS: Final = 3_000_000
_SURVEY_PIXELS: Final = 1_000_000


def prepare(pixels: NDArray[np.uint8]) -> Sheet:
    """A picture, uint8 (H, W, 3), to a Sheet: scaled, light evened, ink found."""
    height, width = pixels.shape[:2]
    grey = Image.fromarray(pixels).convert("L")
    survey = _scaled(grey, min(1.0, (_SURVEY_PIXELS / (height * width)) ** 0.5))
    survey_dark = darkness(survey, paper_brightness(survey))
    pieces = find_pieces(survey_dark >= threshold(survey_dark), survey_dark)
    letters = letter_height(pieces) * height / survey.shape[0]
    scale = LETTER / letters if letters else 1.0
    scale = min(max(scale, 0.05), 4.0, (_MAX_PIXELS / (height * width)) ** 0.5)
    working = _scaled(grey, scale)
    dark = darkness(working, paper_brightness(working))
    mask = dark >= threshold(dark)
    pieces = find_pieces(mask, dark)
    if pieces.area.size:
        typical = float(np.median(pieces.peak[pieces.area > 20])) if (pieces.area > 20).any() else 1.0
        mask = keep(mask, pieces, (pieces.area > 20) & (pieces.peak > 0.5 * typical))
    ink = _full_range(dark, mask)
    matrix = np.array([[height / mask.shape[0], 0.0, 0.0], [0.0, width / mask.shape[1], 0.0]])
    return Sheet(ink, mask, matrix, height, width)


def _scaled(grey: Image.Image, scale: float) -> NDArray[np.uint8]:
    size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
    kind = Image.Resampling.BOX if scale < 0.7 else Image.Resampling.BICUBIC
    return np.asarray(grey.resize(size, kind, reducing_gap=None))


def _full_range(dark: NDArray[np.float32], mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Darkness to 0..255 so that the strokes of this page are full ink."""
    full = float(np.percentile(dark[mask], 75)) if mask.any() else 1.0
    return np.asarray(np.clip(dark * (255.0 / max(full, 0.05)), 0, 255), dtype=np.uint8)
