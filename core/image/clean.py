"""A picture made ready for reading: even ink at working scale on a straight page. The steps live in files beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.ndimage as ndi
from numpy.typing import NDArray
from PIL import Image

from core.image.binarize import find_ink
from core.image.light import beside_paper, darkness, enlarge, is_light_on_dark, paper_brightness
from core.image.pieces import Pieces, choose, find_pieces, is_writing, letter_height, stroke_width, without_blobs
from core.image.rulings import without_rulings
from core.image.sheet import Sheet
from core.image.skew import clear_slant, runs_upright, slant

LETTER: Final = 44.0  # pixels: the height that letters are brought to
_MOST_PIXELS: Final = 3_000_000  # of the working picture
_SURVEY_PIXELS: Final = 1_000_000
_GUESS: Final = 24.0  # pixels: letters in the survey, before it has told
_CHALK: Final = 160.0  # of 255: light ink is at least this bright, or made so
_LARGEST: Final = 4.0  # times a small picture is enlarged at most


@dataclass(frozen=True, slots=True)
class _Survey:
    """What a small copy tells. letter: height of letters in pixels of the picture, 0.0 if there are none."""

    inverted: bool
    letter: float
    slant: float


def prepare(pixels: NDArray[np.uint8]) -> Sheet:
    """A picture, uint8 (H, W, 3) RGB, to a Sheet: letters about 44 pixels high, light evened, straight, ink found.

    The picture is looked at twice: a copy of about a megapixel tells how high the letters are, how the page slants and
    whether it is light on dark; then one copy is made at the right scale and cleaned.
    """
    height, width = pixels.shape[:2]
    grey = Image.fromarray(pixels).convert("L")
    survey = _survey(grey)
    scale = LETTER / survey.letter if survey.letter else 1.0
    scale = min(max(scale, 0.05), _LARGEST, (_MOST_PIXELS / (height * width)) ** 0.5)
    working, inside, matrix = _straight(grey, scale, survey.slant)
    letter = survey.letter * scale or LETTER
    dark, beside = _flattened(_negative(working) if survey.inverted else working)
    pieces = _writing(dark, beside, inside, letter)
    mask = _painted(pieces, dark.shape)
    return Sheet(_full_range(dark, mask), mask, matrix, height, width)


def _survey(grey: Image.Image) -> _Survey:
    small = _scaled(grey, min(1.0, (_SURVEY_PIXELS / (grey.height * grey.width)) ** 0.5))
    inverted = is_light_on_dark(np.asarray(small))
    if inverted:
        small = Image.fromarray(_negative(np.asarray(small)))
    # Rulings join letters, and a slanting ruling is not found: where the whole ink clearly slants, straighten first.
    dark, beside = _flattened(np.asarray(small))
    mask = find_ink(dark, _GUESS)
    rows, columns = np.nonzero(mask)
    angle = clear_slant(rows, columns, _GUESS)
    straight, inside, back = _straight(small, 1.0, angle)
    if angle != 0.0:
        dark, beside = _flattened(straight)
        mask = find_ink(dark, _GUESS)
    # How high letters are is not known yet: only what holds for all heights is done before it is.
    mask = without_rulings(mask, dark, length=max(0.2 * max(dark.shape), 4 * _GUESS), thickness=5.0)
    letter = letter_height(find_pieces(mask, dark), mask.shape)
    pieces = _writing(dark, beside, inside, letter or _GUESS)
    letter = letter_height(pieces, mask.shape)
    if not letter:
        return _Survey(inverted, 0.0, 0.0)
    rows, columns = back[:, :2] @ np.divmod(pieces.pixels, mask.shape[1]) + back[:, 2:]
    # Along lines that run up and down the page slants the other way.
    angle = -slant(columns, rows, letter) if runs_upright(pieces) else slant(rows, columns, letter)
    return _Survey(inverted, letter * grey.height / small.height, angle)


def _negative(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Light ink on dark paper as dark ink on light paper, uint8 (h, w). Chalk in poor light is brightened before: else
    it would be faint, since what counts is how much darker than the paper ink is."""
    brightest = max(float(np.percentile(grey[::4, ::4], 99.9)), 1.0)
    gain = max(1.0, _CHALK / brightest)
    return np.asarray((255.0 - np.clip(np.arange(256) * gain, 0, 255)).astype(np.uint8)[grey])


