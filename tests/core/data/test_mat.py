"""The homework's .mat files: a good one, and broken ones."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from scipy import io

from core.data.mat import load_mat
from core.data.mat5 import variables
from core.errors import DataError


def write(path: Path, split: str = "train", *, data: object = None, labels: object = None, **more: object) -> Path:
    rng = np.random.default_rng(1)
    content = {
        f"{split}_data": rng.random((72, 1024)) if data is None else data,
        f"{split}_labels": np.eye(36, dtype=np.uint8)[np.arange(72) % 36] if labels is None else labels,
    }
    io.savemat(path, {**content, **more}, do_compression=True)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for split in ("train", "valid", "test"):
        write(tmp_path / f"nist36_{split}.mat", split)
    return tmp_path


def test_folder_of_three_files(folder: Path) -> None:
    data = load_mat(folder)
    assert data.images.shape == (216, 32, 32)
    assert [(data.split == part).sum() for part in ("train", "valid", "test")] == [72, 72, 72]
    assert data.alphabet.labels[data.labels[25]] == "Z"
    assert data.alphabet.labels[data.labels[26]] == "0"
    assert data.problems == ()


def test_pictures_are_turned_upright_and_ink_is_white(tmp_path: Path) -> None:
    paper = np.ones((72, 32, 32))
    paper[0, 3, 20] = 0.0  # row 3, column 20
    columns_first = paper.transpose(0, 2, 1).reshape(72, 1024)
    data = load_mat(write(tmp_path / "nist36_test.mat", "test", data=columns_first))
    assert np.argwhere(data.images).tolist() == [[0, 3, 20]]
    assert data.images[0, 3, 20] == 255
    assert (data.split == "test").all()


def test_broken_samples_are_listed_and_left_out(tmp_path: Path) -> None:
    data, labels = np.full((72, 1024), 0.5), np.eye(36)[np.arange(72) % 36]
    data[0, 0], data[1, 5], labels[2], labels[3, :2] = np.nan, 7.0, 0, 1
    result = load_mat(write(tmp_path / "nist36_train.mat", data=data, labels=labels))
    assert len(result) == 68
    assert result.labels[0] == 4
    assert len(result.problems) == 2
    assert "2 samples (numbers 0, 1)" in result.problems[0]
    assert "2 samples (numbers 2, 3)" in result.problems[1]


BROKEN = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("train_data = 1\n" * 50),
    "zeros": lambda path: path.write_bytes(bytes(4096)),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-3000]),
    "cut header": lambda path: path.write_bytes(path.read_bytes()[:100]),
    "garbled": lambda path: path.write_bytes(path.read_bytes()[:400] + bytes(range(256)) * 100),
    "hdf5": lambda path: path.write_bytes(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM" + bytes(900)),
    "no labels": lambda path: io.savemat(path, {"train_data": np.zeros((72, 1024))}),
    "narrow": lambda path: write(path, data=np.zeros((72, 784))),
    "other length": lambda path: write(path, data=np.zeros((71, 1024))),
    "other classes": lambda path: write(path, labels=np.zeros((72, 26))),
    "cells": lambda path: write(path, data=np.full((2, 1024), "x", dtype=object)),
    "words": lambda path: write(path, data="ink"),
    "complex": lambda path: write(path, data=np.full((72, 1024), 1j)),
    "all bad": lambda path: write(path, data=np.full((72, 1024), np.inf)),
}


@pytest.mark.parametrize("how", BROKEN)
def test_broken_files_give_one_sentence(folder: Path, how: str) -> None:
    BROKEN[how](folder / "nist36_train.mat")
    with pytest.raises(DataError) as caught:
        load_mat(folder)
    assert "nist36_train.mat" in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_missing_file_is_named(folder: Path) -> None:
    (folder / "nist36_valid.mat").unlink()
    with pytest.raises(DataError, match=r"nist36_valid\.mat is missing"):
        load_mat(folder)


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("kind", ["f4", "f8", "u1", "i2", "i8", "?"])
def test_numbers_of_every_kind_as_scipy_writes_them(tmp_path: Path, kind: str, compressed: bool) -> None:
    table = np.random.default_rng(0).integers(0, 2, (7, 1024)).astype(kind)
    content = {"other": "text", "train_data": table, "train_labels": np.eye(36)[:7], "more": np.zeros((3, 4, 5))}
    io.savemat(tmp_path / "a.mat", content, do_compression=compressed)
    found = variables((tmp_path / "a.mat").read_bytes())
    assert set(found) == set(content)
    assert not found["other"].numbers
    assert found["more"].read().shape == (3, 4, 5)
    assert np.array_equal(found["train_data"].read(), table)
    assert np.array_equal(found["train_labels"].read(), np.eye(36)[:7])


def test_big_endian(tmp_path: Path) -> None:
    """A file as a big-endian machine writes it, put together by hand."""

    def element(kind: int, content: bytes) -> bytes:
        return struct.pack(">II", kind, len(content)) + content + bytes(-len(content) % 8)

    numbers = np.arange(6, dtype=">f8")
    head = struct.pack(">II", 6, 0)
    body = (
        element(6, head) + element(5, struct.pack(">ii", 2, 3)) + element(1, b"table") + element(9, numbers.tobytes())
    )
    found = variables(b"MATLAB 5.0".ljust(124) + b"\x01\x00MI" + element(14, body))
    assert found["table"].read().tolist() == [[0, 2, 4], [1, 3, 5]]


def test_no_byte_flip_escapes_as_another_error(folder: Path) -> None:
    path = folder / "nist36_train.mat"
    sound = path.read_bytes()
    rng = np.random.default_rng(0)
    for _ in range(300):
        bent = bytearray(sound)
        for place in rng.integers(0, 400, 3):
            bent[place] = rng.integers(0, 256)
        path.write_bytes(bytes(bent))
        try:
            load_mat(path)
        except DataError:
            continue
