"""Darkness to ink or paper: a threshold that follows the ink close by and stays above the paper's own grain."""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy.ndimage as ndi
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from core.image.light import fit

FAINTEST: Final = 36.0  # of 255, a flattened ratio of 0.86: left fewest false pieces on real pages (methods.md, 2)
_GRAIN: Final = 5.0  # this many standard deviations of the paper's grain are not ink
_HIGHEST: Final = 128.0  # however coarse the grain, this dark is ink
_SHARE: Final = 0.9  # of the mean darkness close by: half of the stroke's darkness at its blurred edge
_REACH: Final = 0.15  # of a letter's height: how far "close by" goes, a little over a stroke's width
_BLOCK: Final = 8  # pixels: grain is measured in squares of this side,
_GROUP: Final = 6  # in groups of 6 x 6 squares,
_QUIET: Final = 5  # of which at least this many and one have no ink in them
_FIELD: Final = 96  # pixels, about two letters: squared or ruled paper has a line in each field of this side
_FIELDS: Final = 0.85  # share of the fields that have ink where the paper is squared; else there are margins
_CLEARLY: Final = 0.5  # the paper's lines are fainter than this share of the pen's darkness,
_OFTEN: Final = 0.25  # and at least this share of all ink is theirs


def floor(dark: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The darkness below which nothing is ink, by place. dark: uint8 (h, w) -> float32 (ceil(h/48), ceil(w/48)).

    36..128: five standard deviations of the paper's grain, measured in the quiet squares around.
    """
    image = Image.fromarray(dark.astype(np.float32))
    square = Image.fromarray(np.square(dark, dtype=np.float32))
    mean, mean_square = np.asarray(image.reduce(_BLOCK)), np.asarray(square.reduce(_BLOCK))
    deviation = np.sqrt(np.maximum(mean_square - mean * mean, 0.0))
    rows, columns = -(-deviation.shape[0] // _GROUP), -(-deviation.shape[1] // _GROUP)
    padded = np.full((rows * _GROUP, columns * _GROUP), np.inf, dtype=np.float32)
    padded[: deviation.shape[0], : deviation.shape[1]] = deviation
    groups = padded.reshape(rows, _GROUP, columns, _GROUP).swapaxes(1, 2).reshape(rows, columns, _GROUP * _GROUP)
    quiet = np.partition(groups, _QUIET, axis=2)[:, :, _QUIET]
    # A group at the right or lower border may hold fewer squares than that.
    quiet = np.where(np.isfinite(quiet), quiet, groups.min(axis=2))
    smooth = ndi.median_filter(quiet, size=3, mode="nearest")
    return np.asarray(np.clip(smooth * _GRAIN, FAINTEST, _HIGHEST), dtype=np.float32)


def find_ink(dark: NDArray[np.uint8], letter: float) -> NDArray[np.bool_]:
    """Ink is darker than the floor at its place and than most of what is close by.

    dark: uint8 (h, w), 0 paper .. 255 black. letter: height of letters in pixels. Returns bool (h, w).
    Thin faint strokes have little ink close by and pass whole; the blurred edges of bold strokes do not, so that
    narrow counters stay open.
    """
    close = Image.fromarray(dark).filter(ImageFilter.BoxBlur(max(1, round(_REACH * letter))))
    limit = np.asarray(close.point([round(_SHARE * level) for level in range(256)]))
    lowest = floor(dark)
    if float(np.ptp(lowest)) == 0.0:
        mask = np.asarray((dark >= limit) & (dark >= lowest.flat[0]))
    else:
        mask = np.asarray((dark >= limit) & (dark >= fit(lowest, (dark.shape[0], dark.shape[1]), _BLOCK * _GROUP)))
    lines = paper_lines(dark, mask)
    if not lines:
        return mask
    # The pen's blurred edges are as faint as lines; without them dots would be too small for writing.
    return np.asarray(mask & ndi.binary_dilation(mask & (dark > lines), np.ones((3, 3))))


def paper_lines(dark: NDArray[np.uint8], mask: NDArray[np.bool_]) -> float:
    """The darkness (0..255) that lines printed on the paper do not pass; 0.0 where none are told from the writing.

    dark, mask: (h, w) darkness and ink. Squares and rulings run over the whole page, so hardly a field of it is free of
    ink, and what is darkest in the quieter fields is theirs; the pen is at least twice as dark.
    """
    rows, columns = dark.shape[0] // _FIELD, dark.shape[1] // _FIELD
    if rows * columns < 12:
        return 0.0
    ink = np.where(mask, dark, 0)[: rows * _FIELD, : columns * _FIELD]
    peaks = ink.reshape(rows, _FIELD, columns, _FIELD).max(axis=(1, 3))
    if (peaks > 0).mean() < _FIELDS:
        return 0.0
    shades = dark[mask]
    lines, pen = float(np.percentile(peaks[peaks > 0], 15.0)), float(np.percentile(shades, 90.0))
    if lines > _CLEARLY * pen or (shades <= lines).mean() < _OFTEN:
        return 0.0
    return float(min(1.3 * lines, np.sqrt(lines * pen)))
