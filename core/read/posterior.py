"""How sure each character of a reading is: shape, place, and the language on both sides of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.read.lattice import Language, Step, Weights

AHEAD = 3  # characters to the right whose likelihood still depends on this one


def posteriors(
    steps: list[Step], scores: NDArray[np.float64], language: Language | None, blank_code: int, weights: Weights
) -> NDArray[np.float64]:
    """Probability of every character at every step, float64 (steps, characters), given all others as they were read.

    steps: with a character each. scores: float64 (steps, characters), shape and place.
    """
    total = scores.copy()
    if language is not None and len(steps):
        total += weights.language * context(steps, scores.shape[1], language, blank_code)
    total /= weights.temperature
    shares = np.exp(total - total.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def context(steps: list[Step], characters: int, language: Language, blank_code: int) -> NDArray[np.float64]:
    """Log probability of every character at every step and of what follows it, float64 (steps, characters)."""
    states = np.array([step.state for step in steps], dtype=np.int64)[:, None]
    logs, after = language.advance(states, np.arange(characters, dtype=np.int64)[None])
    total = logs.astype(np.float64)
    following = _following(steps, blank_code)  # (steps, AHEAD)
    for place in range(AHEAD):
        codes = following[:, place : place + 1]
        known = codes >= 0
        logs, after = language.advance(after, np.broadcast_to(np.where(known, codes, blank_code), after.shape))
        total += np.where(known, logs, 0.0)
    return total


def _following(steps: list[Step], blank_code: int) -> NDArray[np.int64]:
    """The next characters after each step, blanks among them; -1 past the end."""
    stream: list[int] = []
    where: list[int] = []
    for step in steps:
        if step.blank and stream:
            stream.append(blank_code)
        where.append(len(stream))
        stream.append(step.character)
    padded = np.array(stream + [-1] * AHEAD, dtype=np.int64)
    return np.stack([padded[place + 1 : place + 1 + AHEAD] for place in where])
