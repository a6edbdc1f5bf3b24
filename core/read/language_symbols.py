"""Symbols of the language model: characters, the same without case ("folded"), and what kind of character each is."""

from __future__ import annotations

import unicodedata

import numpy as np
from numpy.typing import NDArray

from core.alphabet import CAPITALS, DIGITS, PUNCTUATION, READER_ALPHABET, SMALL

# The model's characters in the order of its codes; the blank comes last.
SYMBOLS: tuple[str, ...] = (*READER_ALPHABET.characters, " ")
CODE_OF = {symbol: code for code, symbol in enumerate(SYMBOLS)}

# Folded codes: 0 is the edge of a line (its start in a context, its end as a prediction), then these in order.
EDGE = 0
FOLDED = " " + SMALL + DIGITS + PUNCTUATION
FOLDED_COUNT = 1 + len(FOLDED)
FOLDED_OF: NDArray[np.int64] = np.array([1 + FOLDED.index(symbol.lower()) for symbol in SYMBOLS])

# What the letter case of a line listens to.
SMALL_EVENT, CAPITAL_EVENT, DIGIT_EVENT, BLANK_EVENT, STOP_EVENT, APOSTROPHE_EVENT, MARK_EVENT = range(7)
EVENTS = 7

# Characters that text has and we do not, and the nearest that we have.
_REPLACED = str.maketrans(
    {
        "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "ß": "ss", "æ": "ae", "Æ": "AE",
        "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "`": "'",
        "[": "(", "]": ")", "{": "(", "}": ")", "|": "/", "\t": " ", "\n": " ",
    }
)  # fmt: skip


def event_of(symbol: str) -> int:
    """Which of the seven events a character is."""
    groups = (SMALL, CAPITALS, DIGITS, " ", ".!?", "'")
    return next((event for event, group in enumerate(groups) if symbol in group), MARK_EVENT)


EVENT_OF: NDArray[np.int64] = np.array([event_of(symbol) for symbol in SYMBOLS])
IS_SMALL: NDArray[np.bool_] = EVENT_OF == SMALL_EVENT
IS_CAPITAL: NDArray[np.bool_] = EVENT_OF == CAPITAL_EVENT


def simplify(text: str) -> str:
    """The text in our characters alone: accents and doubled blanks removed, what we have no sign for left out."""
    plain = unicodedata.normalize("NFKD", text.translate(_REPLACED))
    return " ".join("".join(character for character in plain if character in CODE_OF).split())
