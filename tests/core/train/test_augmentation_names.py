"""Augmentation by name: shapes kept, seeded, stronger is stronger, the input untouched."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import ConfigError
from core.train.augmentation import augmentation
from core.train.config import AUGMENTATIONS

RNG = np.random.default_rng(0)
INK = np.zeros((40, 20, 20), np.uint8)
INK[:, 4:16, 8:12] = 255
COLOUR = RNG.integers(0, 256, (6, 24, 20, 3), dtype=np.uint8)


@pytest.mark.parametrize("name", [name for name in AUGMENTATIONS if name != "none"])
@pytest.mark.parametrize("images", [INK, COLOUR], ids=["ink", "colour"])
def test_a_batch_is_distorted_the_same_way_for_the_same_seed(name, images):
    distort = augmentation(name)
    before = images.copy()
    one, again = (distort(images, np.random.default_rng(4)) for _ in range(2))
    np.testing.assert_array_equal(one, again)
    np.testing.assert_array_equal(images, before)
    assert one.shape == images.shape
    assert one.dtype == np.uint8
    assert not np.array_equal(one, images)
    assert not np.array_equal(one, distort(images, np.random.default_rng(5)))


def test_stronger_distorts_more():
    changes = [
        np.abs(augmentation(name)(INK, np.random.default_rng(1)).astype(float) - INK).mean()
        for name in ("light", "usual", "strong")
    ]
    assert changes == sorted(changes)


def test_none_is_none_and_others_are_refused():
    assert augmentation("none") is None
    with pytest.raises(ConfigError):
        augmentation("wild")
