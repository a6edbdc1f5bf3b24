"""Verdict: how a reader that was tuned to one hand compares with the one before. Values only."""

from __future__ import annotations

from dataclasses import dataclass

NEEDED = 40  # own samples: with fewer, a fifth held back tells nothing
_MARGIN = 0.01  # that others may lose: less is chance


@dataclass(frozen=True, slots=True)
class Side:
    """One kind of samples: how many, and the shares read right before and after, 0..1."""

    count: int
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """own: the held-back samples of the person; others: synthetic characters of other hands, always the same."""

    own: Side
    others: Side

    @property
    def is_better(self) -> bool:
        """Better on the own hand, and not worse on others by more than a hundredth."""
        return self.own.after > self.own.before and self.others.after >= self.others.before - _MARGIN
