"""Ruled lines: long, thin, nearly level or upright runs of ink. Letters that cross them stay whole."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

_SLACK: Final = 2  # rows: a line may drift this far above or below while a run lasts
_FILLED: Final = 0.85  # share of a run that must be ink; gaps come from faint rulings
_FAINTER: Final = 0.65  # share of the pen's darkness below which rulings are told by their colour
_THIN: Final = 0.5  # share of a run's columns in which nothing but the line is met


def without_rulings(
    mask: NDArray[np.bool_], dark: NDArray[np.uint8], *, length: float, thickness: float
) -> NDArray[np.bool_]:
    """The mask (h, w) without lines at least `length` pixels long and at most `thickness` thick, level and upright.

    dark: darkness (h, w). Upright lines must be half as long again, since letters have tall strokes. A line's pixel
    stays where the ink above and below it makes it part of a longer upright stroke, and where it is much darker than
    the lines: so what crosses a line is not cut, and a bar of a letter that lies on it is kept.
    """
    level = _level_lines(mask, dark, length, thickness)
    upright = _level_lines(np.ascontiguousarray(mask.T), dark.T, 1.5 * length, thickness).T
    return np.asarray(mask & ~level & ~upright)


def _level_lines(
    mask: NDArray[np.bool_], dark: NDArray[np.uint8], length: float, thickness: float
) -> NDArray[np.bool_]:
    """Pixels of level lines, but for those of the writing on them."""
    starts, ends = _long_runs(_thickened(mask), length)
    if not starts.size:
        return np.zeros_like(mask)
    thin = _short_upright(mask, thickness)
    found = _thickened(thin & _paint(mask.shape, starts, ends))
    count = np.concatenate([[0], np.cumsum(found.ravel(), dtype=np.int32)])
    good = count[ends] - count[starts] >= _THIN * (ends - starts)
    if not good.any():
        return np.zeros_like(mask)
    starts, ends = starts[good], ends[good]
    sure = thin & _paint(mask.shape, starts, ends)
    # A line often goes on faint or broken where its run ends.
    row, reach = starts // mask.shape[1] * mask.shape[1], int(length / 2)
    starts, ends = np.maximum(starts - reach, row), np.minimum(ends + reach, row + mask.shape[1])
    band = _thickened(_paint(mask.shape, starts, ends))
    return np.asarray(band & _like_lines(mask, dark, sure, thin))


def _like_lines(
    mask: NDArray[np.bool_], dark: NDArray[np.uint8], sure: NDArray[np.bool_], thin: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Those thin pixels that are as faint as the sure lines or, where lines are as dark as the pen, as thin."""
    if not sure.any():
        return sure
    usual = float(np.percentile(dark[sure], 75))  # of their middles; their edges are fainter
    others = mask & ~sure
    if others.any() and usual < _FAINTER * float(np.percentile(dark[others], 75)):
        return np.asarray(thin & (dark < usual / _FAINTER))
    tops, bottoms = _runs(np.ascontiguousarray(sure.T))
    return _short_upright(mask, float(np.median(bottoms - tops)) + 1.0)


def _thickened(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The mask with each pixel spread _SLACK rows up and down."""
    out = mask.copy()
    for shift in range(1, _SLACK + 1):
        out[shift:] |= mask[:-shift]
        out[:-shift] |= mask[shift:]
    return out


def _runs(mask: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Flat starts and ends (exclusive) of the runs along the rows; a run never goes on into the next row."""
    fenced = np.zeros((mask.shape[0], mask.shape[1] + 1), dtype=np.int8)
    fenced[:, :-1] = mask
    change = np.diff(fenced.ravel(), prepend=np.int8(0))
    starts, ends = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
    row = starts // fenced.shape[1]  # each earlier row had one column of fence
    return starts - row, ends - row


def _long_runs(mask: NDArray[np.bool_], length: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Runs of at least `length`, short gaps bridged as long as the whole stays filled."""
    starts, ends = _runs(mask)
    if not starts.size:
        return starts, ends
    width = mask.shape[1]
    gap = starts[1:] - ends[:-1]
    before = (ends - starts)[:-1]
    joined = (starts[1:] // width == starts[:-1] // width) & (gap <= np.minimum(0.15 * length, 0.5 * before))
    first = np.concatenate([[True], ~joined])
    last = np.concatenate([~joined, [True]])
    total = np.add.reduceat(ends - starts, np.flatnonzero(first))
    starts, ends = starts[first], ends[last]
    long = (ends - starts >= length) & (total >= _FILLED * (ends - starts))
    return starts[long], ends[long]


def _paint(shape: tuple[int, ...], starts: NDArray[np.intp], ends: NDArray[np.intp]) -> NDArray[np.bool_]:
    """A mask of this shape, True in the flat runs (which may overlap)."""
    if starts.size < 500:  # few and long: one by one is faster
        flat = np.zeros(shape[0] * shape[1], dtype=np.bool_)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            flat[start:end] = True
        return flat.reshape(shape)
    edges = np.zeros(shape[0] * shape[1] + 1, dtype=np.int16)
    np.add.at(edges, starts, 1)
    np.subtract.at(edges, ends, 1)
    return np.asarray(np.cumsum(edges[:-1], dtype=np.int16).reshape(shape) > 0)


def _short_upright(mask: NDArray[np.bool_], thickness: float) -> NDArray[np.bool_]:
    """Those pixels of the mask whose upright run is at most `thickness` long."""
    starts, ends = _runs(np.ascontiguousarray(mask.T))
    short = ends - starts <= thickness
    return _paint(mask.shape[::-1], starts[short], ends[short]).T
