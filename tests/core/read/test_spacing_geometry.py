"""Blanks from gaps and places on the line, on numbers made for the purpose."""

from __future__ import annotations

import numpy as np
import pytest

from core.alphabet import READER_ALPHABET
from core.read import geometry, spacing


def test_word_gaps_are_told_from_letter_gaps() -> None:
    rng = np.random.default_rng(0)
    letters, words = rng.normal(0.25, 0.06, 60).clip(0.05), rng.normal(1.1, 0.15, 12)
    border, _ = spacing.word_gap([np.concatenate([[0.0], rng.permutation(np.concatenate([letters, words]))])])
    assert letters.max() < border < words.min()


def test_evenly_spaced_letters_have_no_word_gap() -> None:
    rng = np.random.default_rng(1)
    gaps = np.concatenate([[0.0], rng.normal(1.3, 0.12, 30)])
    odds = spacing.blank_odds(gaps, *spacing.word_gap([gaps]))
    assert (odds[1:] < 0).mean() > 0.95


def test_few_gaps_fall_back_to_a_usual_border() -> None:
    border, softness = spacing.word_gap([np.array([0.0, 0.2])])
    assert 0.4 < border < 1.0
    assert softness > 0


def _boxes(text: str, *, base: float, slope: float, capital: float, small: float) -> tuple[np.ndarray, np.ndarray]:
    boxes, labels = [], []
    for place, character in enumerate(text):
        label = READER_ALPHABET.index(character)
        top, bottom = geometry.EXPECTED[label]
        top = small if geometry.IS_SMALL[label] else top
        column = 40 * place
        level = base + slope * (column + 10)
        boxes.append([level - top * capital, column, level - bottom * capital, column + 20])
        labels.append(label)
    return np.round(boxes).astype(np.int64), np.array(labels)


@pytest.mark.parametrize(("slope", "capital", "small"), [(0.0, 50.0, 0.6), (0.03, 40.0, 0.5), (-0.02, 64.0, 0.7)])
def test_measures_are_recovered(slope: float, capital: float, small: float) -> None:
    boxes, labels = _boxes("Handgloves are Typed".replace(" ", ""), base=200, slope=slope, capital=capital, small=small)
    start = geometry.Measures(190.0, 0.0, 45.0)
    found = geometry.fit(boxes, labels, np.ones(len(labels)), start)
    assert found.capital == pytest.approx(capital, rel=0.08)
    assert found.small == pytest.approx(small, abs=0.06)
    assert found.offset + found.slope * 300 == pytest.approx(200 + slope * 300, abs=3)


def test_too_little_keeps_the_start() -> None:
    start = geometry.Measures(10.0, 0.0, 30.0)
    assert geometry.fit(np.zeros((0, 4), np.int64), np.zeros(0, np.intp), np.zeros(0), start) is start


@pytest.mark.parametrize(("right", "wrong"), [("o", "O"), (",", "'"), ("p", "P"), ("-", "."), ("s", "S")])
def test_place_tells_twins_apart(right: str, wrong: str) -> None:
    measures = geometry.Measures(200.0, 0.0, 50.0, 0.6)
    boxes, labels = _boxes(right, base=200, slope=0, capital=50, small=0.6)
    scores = geometry.log_likelihood(measures.heights(boxes), measures.small)[0]
    assert scores[labels[0]] > scores[READER_ALPHABET.index(wrong)] + 0.5


def test_a_strange_place_costs_a_bounded_amount() -> None:
    scores = geometry.log_likelihood(np.array([[50.0, -50.0]]), 0.6)
    assert scores.min() >= -5.0
