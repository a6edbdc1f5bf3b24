"""From numbers to pictures that need nothing but colours: places in a map, tiles side by side."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.inspection_answers import GAP, ZERO

_STEPS = 127  # places of the map on either side of zero
_OUTLIERS = 99.8  # percentile of the absolute values at which a shared scale ends: one large weight must not hide all
MOST_PIXELS = 4_000_000  # of a mosaic


def unit_pictures(tiles: NDArray[np.floating]) -> NDArray[np.floating]:
    """One picture for each unit, float (units, h, w), of tiles (units, channels, rows, columns); NaN where nothing is.

    Channels lie side by side, one pixel apart; a row of numbers is folded to about a square.
    """
    units, channels, height, width = tiles.shape
    if (height, channels) == (1, 1):
        return _fold(tiles.reshape(units, width))
    if channels == 1:
        return tiles[:, 0]
    columns = math.ceil(math.sqrt(channels))
    rows = math.ceil(channels / columns)
    shape = (units, rows * (height + 1) - 1, columns * (width + 1) - 1)
    pictures: NDArray[np.floating] = np.full(shape, np.nan, tiles.dtype)
    for channel in range(channels):
        top, left = (channel // columns) * (height + 1), (channel % columns) * (width + 1)
        pictures[:, top : top + height, left : left + width] = tiles[:, channel]
    return pictures


def limit_of(values: NDArray[np.floating]) -> float:
    """Where a zero-centred scale for these values ends; 1 where all are zero. NaN is left out."""
    known = np.abs(values[np.isfinite(values)])
    limit = float(np.percentile(known, _OUTLIERS)) if known.size else 0.0
    return limit or (float(known.max(initial=0.0)) or 1.0)


def diverging(values: NDArray[np.floating], limit: float | NDArray[np.floating]) -> NDArray[np.uint8]:
    """Places in a diverging map, uint8, same shape: zero is ZERO, -limit 1, limit 255, NaN is GAP."""
    places = np.clip(np.rint(ZERO + _STEPS * values / limit), 1, 255)
    return np.where(np.isnan(values), GAP, np.nan_to_num(places)).astype(np.uint8)


def own_limits(pictures: NDArray[np.floating]) -> NDArray[np.floating]:
    """The largest absolute value of each picture (units, h, w), as (units, 1, 1); 1 where all are zero."""
    limits = np.nanmax(np.abs(pictures), axis=(1, 2), keepdims=True)
    return np.where(limits > 0, limits, 1.0)


def colours(tiles: NDArray[np.floating], limit: float | NDArray[np.floating]) -> NDArray[np.uint8]:
    """Kernels over colour, (units, 3, h, w), as colours uint8 (units, h, w, 3): zero is mid grey."""
    shares: NDArray[np.floating] = 0.5 + 0.5 * tiles.transpose(0, 2, 3, 1) / np.asarray(limit)
    shown: NDArray[np.uint8] = np.rint(255 * np.clip(shares, 0, 1)).astype(np.uint8)
    return shown


def columns_for(count: int, tile: tuple[int, int], gap: int, aspect: float) -> int:
    """Tiles in a row, so that all of them fill a pane of this width by height."""
    height, width = tile
    wanted = math.sqrt(count * min(max(aspect, 0.1), 10.0) * (height + gap) / (width + gap))
    return min(max(1, round(wanted)), max(count, 1))


def side_by_side(pictures: NDArray[np.uint8], columns: int, gap: int, fill: int = GAP) -> NDArray[np.uint8]:
    """Pictures (N, h, w) or (N, h, w, 3) in rows of so many columns, a gap above and left of each and at the end."""
    count, height, width = pictures.shape[:3]
    rows = math.ceil(count / columns)
    size = (rows * (height + gap) + gap, columns * (width + gap) + gap, *pictures.shape[3:])
    whole = np.full(size, fill, np.uint8)
    for place, picture in enumerate(pictures):
        top, left = gap + (height + gap) * (place // columns), gap + (width + gap) * (place % columns)
        whole[top : top + height, left : left + width] = picture
    return whole


def gap_of(tile: tuple[int, int], *, parted: bool) -> int:
    """Pixels between tiles. parted: their channels lie one pixel apart, which must not look the same."""
    if parted:
        return 4
    return 1 if min(tile) < 32 else 2


def most_tiles(tile: tuple[int, int], gap: int) -> int:
    """How many tiles fit into MOST_PIXELS, one at least."""
    return max(1, MOST_PIXELS // ((tile[0] + gap) * (tile[1] + gap)))


def _fold(rows: NDArray[np.floating]) -> NDArray[np.floating]:
    units, length = rows.shape
    columns = math.ceil(math.sqrt(length))
    height = math.ceil(length / columns)
    folded: NDArray[np.floating] = np.full((units, height * columns), np.nan, rows.dtype)
    folded[:, :length] = rows
    return folded.reshape(units, height, columns)
