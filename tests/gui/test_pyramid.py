"""Halves of a picture, against the mean by another route."""

from __future__ import annotations

import numpy as np
import pytest

from gui.read import pyramid as module
from gui.read.pyramid import Pyramid


def made(pixels):
    pyramid = Pyramid(pixels)
    while pyramid.step():
        pass
    return pyramid


def mean_of_twos(rgb):
    """Reference: edge repeated, mean of 2 x 2 in floats, half rounded up."""
    height, width = rgb.shape[:2]
    padded = rgb[np.minimum(np.arange(height + height % 2), height - 1)]
    padded = padded[:, np.minimum(np.arange(width + width % 2), width - 1)]
    blocks = padded.reshape(padded.shape[0] // 2, 2, padded.shape[1] // 2, 2, 3).astype(float)
    return np.floor(blocks.mean(axis=(1, 3)) + 0.5)


@pytest.mark.parametrize("shape", [(600, 800, 3), (601, 513, 3), (1, 700, 3)])
@pytest.mark.parametrize("band", [400_000, 5000])
def test_each_level_is_the_mean_of_the_one_below(shape, band, monkeypatch):
    monkeypatch.setattr(module, "_STEP_PIXELS", band)
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    levels = made(pixels).levels
    assert len(levels) == 2
    np.testing.assert_array_equal(levels[1][:, :, 2::-1], mean_of_twos(pixels))
    assert (levels[1][:, :, 3] == 255).all()


def test_levels_end_when_small_enough():
    levels = made(np.zeros((100, 4096, 3), np.uint8)).levels
    assert [level.shape[1] for level in levels] == [4096, 2048, 1024, 512, 256]
    assert [level.shape[0] for level in levels] == [100, 50, 25, 13, 7]


def test_the_picture_is_not_changed():
    pixels = np.random.default_rng(0).integers(0, 256, (600, 700, 3), dtype=np.uint8)
    before = pixels.copy()
    made(pixels)
    np.testing.assert_array_equal(pixels, before)


def test_the_level_is_never_coarser_than_the_screen():
    pyramid = made(np.zeros((4096, 4096, 3), np.uint8))
    for scale in (8.0, 1.0, 0.99, 0.5, 0.3, 0.25, 0.1, 0.0625):
        level = pyramid.level_for(scale)
        assert scale * 2**level <= 1 or level == 0
        assert scale * 2 ** (level + 1) > 1 or level == len(pyramid.levels) - 1


def test_what_is_not_made_yet_is_not_asked_for():
    pyramid = Pyramid(np.zeros((4096, 4096, 3), np.uint8))
    assert pyramid.level_for(0.01) == 0
    pyramid.step()
    assert not pyramid.finished
    assert pyramid.level_for(0.01) == 0


def test_one_step_is_a_small_part_of_a_large_picture():
    pyramid = Pyramid(np.zeros((3000, 4000, 3), np.uint8))
    steps = 1
    while pyramid.step():
        steps += 1
    assert steps >= 12_000_000 / module._STEP_PIXELS
