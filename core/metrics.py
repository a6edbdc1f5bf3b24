"""How good a reading or a classification is: error rates, confusion, calibration, intervals. Pure numpy."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray


def edit_distance(read: Sequence[str], truth: Sequence[str]) -> int:
    """Least number of insertions, deletions and substitutions that turn one sequence into the other (Levenshtein).

    A string is compared by characters, a list of strings by its elements. Row by row (Wagner and Fischer, 1974); the
    insertions within a row are a running minimum of (cost - column).
    """
    if not read or not truth:
        return max(len(read), len(truth))
    places = {element: place for place, element in enumerate({*read, *truth})}
    columns = np.array([places[element] for element in truth])
    ramp = np.arange(len(columns) + 1)
    row = ramp.copy()
    for done, element in enumerate(read, start=1):
        replaced = row[:-1] + (columns != places[element])
        row = np.concatenate([[done], np.minimum(row[1:] + 1, replaced)])
        row = np.minimum.accumulate(row - ramp) + ramp
    return int(row[-1])


def letters_and_digits(text: str, *, keep_case: bool = False) -> str:
    """Only the letters and digits of a text: accents stripped (NFKD), blanks and marks dropped, case folded."""
    plain = "".join(character for character in unicodedata.normalize("NFKD", text) if character.isalnum())
    return plain if keep_case else plain.casefold()


def rate(wrong: int, count: int) -> float:
    """Errors per unit of truth; of an empty truth 0 when nothing was read, else 1."""
    if count == 0:
        return float(wrong > 0)
    return wrong / count


def character_error_rate(read: str, truth: str) -> float:
    """Edit distance over all characters, divided by the truth's length; may pass 1. Of an empty truth 0 or 1."""
    return rate(edit_distance(read, truth), len(truth))


def word_error_rate(read: str, truth: str) -> float:
    """Edit distance over words (split at white space), divided by the truth's words. Of an empty truth 0 or 1."""
    return rate(edit_distance(read.split(), truth.split()), len(truth.split()))


def confusion_matrix(true: ArrayLike, predicted: ArrayLike, classes: int) -> NDArray[np.int64]:
    """Counts int64 (K, K): rows are the true class, columns the predicted one.

    true, predicted: integers (N,) in 0..classes-1. Raises ValueError for other lengths or values.
    """
    rows, columns = np.asarray(true, dtype=np.int64), np.asarray(predicted, dtype=np.int64)
    if rows.ndim != 1 or rows.shape != columns.shape:
        raise ValueError(f"true and predicted need the same shape (N,), not {rows.shape} and {columns.shape}")
    for labels in (rows, columns):
        if labels.size and (labels.min() < 0 or labels.max() >= classes):
            raise ValueError(f"labels must lie in 0..{classes - 1}")
    return np.bincount(rows * classes + columns, minlength=classes * classes).reshape(classes, classes)


def calibration_error(confidence: ArrayLike, correct: ArrayLike, bins: int = 15) -> float:
    """Expected calibration error, 0..1: mean gap of confidence and accuracy over equal bins, weighted by their counts.

    confidence: (N,) in 0..1. correct: (N,) true or false. Guo et al., On Calibration of Modern Neural Networks, 2017.
    """
    sure, right = np.asarray(confidence, dtype=np.float64), np.asarray(correct, dtype=np.float64)
    if sure.ndim != 1 or sure.shape != right.shape:
        raise ValueError(f"confidence and correct need the same shape (N,), not {sure.shape} and {right.shape}")
    if sure.size == 0:
        return 0.0
    # Bins are open below and closed above, as in the paper; 0 belongs to the first.
    places = np.clip(np.ceil(sure * bins).astype(np.int64) - 1, 0, bins - 1)
    gaps = np.bincount(places, weights=right - sure, minlength=bins)  # sum of (correct - confidence) in each bin
    return float(np.abs(gaps).sum() / sure.size)


def wilson_interval(successes: int, count: int, z: float = 1.959964) -> tuple[float, float]:
    """Interval (low, high) of a proportion, by default at 95 %. Wilson, 1927. (0, 1) where nothing was counted."""
    if count == 0:
        return 0.0, 1.0
    share = successes / count
    centre = share + z * z / (2 * count)
    half = z * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return max(0.0, float((centre - half) / scale)), min(1.0, float((centre + half) / scale))


def bootstrap_interval(
    wrong: ArrayLike, count: ArrayLike, rng: np.random.Generator, *, level: float = 0.95, draws: int = 2000
) -> tuple[float, float]:
    """Interval (low, high) of sum(wrong) / sum(count) when whole pages are drawn again with replacement.

    wrong, count: (pages,), errors and length of each page. Percentile bootstrap (Efron, 1979). (0, 1) for no page.
    """
    errors, lengths = np.asarray(wrong, dtype=np.float64), np.asarray(count, dtype=np.float64)
    if errors.size == 0 or lengths.sum() == 0:
        return 0.0, 1.0
    chosen = rng.integers(0, errors.size, size=(draws, errors.size))  # (draws, pages)
    totals = np.maximum(lengths[chosen].sum(axis=1), 1.0)
    rates = errors[chosen].sum(axis=1) / totals
    low, high = np.quantile(rates, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
