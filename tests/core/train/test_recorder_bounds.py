"""How many epochs of a run are kept with their weights: enough to scrub over, never more than the disk should give."""

from __future__ import annotations

import pytest

from core.train.recorder import kept_every


@pytest.mark.parametrize(
    ("epochs", "numbers", "every"),
    [
        (50, 70_000, 1),  # the homework's network: each epoch
        (200, 70_000, 1),
        (1000, 70_000, 5),  # at most 200 of them
        (100, 620_000, 1),  # the reader's network: 250 MB
        (200, 620_000, 2),
        (100_000, 62_000, 500),
        (400, 60_000_000, 2),  # too large for weights: only filters and confusion
        (1, 1, 1),
    ],
)
def test_what_is_kept_is_bounded(epochs, numbers, every):
    assert kept_every(epochs, numbers) == every
    if numbers <= 4_000_000:
        assert (epochs // every + 1) * 4 * numbers <= 300 << 20
