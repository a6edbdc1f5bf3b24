"""Which alphabet a page is written in, and what that leaves of a hypothesis' scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.alphabet import CAPITALS, DIGITS, PUNCTUATION, READER_ALPHABET, SMALL

# Letters whose small and capital forms differ in shape: only they tell the case of a page.
_TELLING = "abdeghnqrt"  # i is left out: many hands dot it among capitals
_CHARACTERS = READER_ALPHABET.characters
_TELLING_SMALL, _TELLING_CAPITAL, _DIGITS, _LETTERS = (
    [READER_ALPHABET.index(c) for c in group] for group in (_TELLING, _TELLING.upper(), DIGITS, CAPITALS + SMALL)
)
_NOTHING = np.zeros(len(READER_ALPHABET))
_SURE = 0.6  # probability of a character from which on a hypothesis counts
_PRIOR = 2.0  # telling letters that the page's own share counts for in each line
# How often a hand that prints in capitals uses either form. A mean, not a sum: O must not count double against 0.
_CAPITAL_FORM, _SMALL_FORM = float(np.log(0.75)), float(np.log(0.25))
_TWINS = [[_CHARACTERS.index(c) for c in twins] for twins in ("0Oo", "1Il", "5Ss", "2Zz")]
_TWIN_TRUST = 0.5
_FEW_SMALL = 0.22  # of the telling letters
_MOSTLY_DIGITS = 0.8  # of digits and letters


def choose(asked: str, logs: list[NDArray[np.float64]]) -> str:
    """The alphabet to read with: what was asked for, or for "auto" what the sure single shapes of the page say."""
    if asked != "auto":
        return asked
    share = _sure(np.concatenate(logs)) if logs else _NOTHING
    if share.sum() == 0.0:
        return "all"
    digits, letters = (share[places].sum() for places in (_DIGITS, _LETTERS))
    if digits > _MOSTLY_DIGITS * (digits + letters):
        return "digits"
    small, capital = _cases(share)
    return "capitals" if small < _FEW_SMALL * (small + capital) else "all"


def choose_lines(page: str, asked: str, logs: list[NDArray[np.float64]]) -> list[str]:
    """The alphabet of each line of a page that is read with this one.

    A heading in capitals over small letters, or the other way round, is read as what it is; a short line, which cannot
    tell, goes with the page. logs: of each line, as for choose.
    """
    if asked != "auto" or page == "digits":
        return [page] * len(logs)
    counts = np.array([_cases(_sure(line)) for line in logs]).reshape(-1, 2)
    telling = counts.sum(axis=1)
    usual = counts[:, 0].sum() / max(float(telling.sum()), 1.0)
    small = (counts[:, 0] + _PRIOR * usual) / np.maximum(telling + _PRIOR, 1e-9)
    return [
        ("capitals" if share < _FEW_SMALL else "all") if n > 0 else page
        for share, n in zip(small, telling, strict=True)
    ]


def _sure(logs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of each label summed over the hypotheses that are surely one character, float64 (labels,)."""
    every = np.exp(logs)
    return np.asarray(every[every[:, : len(_CHARACTERS)].max(axis=1, initial=0.0) > _SURE].sum(axis=0))


def _cases(share: NDArray[np.float64]) -> tuple[float, float]:
    """How many small letters and capitals there are among those whose shape tells."""
    return float(share[_TELLING_SMALL].sum()), float(share[_TELLING_CAPITAL].sum())


def restrict(logs: NDArray[np.float64], alphabet: str) -> NDArray[np.float64]:
    """Log scores of the characters alone, float64 (M, characters), as this alphabet allows.

    In "capitals" a small letter's shape counts for its capital: hands that print in capitals mix forms. The bar of a
    small l counts for I: no one writes it among capitals for L.
    """
    scores = logs[:, : len(_CHARACTERS)].copy()
    if alphabet == "all":
        return _soften_twins(scores)
    columns = {character: place for place, character in enumerate(_CHARACTERS)}
    for capital, small in zip(CAPITALS.replace("L", "I"), SMALL, strict=True):
        both = scores[:, columns[capital]] + _CAPITAL_FORM, scores[:, columns[small]] + _SMALL_FORM
        scores[:, columns[capital]] = np.logaddexp(*both)
    allowed = DIGITS + PUNCTUATION + (CAPITALS if alphabet == "capitals" else "")
    scores[:, [columns[c] for c in _CHARACTERS if c not in allowed]] = -30.0
    return _soften_twins(scores)


def _soften_twins(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """The scores with less trust in shape between a digit and the letters that share it; what a set has together stays.

    How round a zero is tells one hand's from another's better than it tells a zero from an O: neighbours must decide.
    """
    for places in _TWINS:
        own = scores[:, places]
        together = np.logaddexp.reduce(own, axis=1, keepdims=True)
        soft = _TWIN_TRUST * own
        scores[:, places] = together + soft - np.logaddexp.reduce(soft, axis=1, keepdims=True)
    return scores
