"""The machine that follows letter case, and what it learns."""

from __future__ import annotations

import numpy as np
import pytest

from core.read import language_case
from core.read.language_corpus import to_codes
from core.read.language_symbols import CODE_OF, EVENT_OF, FOLDED_OF, IS_CAPITAL, IS_SMALL, SYMBOLS, simplify


def case_after(text: str) -> int:
    state = language_case.START
    for code in to_codes(text):
        state = int(language_case.TRANSITIONS[state, EVENT_OF[code]])
    return state


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HELLO ", "THERE "),
        ("Hello. ", "Other! "),
        ("hello ", "there "),
        ('the "', "the "),  # an opening quote hides nothing
        ("don't", "donut"),  # an apostrophe does not end a word
        ("7 ", "42 "),
    ],
)
def test_what_is_alike_for_case_has_one_state(one: str, other: str) -> None:
    assert case_after(one) == case_after(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HELLO ", "Hello "),
        ("hello ", "Hello "),
        ("hello. ", "hello "),
        ("HELLO", "HELLo"),
        ("A", "7"),
        ("Jean-", "Jean"),
        ("", "the "),
    ],
)
def test_what_differs_for_case_has_two(one: str, other: str) -> None:
    assert case_after(one) != case_after(other)


def test_states_stay_in_bounds() -> None:
    assert language_case.TRANSITIONS.min() >= 0
    assert language_case.TRANSITIONS.max() < language_case.STATES


def test_it_learns_capitals_lines_and_sentences() -> None:
    lines = ["THE CAT SAT ON A MAT", "The cat sat on Tom. He did not mind"] * 50
    capital = language_case.learn([to_codes(line) for line in lines])

    def chance(before: str, letter: str) -> float:
        return float(capital[case_after(before), FOLDED_OF[CODE_OF[letter]]])

    assert chance("THE CA", "T") > 0.9
    assert chance("THE CAT S", "A") > 0.9
    assert chance("The ca", "t") < 0.1
    assert chance("The cat sat. ", "H") > 0.8
    assert chance("The cat ", "s") < 0.2
    logs = language_case.log_table(capital)
    total = np.exp(logs[:, IS_CAPITAL]) + np.exp(logs[:, IS_SMALL])  # both run from a to z
    assert np.allclose(total, 1, atol=1e-4)
    assert not logs[:, ~(IS_CAPITAL | IS_SMALL)].any()


def test_simplify_gives_our_characters_alone() -> None:
    assert simplify("Élodie  Brûlé – “œuf” №5\n[a|b]") == 'Elodie Brule - "oeuf" No5 (a/b)'
    assert set(simplify("".join(map(chr, range(32, 2000))))) <= set(SYMBOLS)
