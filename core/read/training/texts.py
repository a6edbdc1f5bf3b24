"""What composed lines say: pseudo-words in capitals, small letters or mixed, codes, numbers, marks."""

from __future__ import annotations

import numpy as np

from core.alphabet import CAPITALS, DIGITS, PUNCTUATION, SMALL
from core.read.lattice import Language

_ENDS = ".,!?:;"


def sample(language: Language, symbols: tuple[str, ...], rng: np.random.Generator, *, length: int = 18) -> str:
    """A line drawn character by character from a language model; symbols: its characters, the blank among them."""
    codes = np.arange(len(symbols))
    state, text = language.start, ""
    while len(text) < length or (text[-1] != " " and len(text) < 2 * length):
        logs, states = language.advance(np.full(len(codes), state, np.int64), codes)
        shares = np.exp(logs.astype(np.float64))
        place = int(rng.choice(len(codes), p=shares / shares.sum()))
        text, state = text + symbols[place], int(states[place])
    return " ".join(text.split()) or "A"


def line(language: Language, symbols: tuple[str, ...], rng: np.random.Generator) -> str:
    """One line: 72 % like language, a third of it in capitals throughout, the rest codes and random characters."""
    kind = rng.random()
    if kind < 0.36:
        return sample(language, symbols, rng).upper()
    if kind < 0.72:
        return sample(language, symbols, rng)
    if kind < 0.86:
        return " ".join(_code(rng) for _ in range(3))
    characters = list(CAPITALS + DIGITS + SMALL + 2 * PUNCTUATION)
    return "".join(str(rng.choice(characters)) + (" " if rng.random() < 0.2 else "") for _ in range(18)).strip()


def _code(rng: np.random.Generator) -> str:
    characters = list(DIGITS if rng.random() < 0.5 else CAPITALS + DIGITS)
    word = "".join(str(c) for c in rng.choice(characters, int(rng.integers(1, 6))))
    return word + (str(rng.choice(list(_ENDS))) if rng.random() < 0.15 else "")
