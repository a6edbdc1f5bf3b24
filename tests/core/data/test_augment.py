"""Augmentation: seeded, shape-keeping, each distortion doing what its name says."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from core.data import synthetic
from core.data.augment import PRESETS, Strengths, _change_width, _matrices, _sample, augment, augment_colour

OFF = {"affine": 0.0, "elastic": 0.0, "width": 0.0, "blur": 0.0, "noise": 0.0}


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    labels = np.array(synthetic.ALPHABETS["synthetic"].labels * 12)
    return synthetic.draw(labels, np.random.default_rng(0))


@pytest.mark.parametrize("name", [*OFF, "all"])
def test_seeded_and_never_in_place(images: np.ndarray, name: str) -> None:
    strengths = Strengths() if name == "all" else Strengths(**{**OFF, name: 1.0})
    before = images.copy()
    one, two, other = (augment(images, np.random.default_rng(seed), strengths) for seed in (4, 4, 5))
    assert one.dtype == np.uint8
    assert one.shape == images.shape
    assert np.array_equal(images, before)
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)
    assert (one != images).any(axis=(1, 2)).mean() > 0.35


def test_no_strength_no_change_but_a_copy(images: np.ndarray) -> None:
    result = augment(images, np.random.default_rng(0), PRESETS["none"])
    assert np.array_equal(result, images)
    assert result is not images


def test_first_picture_does_not_depend_on_how_many_follow_in_a_chunk(images: np.ndarray) -> None:
    """Chunks are an inner matter: the same draw gives the same result with other chunk sizes."""
    from core.data import augment as module

    whole = augment(images, np.random.default_rng(1))
    old, module._CHUNK = module._CHUNK, 7
    try:
        assert np.array_equal(augment(images, np.random.default_rng(1)), whole)
    finally:
        module._CHUNK = old


def test_sampling_is_bilinear(images: np.ndarray) -> None:
    rng = np.random.default_rng(0)
    where = rng.uniform(0, 31, (1, 2, 40, 25)).astype(np.float32)
    padded = np.pad(images[:1], ((0, 0), (1, 2), (1, 2)))
    mine = _sample(padded, where + 1)
    reference = ndimage.map_coordinates(images[0].astype(float), where[0], order=1)
    assert np.abs(mine[0] - reference).max() < 5  # positions are rounded to 1/64 of a pixel
    assert np.abs(mine[0] - reference).mean() < 1


def test_width_makes_thicker_and_thinner_but_moves_nothing(images: np.ndarray) -> None:
    result = augment(images, np.random.default_rng(2), Strengths(**{**OFF, "width": 2.0}))
    change = result.sum(axis=(1, 2)) / images.sum(axis=(1, 2))
    assert change.max() > 1.3
    assert change.min() < 0.9
    assert (result.max(axis=(1, 2)) > 60).all()
    thicker = result[change > 1]
    assert (thicker >= images[change > 1]).all()


def test_width_at_its_ends_is_dilation_and_erosion(images: np.ndarray) -> None:
    cross = np.array([[[0, 1, 0], [1, 1, 1], [0, 1, 0]]], dtype=bool)
    few = images[:20]
    full = np.full(20, 256, dtype=np.int16)
    assert np.array_equal(_change_width(few, full), ndimage.grey_dilation(few, footprint=cross, mode="nearest"))
    assert np.array_equal(_change_width(few, -full), ndimage.grey_erosion(few, footprint=cross, mode="nearest"))


def test_matrices_turn_and_do_not_mirror() -> None:
    matrices = _matrices(4000, 1.0, 32.0, np.random.default_rng(0))
    assert (np.linalg.det(matrices[:, :, :2].astype(float)) > 0.5).all()
    assert np.corrcoef(matrices[:, 0, 1], matrices[:, 1, 0])[0, 1] < -0.3  # as the sines of a turn


def test_blur_keeps_ink_and_softens(images: np.ndarray) -> None:
    result = augment(images, np.random.default_rng(2), Strengths(**{**OFF, "blur": 2.0})).astype(int)
    inside = images[:, [0, -1]].sum(axis=(1, 2)) + images[:, :, [0, -1]].sum(axis=(1, 2)) == 0
    ratio = result.sum(axis=(1, 2)) / images.sum(axis=(1, 2))
    assert ratio[inside] == pytest.approx(1, abs=0.02)
    edges = np.abs(np.diff(result, axis=2)).max(axis=(1, 2))
    assert edges.mean() < 0.9 * np.abs(np.diff(images.astype(int), axis=2)).max(axis=(1, 2)).mean()


def test_affine_turns_both_ways_about_the_middle() -> None:
    bar = np.zeros((400, 33, 33), dtype=np.uint8)
    bar[:, 6:27, 15:18] = 255
    result = augment(bar, np.random.default_rng(3), Strengths(**{**OFF, "affine": 1.0}))
    rows, columns = np.mgrid[:33, :33]
    mass = result.sum(axis=(1, 2), dtype=float)
    centre = [(result * place).sum(axis=(1, 2)) / mass for place in (rows, columns)]
    assert np.mean(centre[0]) == pytest.approx(16, abs=0.3)
    assert np.mean(centre[1]) == pytest.approx(16, abs=0.3)
    lean = ((rows - 16) * (columns - 16) * result).sum(axis=(1, 2)) / ((rows - 16) ** 2 * result).sum(axis=(1, 2))
    assert lean.std() > 0.1
    assert abs(lean.mean()) < 0.05


@pytest.mark.parametrize("bad", [-0.1, 3.1, float("nan")])
def test_strengths_are_bounded(bad: float) -> None:
    with pytest.raises(ValueError, match="elastic"):
        Strengths(elastic=bad)


def test_other_sizes_and_none_at_all() -> None:
    rng = np.random.default_rng(0)
    assert augment(np.zeros((0, 32, 32), dtype=np.uint8), rng).shape == (0, 32, 32)
    assert augment(np.zeros((3, 16, 8), dtype=np.uint8), rng).shape == (3, 16, 8)


def test_colour_mirrors_half_and_keeps_shape() -> None:
    ramp = np.broadcast_to(np.arange(0, 240, 4, dtype=np.uint8)[None, None, :, None], (200, 50, 60, 3)).copy()
    result = augment_colour(ramp, np.random.default_rng(0))
    assert result.shape == ramp.shape
    assert result.dtype == np.uint8
    rising = (result[:, :, -1].astype(int) > result[:, :, 0]).all(axis=(1, 2)).mean()
    assert 0.35 < rising < 0.65
    plain = augment_colour(ramp, np.random.default_rng(0), 0.0)
    assert np.array_equal(plain, ramp)
