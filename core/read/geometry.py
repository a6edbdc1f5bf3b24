"""Where a character sits: its top and bottom relative to the line's baseline and letter heights.

Tells apart what the normalised picture cannot: o from O, comma from quote, p from P. The line's measures (baseline,
slope, height of capitals, height of small letters) are fitted from a first reading, then every hypothesis is scored.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.alphabet import READER_ALPHABET

# Expected top and bottom in heights of a capital above the baseline; X stands for the height of a small letter.
_X = "x"
_TALL: tuple[float | str, float] = (1.0, 0.0)
_KINDS: dict[str, tuple[float | str, float]] = {
    "ABCDEFGHIKLMNOPRSTUVWXYZ0123456789bdfhkl!?&%#@/": _TALL,
    "acemnorsuvwxz": (_X, 0.0),
    "gpqy": (_X, -0.38),
    "it": (0.92, 0.0),
    "j": (0.92, -0.38),
    "JQ": (1.0, -0.08),
    "()$": (1.05, -0.15),
    ".": (0.12, 0.0),
    ",": (0.14, -0.18),
    ";": (0.5, -0.18),
    ":": (0.5, 0.0),
    "'\"": (1.02, 0.68),
    "-": (0.47, 0.36),
    "=": (0.55, 0.25),
    "+": (0.7, 0.1),
    "*": (1.0, 0.5),
}
_SPREAD = 0.16  # standard deviation of top and of bottom, in heights of a capital
_DEEP = set("gpqyjfQJ,;()$/zZ")  # whose bottom varies more
DEFAULT_X = 0.62


@dataclass(frozen=True, slots=True)
class Measures:
    """Of one line, in sheet pixels. baseline: row = offset + slope * column. capital: height of capitals.
    small: height of a small letter without strokes above, as a share of capital."""

    offset: float
    slope: float
    capital: float
    small: float = DEFAULT_X

    def heights(self, boxes: NDArray[np.int64]) -> NDArray[np.float64]:
        """Top and bottom above the baseline in heights of a capital, float64 (N, 2)."""
        base = self.offset + self.slope * (boxes[:, 1] + boxes[:, 3]) / 2
        return np.stack([base - boxes[:, 0], base - boxes[:, 2]], axis=1) / self.capital


def _table() -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    """For each label: expected top and bottom (N, 2), whether the top is that of a small letter, spread (N, 2)."""
    labels = READER_ALPHABET.labels
    expected, is_small, spread = (
        np.full((len(labels), 2), np.nan),
        np.zeros(len(labels), bool),
        np.full((len(labels), 2), _SPREAD),
    )
    for characters, (top, bottom) in _KINDS.items():
        for character in characters:
            place = READER_ALPHABET.index(character)
            is_small[place] = top == _X
            expected[place] = (DEFAULT_X if isinstance(top, str) else top, bottom)
            spread[place, 1] = 0.22 if character in _DEEP else _SPREAD
    return expected, is_small, spread


EXPECTED, IS_SMALL, SPREAD = _table()


def log_likelihood(heights: NDArray[np.float64], small: float) -> NDArray[np.float64]:
    """Log density, up to a constant, of each hypothesis' place for each label: (N, labels); -1 where none is known.

    heights: (N, 2) as from Measures.heights. Student-like tails: a strange place costs at most about 5.
    """
    expected = EXPECTED.copy()
    expected[IS_SMALL, 0] = small
    z = (heights[:, None, :] - expected[None]) / SPREAD[None]
    penalty = np.log1p(0.5 * z**2).sum(axis=2)
    return np.asarray(-np.nan_to_num(np.minimum(penalty, 5.0), nan=1.0))


def fit(boxes: NDArray[np.int64], labels: NDArray[np.intp], weights: NDArray[np.float64], start: Measures) -> Measures:
    """Measures of a line from boxes (N, 4) read as these labels, weights 0..1; start where too little is known."""
    known = np.isfinite(EXPECTED[labels, 0]) & (weights > 0.05)
    boxes, labels, weights = boxes[known], labels[known], weights[known]
    if weights.sum() < 1.0:
        return start
    measures = start
    for _ in range(3):
        measures = _refit(boxes, labels, weights, measures)
    return measures


def _refit(
    boxes: NDArray[np.int64], labels: NDArray[np.intp], weights: NDArray[np.float64], measures: Measures
) -> Measures:
    """One weighted least squares step for offset, slope and capital height; then the small letters' height."""
    expected = EXPECTED[labels].copy()
    expected[IS_SMALL[labels], 0] = measures.small
    columns = (boxes[:, 1] + boxes[:, 3]) / 2
    away = np.abs(measures.heights(boxes) - expected) / SPREAD[labels]
    trust = weights[:, None] / (1.0 + away**2)
    rows = boxes[:, [0, 2]].astype(np.float64)
    ones = np.ones(len(columns))
    design = np.concatenate([np.stack([ones, columns, -expected[:, side]], axis=1) for side in (0, 1)])
    values = rows.T.reshape(-1)
    root = np.sqrt(trust.T.reshape(-1))
    prior, aim = _prior(measures, columns)
    solution = np.linalg.lstsq(
        np.concatenate([design * root[:, None], prior]), np.concatenate([values * root, aim]), rcond=None
    )[0]
    offset, slope, capital = (float(value) for value in solution)
    capital = float(np.clip(capital, 0.5 * measures.capital, 2.0 * measures.capital))
    fitted = Measures(offset, slope, capital, measures.small)
    return Measures(offset, slope, capital, _small(fitted, boxes, labels, weights))


def _prior(measures: Measures, columns: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Rows of the least squares problem that keep slope and height near what is known, where the line is short."""
    middle = float(columns.mean())
    strength = 0.3
    across = 2.0 * measures.capital * strength
    rows = np.array([[0.0, across, 0.0], [0.0, 0.0, strength], [strength * 0.1, strength * 0.1 * middle, 0.0]])
    level = measures.offset + measures.slope * middle
    return rows, np.array([across * measures.slope, strength * measures.capital, strength * 0.1 * level])


def _small(
    measures: Measures, boxes: NDArray[np.int64], labels: NDArray[np.intp], weights: NDArray[np.float64]
) -> float:
    small = IS_SMALL[labels]
    tops = measures.heights(boxes)[small, 0]
    total = float(weights[small].sum())
    value = (float((tops * weights[small]).sum()) + 2.0 * DEFAULT_X) / (total + 2.0)
    return float(np.clip(value, 0.4, 0.9))
