"""The shipped language model: sound distributions, sensible preferences, many at once as one by one."""

from __future__ import annotations

import numpy as np
import pytest

from core.alphabet import READER_ALPHABET
from core.read.language import LanguageModel, language_for


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    return LanguageModel.open()


def state_after(model: LanguageModel, text: str) -> int:
    state = np.array(model.start, np.int64)
    for code in model.codes(text):
        state = model.advance(state, code)[1]
    return int(state)


CONTEXTS = (
    "",
    "t",
    "th",
    "The qu",
    "THE QU",
    "12",
    "1203",
    "ABCDE",
    "Marie-",
    "- buy mil",
    "K9-4",
    "zzzzz",
    "x = 1",
    "(",
)


def test_symbols_are_the_readers_characters_and_the_blank(model: LanguageModel) -> None:
    assert model.symbols == (*READER_ALPHABET.characters, " ")
    assert "".join(model.symbols[code] for code in model.codes("Ab 1?")) == "Ab 1?"
    with pytest.raises(KeyError):
        model.codes("é")


@pytest.mark.parametrize("context", CONTEXTS)
def test_chances_of_all_symbols_and_the_end_sum_to_one(model: LanguageModel, context: str) -> None:
    states = np.array([state_after(model, context)])
    logs, _ = model.advance(states, np.arange(len(model.symbols)))
    assert np.exp(logs.astype(np.float64)).sum() + np.exp(model.end(states)[0]) == pytest.approx(1, abs=1e-3)
    assert np.isfinite(logs).all()


@pytest.mark.parametrize(
    ("likely", "unlikely"),
    [
        ("the", "tbe"),
        ("THE", "THe"),
        ("TODO", "T0DO"),
        ("TODO", "TOD0"),
        ("1203", "12O3"),
        ("LIST", "LI5T"),
        ("MARIE", "MAR1E"),
        ("Marie", "MaRie"),
        ("SOPHIE", "S0PHIE"),
        ("VINCENT", "VlNCENT"),
        ("Section 2", "Section Z"),
        ("I am here", "l am here"),
        ("2 eggs", "Z eggs"),
        ("DON'T", "DON't"),
        ("Hello World", "HeLLo World"),
        ("ABCDEFG", "ABCDEF6"),
        ("NOPQRS", "N0PQRS"),
        ("opqrst", "0pqrst"),
        ("1234567890", "123456789O"),
        ("1234567890", "1Z34567890"),
        ("room 101", "room lol"),
        ("B52", "BSZ"),
    ],
)
def test_prefers_what_people_write(model: LanguageModel, likely: str, unlikely: str) -> None:
    assert model.score(likely) > model.score(unlikely)


def test_order_and_codes_are_not_held_against_the_writer(model: LanguageModel) -> None:
    def per_character(text: str) -> float:
        return model.score(text) / (len(text) + 1)

    prose = per_character("the weather was fine in the morning")
    for text in ("ABCDEFG", "abcdefghijklm", "HIJKLMNOP", "QRSTUVWXYZ", "1234567890", "0123456789"):
        assert per_character(text) > prose - 1.0, text
    for text in ("K9-42", "A1", "XK 4821", "4711-0815"):
        assert per_character(text) > prose - 4.0, text


def test_score_is_the_sum_over_the_line(model: LanguageModel) -> None:
    state, total = np.array(model.start), 0.0
    for code in model.codes("Buy 2 eggs"):
        log, state = model.advance(state, code)
        total += float(log)
    assert model.score("Buy 2 eggs") == pytest.approx(total + float(model.end(state)))


def test_many_at_once_are_as_one_by_one(model: LanguageModel) -> None:
    rng = np.random.default_rng(1)
    states = np.array([state_after(model, context) for context in CONTEXTS])
    codes = rng.integers(0, len(model.symbols), (5, 1, 3))
    logs, after = model.advance(states[:, None], codes)
    assert logs.shape == after.shape == (5, len(CONTEXTS), 3)
    assert logs.dtype == np.float32
    assert after.dtype == np.int64
    for place in np.ndindex(logs.shape):
        log, one = model.advance(states[place[1]], codes[place[0], 0, place[2]])
        assert float(log) == pytest.approx(float(logs[place]), abs=1e-5)
        assert int(one) == int(after[place])
    ends = model.end(states)
    assert ends == pytest.approx([float(model.end(np.array(state))) for state in states], abs=1e-5)


def test_states_forget_what_no_longer_matters(model: LanguageModel) -> None:
    assert state_after(model, "the cat sat on mats") == state_after(model, "the dog sat on mats")
    assert state_after(model, "THE CAT SAT ON MATS") != state_after(model, "the cat sat on mats")


def test_small_enough(model: LanguageModel) -> None:
    from core.read.language import SHIPPED

    assert SHIPPED.stat().st_size < 5_000_000
    assert model.size[1] < 60_000_000


def test_without_case_small_letters_before_do_not_make_capitals_unlikely(model: LanguageModel) -> None:
    capitals = [code for code, symbol in enumerate(model.symbols) if not symbol.islower()]
    after = np.array([state_after(model.caseless, "all goods are ")])
    logs, _ = model.caseless.advance(after, np.array(capitals))
    assert np.exp(logs.astype(np.float64)).sum() + np.exp(model.end(after)[0]) == pytest.approx(1, abs=1e-3)
    cased, _ = model.advance(after, model.codes("A"))
    assert logs[capitals.index(model.codes("A")[0])] > cased[0] + 1.0
    assert language_for(model, "capitals") is model.caseless
    assert language_for(model, "all") is model
