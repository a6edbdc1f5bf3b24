"""Error rates and intervals against plain definitions and known values."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import metrics

_texts = st.text(alphabet="abAB 1", max_size=12)


def _distance_by_definition(one: str, other: str) -> int:
    @cache
    def distance(rows: int, columns: int) -> int:
        if rows == 0 or columns == 0:
            return rows + columns
        return min(
            distance(rows - 1, columns) + 1,
            distance(rows, columns - 1) + 1,
            distance(rows - 1, columns - 1) + (one[rows - 1] != other[columns - 1]),
        )

    return distance(len(one), len(other))


@given(_texts, _texts)
def test_edit_distance_is_its_definition(one: str, other: str) -> None:
    assert metrics.edit_distance(one, other) == _distance_by_definition(one, other)


def test_edit_distance_of_words() -> None:
    assert metrics.edit_distance(["to", "do", "list"], ["to", "list"]) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1. Déjà vu!", "1dejavu"), ("O'Neil-X", "oneilx"), ("  \n", ""), ("Straße", "strasse")],
)
def test_letters_and_digits(text: str, expected: str) -> None:
    assert metrics.letters_and_digits(text) == expected


def test_letters_and_digits_keeps_case_on_demand() -> None:
    assert metrics.letters_and_digits("Ab 1", keep_case=True) == "Ab1"


def test_rates() -> None:
    assert metrics.character_error_rate("abd", "abc") == pytest.approx(1 / 3)
    assert metrics.word_error_rate("a b", "a b c d") == 0.5
    assert metrics.character_error_rate("", "") == 0.0
    assert metrics.character_error_rate("x", "") == 1.0


def test_confusion_matrix_counts_pairs() -> None:
    rng = np.random.default_rng(3)
    true, predicted = rng.integers(0, 5, 300), rng.integers(0, 5, 300)
    expected = np.zeros((5, 5), dtype=np.int64)
    np.add.at(expected, (true, predicted), 1)
    found = metrics.confusion_matrix(true, predicted, 5)
    assert found.dtype == np.int64
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(("true", "predicted"), [([0, 3], [0, 0]), ([0], [-1]), ([0, 1], [0])])
def test_confusion_matrix_refuses(true: list[int], predicted: list[int]) -> None:
    with pytest.raises(ValueError):
        metrics.confusion_matrix(true, predicted, 3)


def test_calibration_error_against_bins_by_hand() -> None:
    rng = np.random.default_rng(5)
    confidence = rng.random(500)
    correct = rng.random(500) < confidence**2
    expected = 0.0
    for low in np.arange(10) / 10:
        inside = (confidence > low) & (confidence <= low + 0.1)
        expected += inside.sum() / 500 * abs(correct[inside].mean() - confidence[inside].mean())
    assert metrics.calibration_error(confidence, correct, bins=10) == pytest.approx(expected)


def test_calibration_error_at_its_ends() -> None:
    assert metrics.calibration_error([1.0, 1.0], [True, True]) == 0.0
    assert metrics.calibration_error([1.0, 1.0], [False, False]) == 1.0
    assert metrics.calibration_error([], []) == 0.0
    with pytest.raises(ValueError):
        metrics.calibration_error([0.5], [True, False])


def test_wilson_interval_known_value() -> None:
    # scipy.stats.binomtest(15, 50).proportion_ci(method="wilson")
    assert metrics.wilson_interval(15, 50) == pytest.approx((0.1910355, 0.4375035), abs=1e-6)
    assert metrics.wilson_interval(0, 0) == (0.0, 1.0)


def test_bootstrap_covers_a_known_rate() -> None:
    rng = np.random.default_rng(11)
    covered = 0
    for _ in range(100):
        wrong = rng.binomial(50, 0.1, size=30)
        low, high = metrics.bootstrap_interval(wrong, np.full(30, 50), rng, draws=300)
        covered += low <= 0.1 <= high
    assert covered >= 85


def test_bootstrap_without_pages_or_truth() -> None:
    rng = np.random.default_rng(0)
    assert metrics.bootstrap_interval([], [], rng) == (0.0, 1.0)
    assert metrics.bootstrap_interval([0], [0], rng) == (0.0, 1.0)
