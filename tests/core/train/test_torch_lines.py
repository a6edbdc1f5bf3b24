"""Training of the line reader: batches hold what was put in, a tiny network learns, stopping changes nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import RunError
from core.train.line_batches import Lines, batches, distorted, together
from core.train.torch_lines import LineConfig, collapse, frames, one_cycle, train_lines

CLASSES = 3  # bar, square, CTC's blank
TINY = LineConfig(epochs=2, hidden=(8,), learning_rate=3e-3, dropout=0.2, half=False)


def strips(count: int, seed: int = 0) -> Lines:
    """Lines of bars (0) and filled squares (1)."""
    rng = np.random.default_rng(seed)
    images, targets = [], []
    for _ in range(count):
        target = rng.integers(0, 2, int(rng.integers(1, 5)))
        image = np.zeros((32, 16 + 24 * len(target)), np.uint8)
        for place, label in enumerate(target):
            image[8:24, 12 + 24 * place : 12 + 24 * place + (3 if label == 0 else 14)] = 255
        images.append(image)
        targets.append(target.astype(np.int64))
    return Lines(images, targets, np.ones(count, np.int64))


def test_batches_hold_every_line_once_padded_on_the_right() -> None:
    lines = strips(30)
    seen = 0
    for batch in batches(lines, None):
        assert batch.images.shape[1:3] == (1, 32)
        assert batch.images.shape[3] % 16 == 0
        ends = np.cumsum(batch.lengths)
        for image, width, end, length in zip(batch.images, batch.widths, ends, batch.lengths, strict=True):
            assert not image[:, :, width:].any()
            shown, target = np.rint(image[0, :, :width] * 255), batch.targets[end - length : end]
            assert any(
                np.array_equal(strip, shown) and np.array_equal(own, target)
                for strip, own in zip(lines.strips, lines.targets, strict=True)
            )
            seen += 1
    assert seen == 30


def test_repeats_are_seen_as_often_as_asked() -> None:
    lines = strips(6)
    many = Lines(lines.strips, lines.targets, np.array([3, 1, 1, 1, 0, 2]))
    assert sum(len(batch.widths) for batch in batches(many, np.random.default_rng(0))) == 8


def test_wide_lines_make_small_batches() -> None:
    wide = Lines([np.zeros((32, 3000), np.uint8)] * 9, [np.zeros(1, np.int64)] * 9, np.ones(9, np.int64))
    assert max(len(batch.widths) for batch in batches(wide, None)) <= 5


def test_a_distorted_strip_keeps_its_writing_and_the_original() -> None:
    strip = strips(1).strips[0]
    before = strip.copy()
    rng = np.random.default_rng(0)
    shares = []
    for _ in range(60):
        other = distorted(strip, rng)
        assert other.shape[0] == 32
        assert other.dtype == np.uint8
        assert 0.7 < other.shape[1] / strip.shape[1] < 1.45
        shares.append((other > 127).sum() / (strip > 127).sum())
    assert 0.7 < np.median(shares) < 1.3
    assert len(set(shares)) > 20
    np.testing.assert_array_equal(strip, before)


def test_together_pads_to_the_widest() -> None:
    batch = together([np.full((32, 5), 255, np.uint8), np.full((32, 33), 51, np.uint8)], [np.zeros(1, np.int64)] * 2)
    assert batch.images.shape == (2, 1, 32, 48)
    assert batch.images[0].sum() == 32 * 5
    assert batch.images[1, 0, 0, 32] == pytest.approx(0.2)


def test_collapse_takes_repeats_as_one_and_blanks_out() -> None:
    assert collapse(np.array([2, 0, 0, 2, 0, 1, 1]), blank=2) == [0, 0, 1]
    assert collapse(np.array([2, 2]), blank=2) == []
    assert frames(3) == 1
    assert frames(43) == 10


def test_the_learning_rate_rises_then_falls() -> None:
    course = [one_cycle(done) for done in np.linspace(0, 1, 101)]
    assert max(course) == pytest.approx(1.0, abs=0.01)
    assert int(np.argmax(course)) == 15
    assert course[0] < 0.1
    assert 0 < course[-1] < 0.01


def test_training_lowers_the_error_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    train, valid = strips(60), strips(6, seed=1)
    whole = list(train_lines(train, valid, CLASSES, TINY, tmp_path / "whole"))
    assert [epoch.epoch for epoch in whole] == [1, 2]
    assert whole[1].loss < whole[0].loss
    first = next(iter(train_lines(train, valid, CLASSES, TINY, tmp_path / "halves")))
    (second,) = list(train_lines(train, valid, CLASSES, TINY, tmp_path / "halves"))
    assert first.loss == whole[0].loss
    assert second.epoch == 2
    for name, values in whole[1].tensors.items():
        np.testing.assert_allclose(second.tensors[name], values, atol=1e-6, err_msg=name)


def test_a_checkpoint_of_another_training_is_refused(tmp_path: Path) -> None:
    lines = strips(4)
    next(iter(train_lines(lines, lines, CLASSES, TINY, tmp_path / "run")))
    other = LineConfig(epochs=2, hidden=(9,), half=False)
    with pytest.raises(RunError, match="another training"):
        next(iter(train_lines(lines, lines, CLASSES, other, tmp_path / "run")))
    with pytest.raises(RunError, match="another network"):
        next(iter(train_lines(lines, lines, CLASSES + 1, TINY, tmp_path / "run")))


def test_two_letters_are_learned(tmp_path: Path) -> None:
    config = LineConfig(epochs=4, hidden=(12,), learning_rate=6e-3, dropout=0.0, half=False)
    *_, last = train_lines(strips(220), strips(20, seed=1), CLASSES, config, tmp_path / "run")
    assert last.error < 0.5


def test_training_begins_with_another_trainings_network(tmp_path: Path) -> None:
    lines = strips(12)
    [*_, taught] = train_lines(lines, lines, CLASSES, TINY, tmp_path / "first.checkpoint")
    gentle = LineConfig(epochs=1, hidden=(8,), learning_rate=1e-9, dropout=0.2, half=False)
    start = taught.tensors
    [epoch] = train_lines(lines, lines, CLASSES, gentle, tmp_path / "second.checkpoint", start=start)
    for name in (name for name in start if "running" not in name):
        np.testing.assert_allclose(epoch.tensors[name], start[name], atol=1e-6)


def test_a_network_of_another_shape_is_no_start(tmp_path: Path) -> None:
    lines = strips(4)
    [*_, other] = train_lines(lines, lines, CLASSES, LineConfig(epochs=1, hidden=(4,), half=False), tmp_path / "a.ckpt")
    with pytest.raises(RunError, match="another shape"):
        next(train_lines(lines, lines, CLASSES, TINY, tmp_path / "b.ckpt", start=other.tensors))
