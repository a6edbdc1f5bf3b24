"""The .npz format: a good one, written back, and broken ones."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from core.data.npz import load_npz, save_npz
from core.errors import DataError


def arrays(count: int = 60) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(2)
    return {
        "images": rng.integers(0, 256, (count, 6, 5), dtype=np.uint8),
        "labels": np.array(list("Ab3"))[np.arange(count) % 3],
        "split": np.array(["train", "val", "test", "train"])[np.arange(count) % 4],
        "writer": np.array([f"w{place % 7}" for place in range(count)]),
    }


def write(path: Path, **changes: object) -> Path:
    content = {**arrays(), **changes}
    np.savez_compressed(path, **{name: value for name, value in content.items() if value is not None})
    return path


def test_good_file(tmp_path: Path) -> None:
    data = load_npz(write(tmp_path / "few.npz"))
    assert data.name == "few"
    assert np.array_equal(data.images, arrays()["images"])
    assert [data.alphabet.labels[label] for label in data.labels[:4]] == ["A", "b", "3", "A"]
    assert data.split[:4].tolist() == ["train", "valid", "test", "train"]
    assert data.writers[8] == "w1"
    assert data.drawn == ()


def test_numbers_as_labels_and_missing_split(tmp_path: Path) -> None:
    path = write(tmp_path / "n.npz", labels=np.arange(60) % 10, split=None, writer=None)
    data, again, other = load_npz(path, seed=1), load_npz(path, seed=1), load_npz(path, seed=2)
    assert data.alphabet.labels == tuple("0123456789")
    assert {part: int((data.split == part).sum()) for part in ("train", "valid", "test")} == {
        "train": 40, "valid": 10, "test": 10,
    }  # fmt: skip
    assert data.split.tolist() == again.split.tolist() != other.split.tolist()
    assert data.drawn == ("valid", "test")


def test_groups_are_not_cut_and_marked_samples_left_out(tmp_path: Path) -> None:
    group = np.arange(60) // 6
    conflict, first = np.zeros(60, dtype=bool), np.ones(60, dtype=bool)
    conflict[0], first[7] = True, False
    data = load_npz(write(tmp_path / "g.npz", writer=np.full(60, ""), group=group, conflict=conflict, first_copy=first))
    assert len(data) == 58
    assert len(data.problems) == 3
    for number in np.unique(data.writers):
        assert len(set(data.split[data.writers == number])) == 1
    assert set(data.split) == {"train", "valid", "test"}


def test_saved_and_read_again(tmp_path: Path) -> None:
    data = load_npz(write(tmp_path / "few.npz"))
    save_npz(data, tmp_path / "copy.npz")
    copy = load_npz(tmp_path / "copy.npz")
    assert np.array_equal(copy.images, data.images)
    assert copy.labels.tolist() == data.labels.tolist()
    assert copy.split.tolist() == data.split.tolist()
    assert copy.writers.tolist() == data.writers.tolist()


def lie_about_shape(path: Path) -> None:
    """A header that promises far more than there is."""
    header = b"{'descr': '|u1', 'fortran_order': False, 'shape': (4000000, 900, 900), }".ljust(117) + b"\n"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("images.npy", b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(99))
        archive.writestr("labels.npy", b"")


HEADERS = {
    "unclosed brackets": b"{'descr': '|u1', 'shape': (3,",
    "unclosed quotes": b"{'descr': '|u1', 'fortran_order': False, 'shape': '''",
    "a hundred brackets": b"(" * 100,
    "a call": b"{'descr': __import__('os').getcwd()}",
    "a negative length": b"{'descr': '|u1', 'fortran_order': False, 'shape': (-3, 4), }",
    "no characters": b"\0\xff\xfe{'",
}


@pytest.mark.parametrize("how", HEADERS)
def test_headers_that_numpy_cannot_parse_give_one_sentence(tmp_path: Path, how: str) -> None:
    header = HEADERS[how].ljust(117) + b"\n"
    array = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(64)
    with zipfile.ZipFile(tmp_path / "bad.npz", "w") as archive:
        for name in ("images", "labels"):
            archive.writestr(f"{name}.npy", array)
    with pytest.raises(DataError, match=r"bad\.npz is not a sound"):
        load_npz(tmp_path / "bad.npz")


BROKEN = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("images"),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-200]),
    "flipped": lambda path: path.write_bytes(path.read_bytes()[:300] + bytes(200) + path.read_bytes()[500:]),
    "a bare array": lambda path: np.save(path.open("wb"), np.zeros(3)),
    "pickled labels": lambda path: write(path, labels=np.array([{"a": 1}] * 60, dtype=object)),
    "pickled images": lambda path: write(path, images=np.array([None] * 60, dtype=object)),
    "no labels": lambda path: write(path, labels=None),
    "no images": lambda path: write(path, images=None),
    "floats": lambda path: write(path, images=np.zeros((60, 6, 5))),
    "flat": lambda path: write(path, images=np.zeros((60, 30), dtype=np.uint8)),
    "other count": lambda path: write(path, labels=np.arange(59)),
    "no samples": lambda path: write(path, images=np.zeros((0, 6, 5), dtype=np.uint8), labels=np.zeros(0, dtype=int)),
    "huge side": lambda path: write(path, images=np.zeros((60, 1, 2000), dtype=np.uint8)),
    "odd split": lambda path: write(path, split=np.zeros((60, 2), dtype=int)),
    "empty labels": lambda path: write(path, labels=np.full(60, "")),
    "lying header": lie_about_shape,
}


def test_a_lying_header_is_refused_before_room_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lie_about_shape(tmp_path / "bad.npz")
    monkeypatch.setattr(np.lib.format, "read_array", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(DataError, match="not a sound"):
        load_npz(tmp_path / "bad.npz")


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("how", BROKEN)
def test_broken_files_give_one_sentence(tmp_path: Path, how: str) -> None:
    path = write(tmp_path / "bad.npz")
    BROKEN[how](path)
    with pytest.raises(DataError) as caught:
        load_npz(path)
    assert "bad.npz" in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="does not exist"):
        load_npz(tmp_path / "none.npz")
