"""Letter case along a line: a small machine that remembers what was seen, and asks whether a capital comes next.

A case state is a whole number below `STATES`: small letters seen on the line (none, one, more), neighbouring capitals
seen (none, one, more), the word so far, and what stood before the word.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.read.language_symbols import (
    APOSTROPHE_EVENT,
    BLANK_EVENT,
    CAPITAL_EVENT,
    DIGIT_EVENT,
    EVENTS,
    FOLDED_COUNT,
    FOLDED_OF,
    IS_CAPITAL,
    IS_SMALL,
    SMALL_EVENT,
    STOP_EVENT,
    SYMBOLS,
)

# The word so far: nothing, "A", "a", "AB", "Ab", "ab", "aB" or other mixtures.
NO_WORD, ONE_CAPITAL, ONE_SMALL, CAPITALS_WORD, TITLE_WORD, SMALL_WORD, MIXED_WORD = range(7)
WORDS = 7
# Before the word: start of line or sentence, a word in small letters, a title word, a word in capitals, a mark that
# ends a sentence (no blank yet), another mark, a digit.
AT_START, AFTER_SMALL, AFTER_TITLE, AFTER_CAPITALS, AFTER_STOP, AFTER_MARK, AFTER_DIGIT = range(7)
BEFORES = 7
_SEEN = 3
STATES = _SEEN * _SEEN * WORDS * BEFORES
START = 0  # nothing seen, no word, at the start

_NEXT_WORD = {
    SMALL_EVENT: (ONE_SMALL, TITLE_WORD, SMALL_WORD, MIXED_WORD, TITLE_WORD, SMALL_WORD, MIXED_WORD),
    CAPITAL_EVENT: (ONE_CAPITAL, CAPITALS_WORD, MIXED_WORD, CAPITALS_WORD, MIXED_WORD, MIXED_WORD, MIXED_WORD),
}
_AFTER_WORD = {
    ONE_CAPITAL: AFTER_CAPITALS,
    CAPITALS_WORD: AFTER_CAPITALS,
    TITLE_WORD: AFTER_TITLE,
    MIXED_WORD: AFTER_TITLE,
    ONE_SMALL: AFTER_SMALL,
    SMALL_WORD: AFTER_SMALL,
}


def _pack(small: int, capitals: int, word: int, before: int) -> int:
    return ((small * _SEEN + capitals) * WORDS + word) * BEFORES + before


def _next_letter(small: int, capitals: int, word: int, before: int, event: int) -> int:
    if event == SMALL_EVENT:
        small = min(small + 1, _SEEN - 1)
    elif word in (ONE_CAPITAL, CAPITALS_WORD):
        capitals = min(capitals + 1, _SEEN - 1)
    word = _NEXT_WORD[event][word]
    # Deep in a word it no longer matters what stood before: fewer states, fuller beams.
    return _pack(small, capitals, word, before if word in (ONE_CAPITAL, ONE_SMALL) else AT_START)


def _next_other(word: int, before: int, event: int) -> tuple[int, int]:
    """Word and what stands before the next, after a character that is no letter."""
    if event == APOSTROPHE_EVENT and word != NO_WORD:
        return word, before
    if event == BLANK_EVENT:
        if word != NO_WORD:
            return NO_WORD, _AFTER_WORD[word]
        return NO_WORD, {AFTER_STOP: AT_START, AFTER_MARK: AFTER_SMALL}.get(before, before)
    if event == DIGIT_EVENT:
        return NO_WORD, AFTER_DIGIT
    if event == STOP_EVENT:
        return NO_WORD, AFTER_STOP
    opens = word == NO_WORD and before in (AT_START, AFTER_SMALL, AFTER_TITLE, AFTER_CAPITALS)
    return NO_WORD, before if opens else AFTER_MARK  # an opening quote or bracket hides nothing


def _make_transitions() -> NDArray[np.int64]:
    table = np.zeros((STATES, EVENTS), np.int64)
    for state in range(STATES):
        rest, before = divmod(state, BEFORES)
        rest, word = divmod(rest, WORDS)
        small, capitals = divmod(rest, _SEEN)
        for event in range(EVENTS):
            if event in (SMALL_EVENT, CAPITAL_EVENT):
                table[state, event] = _next_letter(small, capitals, word, before, event)
            else:
                table[state, event] = _pack(small, capitals, *_next_other(word, before, event))
    return table


TRANSITIONS: NDArray[np.int64] = _make_transitions()  # (STATES, EVENTS) -> state


def log_table(capital: NDArray[np.floating]) -> NDArray[np.float32]:
    """Natural-log probability of a character's case, given its letter.

    capital: (STATES, FOLDED_COUNT) probability that this letter is a capital. Returns (STATES, symbols); 0 where a
    character has no case.
    """
    table = np.zeros((STATES, len(SYMBOLS)), np.float32)
    share = np.clip(capital[:, FOLDED_OF].astype(np.float64), 1e-6, 1 - 1e-6)
    table[:, IS_CAPITAL] = np.log(share[:, IS_CAPITAL])
    table[:, IS_SMALL] = np.log1p(-share[:, IS_SMALL])
    return table


def learn(lines: list[NDArray[np.int64]], *, strength: float = 8.0) -> NDArray[np.float16]:
    """(STATES, FOLDED_COUNT) probability of a capital, from lines of symbol codes.

    A letter's share in a state leans on the state's share over all letters, and that on the share over all states of
    the same word and surroundings, each with the weight of `strength` observations (Dirichlet smoothing).
    """
    from core.read.language_symbols import EVENT_OF

    counts = np.zeros((STATES, FOLDED_COUNT, 2))
    longest = max(len(line) for line in lines)
    padded = np.full((len(lines), longest), -1, np.int64)
    for place, line in enumerate(lines):
        padded[place, : len(line)] = line
    states = np.full(len(lines), START, np.int64)
    for codes in padded.T:
        letters = (codes >= 0) & (IS_SMALL[codes] | IS_CAPITAL[codes])
        seen = codes[letters]
        np.add.at(counts, (states[letters], FOLDED_OF[seen], IS_CAPITAL[seen].astype(np.int64)), 1.0)
        states = np.where(codes >= 0, TRANSITIONS[states, EVENT_OF[codes]], states)
    whole = counts.reshape(_SEEN * _SEEN, WORDS * BEFORES, FOLDED_COUNT, 2).sum(axis=(0, 2))  # (words x befores, 2)
    wide = (whole[:, 1] + 1) / (whole.sum(-1) + 2)
    by_state = counts.sum(axis=1)  # (STATES, 2)
    share = (by_state[:, 1] + strength * np.tile(wide, _SEEN * _SEEN)) / (by_state.sum(-1) + strength)
    result = (counts[..., 1] + strength * share[:, None]) / (counts.sum(-1) + strength)
    chances: NDArray[np.float16] = np.clip(result, 0.0005, 0.9995).astype(np.float16)
    return chances
