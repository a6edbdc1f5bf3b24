"""Checkpoints: exact, checksummed, the previous one kept; each way of breaking one is noticed."""

from __future__ import annotations

import os

import numpy as np
import pytest

from core.errors import RunError
from core.train.checkpoint import Checkpoint, Position, load_checkpoint, previous_of, save_checkpoint

RNG = np.random.default_rng(0)


def _checkpoint(step):
    tensors = {
        "net/fc1.weight": RNG.standard_normal((3, 5)).astype(np.float32),
        "optimizer/steps": np.array(step, np.int64),
        "turned": np.asfortranarray(RNG.standard_normal((4, 6))),
        "none": np.zeros((0, 3), np.float32),
    }
    position = Position(epoch=2, batch=7, step=step, loss_sum=0.1 + 0.2, best_value=1 / 3, augment="strong")
    return Checkpoint(position, '{"epochs": 3}', tensors)


def _same(one, other):
    assert one.position == other.position
    assert one.config == other.config
    assert one.tensors.keys() == other.tensors.keys()
    for name, array in one.tensors.items():
        np.testing.assert_array_equal(array, other.tensors[name])
        assert array.dtype == other.tensors[name].dtype
        assert array.shape == other.tensors[name].shape


def test_what_is_saved_is_loaded(tmp_path):
    saved = _checkpoint(5)
    save_checkpoint(tmp_path / "c", saved)
    _same(load_checkpoint(tmp_path / "c"), saved)


def test_the_previous_one_is_kept(tmp_path):
    first, second = _checkpoint(1), _checkpoint(2)
    save_checkpoint(tmp_path / "c", first)
    save_checkpoint(tmp_path / "c", second)
    _same(load_checkpoint(tmp_path / "c"), second)
    _same(load_checkpoint(previous_of(tmp_path / "c")), first)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c", "c.previous"]


def _truncate(content):
    return content[: len(content) * 2 // 3]


def _flip_a_weight(content):
    return content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]


def _flip_the_state(content):
    return content.replace(rb"\"step\": 2", rb"\"step\": 3")


BROKEN = {
    "truncated": _truncate,
    "empty": lambda content: b"",
    "text": lambda content: b"Dear diary, today I trained a network.\n" * 40,
    "weight": _flip_a_weight,
    "state": _flip_the_state,
    "version": lambda content: content.replace(b'"inkscope_checkpoint":"1"', b'"inkscope_checkpoint":"2"'),
    "foreign": lambda content: content.replace(b"inkscope_checkpoint", b"somebodys_checkpoint"),
    "huge header": lambda content: b"\xff" * 8 + content[8:],
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_one_is_noticed_and_the_previous_one_used(name, tmp_path):
    path, first, second = tmp_path / "c", _checkpoint(1), _checkpoint(2)
    save_checkpoint(path, first)
    save_checkpoint(path, second)
    sound = path.read_bytes()
    broken = BROKEN[name](sound)
    assert broken != sound
    path.write_bytes(broken)
    _same(load_checkpoint(path), first)
    path.replace(previous_of(path))
    with pytest.raises(RunError) as caught:
        load_checkpoint(path)
    assert str(caught.value).endswith(".")


def test_a_missing_one_is_one_sentence(tmp_path):
    with pytest.raises(RunError, match="no checkpoint yet"):
        load_checkpoint(tmp_path / "c")


def test_a_full_disk_leaves_the_old_one(tmp_path, monkeypatch):
    first = _checkpoint(1)
    save_checkpoint(tmp_path / "c", first)

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError):
        save_checkpoint(tmp_path / "c", _checkpoint(2))
    _same(load_checkpoint(tmp_path / "c"), first)
    assert not list(tmp_path.glob("*.part"))