def _flattened(grey: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Darkness uint8 (h, w) of ink on the paper, 0 beside it; and bool (h, w): beside the paper or next to that."""
    paper = paper_brightness(grey)
    dark = darkness(grey, paper)
    beside = beside_paper(paper)
    if not beside.any():
        return dark, np.zeros(dark.shape, dtype=np.bool_)
    dark[enlarge(beside, dark.shape)] = 0
    return dark, enlarge(ndi.binary_dilation(beside), dark.shape)


def _writing(dark: NDArray[np.uint8], beside: NDArray[np.bool_], inside: NDArray[np.bool_], letter: float) -> Pieces:
    """The pieces of ink that can be writing; all arrays (h, w)."""
    mask = without_blobs(find_ink(dark, letter), 0.8 * letter)
    mask = without_rulings(mask, dark, length=4 * letter, thickness=max(3.0, 0.16 * letter))
    pieces = find_pieces(mask, dark)
    size = np.maximum(pieces.height, pieces.width)
    letters = choose(pieces, (size > 0.4 * letter) & (size < 3 * letter))
    return choose(pieces, is_writing(pieces, inside, beside, letter, stroke_width(_painted(letters, mask.shape))))


def _painted(pieces: Pieces, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    mask = np.zeros(shape, dtype=np.bool_)
    mask.ravel()[pieces.pixels] = True
    return mask


def _inside(shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """True but for the outermost pixels."""
    inside = np.zeros(shape, dtype=np.bool_)
    inside[1:-1, 1:-1] = True
    return inside


def _scaled(grey: Image.Image, scale: float) -> Image.Image:
    size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
    # The box filter is much the fastest way down; its steps show only when little is taken away.
    return grey.resize(size, Image.Resampling.BOX if scale < 0.6 else Image.Resampling.BICUBIC)


def _straight(
    grey: Image.Image, scale: float, angle: float
) -> tuple[NDArray[np.uint8], NDArray[np.bool_], NDArray[np.float64]]:
    """The picture at this scale with its lines, which fall by `angle` degrees, made level; and the way back.

    Returns uint8 (h, w), bool (h, w): where there is picture but for its outermost pixels, and the matrix of Sheet.
    """
    scaled = _scaled(grey, scale)
    back = np.array([[grey.height / scaled.height, 0.0, 0.0], [0.0, grey.width / scaled.width, 0.0]])
    if angle == 0.0:
        return np.asarray(scaled), _inside((scaled.height, scaled.width)), back
    sine, cosine = float(np.sin(np.radians(angle))), float(np.cos(np.radians(angle)))
    height = int(np.ceil(scaled.height * cosine + scaled.width * abs(sine)))
    width = int(np.ceil(scaled.width * cosine + scaled.height * abs(sine)))
    # Straight (row, column) to slanting (row, column): turned about both middles.
    turn = np.array([[cosine, sine], [-sine, cosine]])
    shift = np.array([scaled.height, scaled.width]) / 2 - turn @ (np.array([height, width]) / 2)
    # Pillow wants columns first; what lies outside becomes the paper's median grey.
    data = (turn[1, 1], turn[1, 0], shift[1], turn[0, 1], turn[0, 0], shift[0])
    fill = int(np.median(np.asarray(scaled)[::8, ::8]))
    straight = scaled.transform((width, height), Image.Transform.AFFINE, data, Image.Resampling.BICUBIC, fillcolor=fill)
    whole = Image.fromarray(_inside((scaled.height, scaled.width)).astype(np.uint8))
    inside = np.asarray(whole.transform((width, height), Image.Transform.AFFINE, data)) > 0
    return np.asarray(straight), inside, np.hstack([back[:, :2] @ turn, back[:, :2] @ shift[:, None]])


def _full_range(dark: NDArray[np.uint8], mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Darkness to 0..255 so that the strokes of this page are full ink."""
    full = float(np.percentile(dark[mask], 75)) if mask.any() else 255.0
    table = np.clip(np.arange(256) * (255.0 / max(full, 16.0)), 0, 255).astype(np.uint8)
    return np.asarray(table[dark])
