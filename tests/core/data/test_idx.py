"""IDX: good files of MNIST's and EMNIST's making, gzipped or not, and broken ones."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from core.data.idx import find, has_idx, is_idx_name, load_idx, read_idx
from core.errors import DataError


def idx_bytes(array: np.ndarray) -> bytes:
    sizes = b"".join(int(side).to_bytes(4, "big") for side in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.astype(np.uint8).tobytes()


def write(path: Path, array: np.ndarray) -> None:
    content = idx_bytes(array)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


def write_set(folder: Path, prefix: str = "", test: str = "t10k", end: str = ".gz", labels: int = 10) -> np.ndarray:
    folder.mkdir(exist_ok=True)
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (60, 7, 5), dtype=np.uint8)
    for split, part in (("train", images[:40]), (test, images[40:])):
        write(folder / f"{prefix}{split}-images-idx3-ubyte{end}", part)
        write(folder / f"{prefix}{split}-labels-idx1-ubyte{end}", np.arange(len(part)) % labels)
    return images


@pytest.mark.parametrize("end", ["", ".gz"])
def test_mnist(tmp_path: Path, end: str) -> None:
    images = write_set(tmp_path, end=end)
    for path in (tmp_path, tmp_path / f"train-images-idx3-ubyte{end}", tmp_path / f"t10k-labels-idx1-ubyte{end}"):
        data = load_idx(path)
        assert np.array_equal(data.images, images)
        assert data.alphabet.labels == tuple("0123456789")
        assert data.labels[:11].tolist() == [*range(10), 0]
        assert (data.split[40:] == "test").all()
        assert set(data.split[:40]) == {"train", "valid"}
        assert data.drawn == ("valid",)


@pytest.mark.parametrize("prefix", ["", "mine-", "my.own_"])
@pytest.mark.parametrize("end", ["", ".gz"])
def test_a_pair_that_names_no_split(tmp_path: Path, prefix: str, end: str) -> None:
    images = np.random.default_rng(1).integers(0, 256, (90, 6, 6), dtype=np.uint8)
    write(tmp_path / f"{prefix}images-idx3-ubyte{end}", images)
    write(tmp_path / f"{prefix}labels-idx1-ubyte{end}", np.arange(90) % 3)
    for path in (tmp_path, tmp_path / f"{prefix}images-idx3-ubyte{end}", tmp_path / f"{prefix}labels-idx1-ubyte{end}"):
        data = load_idx(path)
        assert np.array_equal(data.images, images)
        assert set(data.split) == {"train", "valid", "test"}
        assert data.drawn == ("valid", "test")
        assert has_idx(tmp_path)


def test_emnist_is_turned_upright_and_lettered(tmp_path: Path) -> None:
    images = write_set(tmp_path, "emnist-byclass-", "test", labels=20)
    data = load_idx(tmp_path, name="emnist-byclass")
    assert np.array_equal(data.images, images.transpose(0, 2, 1))
    assert data.alphabet.labels == tuple("ABCDEFGHIJ0123456789")
    assert data.alphabet.labels[data.labels[10]] == "A"


def test_emnist_letters_start_at_one(tmp_path: Path) -> None:
    write_set(tmp_path, "emnist-letters-", "test")
    with pytest.raises(DataError, match="another set"):
        load_idx(tmp_path)
    for split, count in (("train", 40), ("test", 20)):
        write(tmp_path / f"emnist-letters-{split}-labels-idx1-ubyte.gz", np.arange(count) % 26 + 1)
    data = load_idx(tmp_path)
    assert data.name == "emnist-letters"
    assert data.alphabet.labels[data.labels[2]] == "C"


def test_sets_side_by_side_are_told_apart(tmp_path: Path) -> None:
    write_set(tmp_path, "emnist-digits-", "test")
    write_set(tmp_path, "emnist-balanced-", "test")
    assert find(tmp_path, "emnist-digits") == tmp_path
    assert find(tmp_path, "emnist-letters") is None
    assert load_idx(tmp_path / "emnist-balanced-test-images-idx3-ubyte.gz").name == "emnist-balanced"
    assert len(load_idx(tmp_path, name="emnist-digits")) == 60
    with pytest.raises(DataError, match="several sets"):
        load_idx(tmp_path)


def test_names_of_other_archives(tmp_path: Path) -> None:
    for name in ("train-images.idx3-ubyte", "t10k-labels-idx1-ubyte.gz", "emnist-mnist-test-images-idx3-ubyte.gz"):
        assert is_idx_name(tmp_path / name)
    for name in ("train.npz", "images.txt", "ubyte"):
        assert not is_idx_name(tmp_path / name)
    write_set(tmp_path / "raw")
    assert find(tmp_path, "mnist") == tmp_path / "raw"


def test_gzipped_and_plain_partners(tmp_path: Path) -> None:
    write_set(tmp_path)
    labels = tmp_path / "train-labels-idx1-ubyte.gz"
    labels.with_suffix("").write_bytes(gzip.decompress(labels.read_bytes()))
    labels.unlink()
    assert len(load_idx(tmp_path)) == 60


GOOD = idx_bytes(np.zeros((40, 7, 5)))
BROKEN = {
    "empty": b"",
    "text": b"this is no file of pictures at all",
    "floats": b"\0\0\x0d\3" + GOOD[4:],
    "many dimensions": b"\0\0\x08\7" + GOOD[4:],
    "ends in header": GOOD[:9],
    "cut": GOOD[:-1],
    "more": GOOD + b"\0",
    "huge": b"\0\0\x08\3" + b"\xff" * 12 + bytes(50),
    "nothing": b"\0\0\x08\3" + bytes(12),
    "gzip cut": gzip.compress(GOOD)[:-9],
    "gzip garbled": gzip.compress(GOOD)[:12] + bytes(30) + gzip.compress(GOOD)[42:],
    "gzip of text": gzip.compress(b"hello"),
    "labels as images": idx_bytes(np.zeros(40)),
    "other count": idx_bytes(np.zeros((39, 7, 5))),
}


@pytest.mark.parametrize("how", BROKEN)
def test_broken_files_give_one_sentence(tmp_path: Path, how: str) -> None:
    write_set(tmp_path)
    path = tmp_path / "train-images-idx3-ubyte.gz"
    path.write_bytes(BROKEN[how])
    with pytest.raises(DataError) as caught:
        load_idx(path)
    assert "train-images" in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_a_gzip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb-images-idx3-ubyte.gz"
    path.write_bytes(gzip.compress(b"\0\0\x08\1" + (10).to_bytes(4, "big") + bytes(50_000_000)))
    with pytest.raises(DataError, match="more bytes than the 10"):
        read_idx(path)


def test_missing_partner_and_no_files(tmp_path: Path) -> None:
    write_set(tmp_path)
    (tmp_path / "train-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataError, match="side by side"):
        load_idx(tmp_path)
    with pytest.raises(DataError, match="no pair"):
        load_idx(tmp_path / "nothing-here")
