"""Learning-rate schedules at points that can be worked out by hand; batches that cover each sample once."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.train.config import TrainingConfig
from core.train.feed import Feed, stream
from core.train.schedules import Progress, rate_factor


@pytest.mark.parametrize(
    ("schedule", "step", "epoch", "expected"),
    [
        ("constant", 0, 0, 1.0),
        ("constant", 100, 9, 1.0),
        ("step", 0, 1, 1.0),
        ("step", 0, 2, 0.1),
        ("step", 0, 5, 0.01),
        ("cosine", 0, 0, 1.0),
        ("cosine", 50, 0, 0.5),
        ("cosine", 25, 0, (1 + math.sqrt(0.5)) / 2),
        ("cosine", 100, 9, 0.0),
        ("one-cycle", 0, 0, 0.04),
        ("one-cycle", 15, 0, 0.52),
        ("one-cycle", 30, 0, 1.0),
        ("one-cycle", 65, 0, (1 + 1e-4) / 2),
        ("one-cycle", 100, 9, 1e-4),
        ("one-cycle", 200, 9, 1e-4),
    ],
)
def test_schedules(schedule, step, epoch, expected):
    config = TrainingConfig(schedule=schedule, step_every=2, step_factor=0.1)
    assert rate_factor(config, Progress(step, 101, epoch)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("count", "size", "batches"), [(100, 32, 4), (97, 32, 3), (96, 32, 3), (1, 32, 1), (10, 1, 10)]
)
def test_an_epoch_covers_each_sample_once(count, size, batches):
    feed = Feed(count, size, seed=3)
    assert feed.batches == batches
    seen = np.concatenate([feed.batch(5, number) for number in range(batches)])
    assert len(set(seen.tolist())) == len(seen) == (96 if count == 97 else count)


def test_the_order_depends_on_seed_and_epoch_alone():
    one, other = Feed(50, 10, seed=1), Feed(50, 10, seed=1)
    other.batch(7, 3)
    np.testing.assert_array_equal(one.batch(2, 1), other.batch(2, 1))
    assert not np.array_equal(Feed(50, 10, seed=2).batch(2, 1), one.batch(2, 1))
    assert not np.array_equal(one.batch(3, 1), one.batch(2, 1))


def test_a_team_shares_each_batch():
    alone = Feed(50, 16, seed=1)
    team = [Feed(50, 16, seed=1, rank=rank, world=3) for rank in range(3)]
    for number in range(alone.batches):
        shares = np.concatenate([feed.batch(0, number) for feed in team])
        assert sorted(shares) == sorted(alone.batch(0, number))


def test_streams_of_different_places_differ():
    places = [("augment", 1, 2), ("augment", 2, 1), ("dropout", 1, 2), ("augment", 1, 2, 1)]
    draws = {stream(0, purpose, *place).random() for purpose, *place in places}
    assert len(draws) == 4
    assert stream(0, "augment", 1, 2).random() in draws
