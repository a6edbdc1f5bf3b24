"""The character language model: how likely is the next character, after those before it on the line.

P(character) = P(folded character | the five folded characters before) x P(its case | the case of the line so far), so
that capitals, small letters and mixed text share what they have in common. The first factor is a back-off n-gram of
order 6 with modified Kneser-Ney smoothing (Chen and Goodman 1998), the second a table over the states of
core.read.language_case. Files: core.read.language_file; building: core.read.language_build.
"""

from __future__ import annotations

from copy import copy
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from core.read import language_case
from core.read.language_file import CONTEXT, STEP, WIDTH, Tables, load_tables
from core.read.language_symbols import CODE_OF, EDGE, EVENT_OF, FOLDED_COUNT, FOLDED_OF, SYMBOLS

SHIPPED = Path(__file__).resolve().parents[2] / "assets" / "language" / "language.npz"

_BITS = 6  # of a folded code in a state
_HISTORY = (1 << (_BITS * CONTEXT)) - 1
_CASE = _BITS * CONTEXT  # where the case state begins
_WEIGHTS = np.exp(-STEP * np.arange(256)).astype(np.float32)  # of a cost

Codes = NDArray[np.int64]
Logs = NDArray[np.float32]
Other = TypeVar("Other")


class LanguageModel:
    """Scores characters one after another; a state is an int64 that holds all that the model remembers.

    All methods work on arrays of any shape at once. Logarithms are natural.
    """

    symbols: tuple[str, ...] = SYMBOLS
    start: int = language_case.START << _CASE

    def __init__(self, tables: Tables) -> None:
        self._children = tables.children  # (rows,) uint64: which older characters make a longer context
        self._first = tables.first  # (rows,) int64: the row of the first of them
        self._costs = tables.costs  # (rows, WIDTH) uint8: -log(p) / STEP, not yet summing to one
        self._case_logs = language_case.log_table(tables.capital)

    @classmethod
    def open(cls, path: Path | None = None) -> LanguageModel:
        """The model in a file, None for the shipped one. Raises ModelError with one sentence if it is not sound."""
        return cls(load_tables(SHIPPED if path is None else path))

    def codes(self, text: str) -> Codes:
        """Index into `symbols` of each character. Raises KeyError for a character that the model does not have."""
        return np.array([CODE_OF[character] for character in text], np.int64)

    def advance(self, states: Codes, codes: Codes) -> tuple[Logs, Codes]:
        """Log probability of each character after each state, and the states after it.

        The two arrays are broadcast against each other; what depends on the state alone is found before that, so
        states of shape (S, 1) against codes of shape (K,) cost little more than S single ones. Over all symbols and the
        end of the line the probabilities sum to one.
        """
        states = np.asarray(states, np.int64)
        rows = self._rows(states)
        totals = np.log(self._totals(rows))
        folded = FOLDED_OF[codes]
        case = states >> _CASE
        logs = self._case_logs[case, codes] - totals
        logs -= STEP * self._costs[rows, folded].astype(np.float32)
        history = ((states << _BITS) & _HISTORY) | folded
        return logs, history | (language_case.TRANSITIONS[case, EVENT_OF[codes]] << _CASE)

    def end(self, states: Codes) -> Logs:
        """Log probability that the line ends here. Mild: the lines it learned from were often cut in mid-sentence."""
        rows = self._rows(np.asarray(states, np.int64))
        logs = -STEP * self._costs[rows, EDGE].astype(np.float32) - np.log(self._totals(rows))
        return np.asarray(logs, np.float32)

    def score(self, text: str) -> float:
        """Log probability of a whole line, its end included. Raises KeyError as `codes` does."""
        total, state = 0.0, np.array(self.start, np.int64)
        for code in self.codes(text):
            log, state = self.advance(state, code)
            total += float(log)
        return total + float(self.end(state))

    @cached_property
    def caseless(self) -> LanguageModel:
        """This model for text in which a letter has one case only: what comes next is told by the letters alone."""
        other = copy(self)
        other._case_logs = np.zeros_like(self._case_logs)
        return other

    @cached_property
    def size(self) -> tuple[int, int]:
        """Contexts, and bytes in memory."""
        return len(
            self._costs
        ), self._costs.nbytes + self._children.nbytes + self._first.nbytes + self._case_logs.nbytes

    def _totals(self, rows: NDArray[np.int64]) -> Logs:
        """What the rows' rounded probabilities sum to."""
        totals: Logs = _WEIGHTS[self._costs[rows, :FOLDED_COUNT]].sum(axis=-1, dtype=np.float32)
        return totals

    def _rows(self, states: Codes) -> NDArray[np.int64]:
        """The row of the longest known context that ends each state's history.

        A step down the tree is a bit test and a count of bits: no search.
        """
        rows = np.zeros(states.shape, np.int64)
        alive = np.ones(states.shape, np.bool_)
        history = (states & _HISTORY).astype(np.uint64)
        for _ in range(CONTEXT):
            bit = np.uint64(1) << (history & np.uint64(WIDTH - 1))
            below = self._children[rows]
            alive &= (below & bit) != 0
            child = self._first[rows] + np.bitwise_count(below & (bit - np.uint64(1)))
            rows = np.where(alive, child, rows)
            history >>= np.uint64(_BITS)
        return rows


def language_for(language: Other, alphabet: str) -> Other | LanguageModel:
    """The language model with which to read an alphabet of core.read.alphabets.choose: without case but for "all".

    A line of capitals shall not pay at its start, or after a number, for letters that might be small.
    """
    return language.caseless if isinstance(language, LanguageModel) and alphabet != "all" else language
