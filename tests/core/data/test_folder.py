"""A folder of pictures per class: handwriting, photographs, the person's own samples, and what is broken in them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.catalogue import load
from core.data.folder import folder_name, label_of, load_folder, to_ink
from core.data.samples import SampleStore
from core.errors import DataError


def glyph(seed: int, shape: tuple[int, int] = (20, 20)) -> np.ndarray:
    ink = np.zeros(shape, dtype=np.uint8)
    rng = np.random.default_rng(seed)
    ink[4:-4, 4:-4] = rng.integers(0, 2, (shape[0] - 8, shape[1] - 8)) * 255
    ink[6, 6] = 255
    return ink


def save(path: Path, pixels: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)


@pytest.fixture
def handwriting(tmp_path: Path) -> Path:
    for number in range(12):
        save(tmp_path / "A" / f"{number:02}.png", 255 - glyph(number))
        save(tmp_path / "U+0062" / f"{number:02}.png", 255 - glyph(100 + number))
    return tmp_path


def test_handwriting_of_one_size_comes_exact(handwriting: Path) -> None:
    data = load(handwriting)
    assert data.alphabet.labels == ("A", "b")
    assert data.images.shape == (24, 20, 20)
    assert np.array_equal(data.images[3], glyph(3))
    assert np.array_equal(data.images[12], glyph(100))
    assert data.labels.tolist() == [0] * 12 + [1] * 12
    assert set(data.split) == {"train", "valid", "test"}
    assert data.drawn == ("valid", "test")


def test_split_folders_are_kept(tmp_path: Path) -> None:
    for split, count in (("train", 6), ("val", 3), ("test", 2)):
        for number in range(count):
            save(tmp_path / split / "7" / f"{number}.png", 255 - glyph(number))
            save(tmp_path / split / "1" / f"{number}.png", 255 - glyph(50 + number))
    data = load_folder(tmp_path)
    assert data.alphabet.labels == ("1", "7")
    assert [int((data.split == part).sum()) for part in ("train", "valid", "test")] == [12, 6, 4]
    assert data.drawn == ()


def test_a_class_may_be_called_test(tmp_path: Path) -> None:
    for name in ("test", "other"):
        save(tmp_path / name / "1.png", 255 - glyph(1))
    assert load_folder(tmp_path).alphabet.labels == ("other", "test")


def test_other_sizes_keep_their_aspect(tmp_path: Path) -> None:
    tall = np.full((90, 30), 255, dtype=np.uint8)
    tall[10:80, 5:25] = 0
    save(tmp_path / "I" / "1.png", tall)
    save(tmp_path / "I" / "2.jpg", 255 - glyph(1))
    data = load_folder(tmp_path)
    assert data.images.shape == (2, 64, 64)
    rows, columns = np.nonzero(data.images[0] > 128)
    assert (np.ptp(rows) + 1) / (np.ptp(columns) + 1) == pytest.approx(70 / 20, rel=0.12)  # whole pixels
    assert (rows.mean(), columns.mean()) == pytest.approx((31.5, 31.5), abs=0.7)


def test_photographs_keep_their_colour(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for name, colour in (("rose", (200, 30, 60)), ("tulip", (230, 200, 20))):
        for number in range(3):
            pixels = np.broadcast_to(np.array(colour, dtype=np.uint8), (100 + 9 * number, 80, 3)).copy()
            pixels[:5] = rng.integers(0, 256, (5, 80, 3))
            save(tmp_path / name / f"{number}.png", pixels)
    data = load_folder(tmp_path)
    assert data.shape == (3, 80, 80)
    assert data.images[5, 40, 40].tolist() == [230, 200, 20]
    assert load_folder(tmp_path, side=32).shape == (3, 32, 32)
    assert load_folder(tmp_path, side=32, colour=False).shape == (1, 32, 32)


def test_paper_becomes_nothing_and_ink_full() -> None:
    ink = glyph(5)
    assert np.array_equal(to_ink(255 - ink), ink)
    assert np.array_equal(to_ink(ink), ink)
    pale = (215 - ink.astype(int) * 0.6).astype(np.uint8)
    assert np.array_equal(to_ink(pale), ink)
    assert not to_ink(np.full((9, 9, 3), 180, dtype=np.uint8)).any()
    assert np.array_equal(to_ink(np.repeat((255 - ink)[..., None], 3, axis=2)), ink)


def test_broken_pictures_are_listed_not_fatal(handwriting: Path) -> None:
    (handwriting / "A" / "empty.png").write_bytes(b"")
    (handwriting / "A" / "cut.png").write_bytes((handwriting / "A" / "00.png").read_bytes()[:60])
    (handwriting / "A" / "text.jpg").write_text("hello")
    (handwriting / "A" / "notes.txt").write_text("no picture at all")
    (handwriting / "U+0062" / "folder.png").mkdir()
    (handwriting / "empty class").mkdir()
    data = load_folder(handwriting)
    assert len(data) == 24
    assert len(data.problems) == 5
    assert sum("left out" in problem for problem in data.problems) == 5
    assert any("A/cut.png" in problem for problem in data.problems)


BROKEN = {
    "nothing": lambda folder: None,
    "pictures without a class": lambda folder: save(folder / "1.png", glyph(1)),
    "only empty classes": lambda folder: (folder / "A").mkdir(),
    "only text": lambda folder: ((folder / "A").mkdir(), (folder / "A" / "a.txt").write_text("x")),
    "only broken pictures": lambda folder: ((folder / "A").mkdir(), (folder / "A" / "a.png").write_bytes(b"x" * 99)),
    "only hidden": lambda folder: save(folder / ".A" / "1.png", glyph(1)),
}


@pytest.mark.parametrize("how", BROKEN)
def test_broken_folders_give_one_sentence(tmp_path: Path, how: str) -> None:
    BROKEN[how](tmp_path)
    with pytest.raises(DataError) as caught:
        load_folder(tmp_path)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_a_file_or_nothing_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "none"):
        with pytest.raises(DataError, match="no folder"):
            load_folder(path)


@pytest.mark.parametrize("label", ["A", "a", "/", ".", "é", "\\", "part", "several"])
def test_every_label_has_a_folder_and_back(label: str) -> None:
    name = folder_name(label)
    assert not set(name) & set("/\\.:*?")
    assert label_of(name) == label


@pytest.mark.parametrize("label", ["", "..", "../x", "a/b", "x" * 99])
def test_labels_that_no_folder_can_have(label: str) -> None:
    with pytest.raises(DataError):
        folder_name(label)


def patch(seed: int) -> np.ndarray:
    return glyph(seed, (32, 32))


def test_samples_come_back_exact(tmp_path: Path) -> None:
    store = SampleStore(tmp_path / "mine")
    for seed in range(10):
        store.add("a" if seed % 2 else "A", patch(seed))
    frame = patch(99)
    frame[:] = np.maximum(frame, np.eye(32, dtype=np.uint8) * 200)
    frame[0], frame[-1], frame[:, 0], frame[:, -1] = 200, 200, 200, 200  # ink along the border is ink all the same
    store.add("#", frame)
    assert store.counts() == {"#": 1, "A": 5, "a": 5}
    data = store.load()
    assert data.alphabet.labels == ("A", "a", "#")
    kept = {image.tobytes() for image in data.images}
    assert kept == {patch(seed).tobytes() for seed in range(10)} | {frame.tobytes()}


def _sample_bytes(folder: Path) -> bytes:
    return SampleStore(folder / "made").add("A", patch(1)).read_bytes()


BROKEN_SAMPLES = {
    "empty": lambda sound: b"",
    "text": lambda sound: b"this was a sample once",
    "cut": lambda sound: sound[: len(sound) // 2],
    "garbled": lambda sound: sound[:40] + bytes(60) + sound[100:],
    "no header": lambda sound: sound[8:],
    "program": lambda sound: b"\x7fELF" + bytes(500),
}


@pytest.mark.parametrize("how", BROKEN_SAMPLES)
def test_a_broken_sample_costs_itself_alone(tmp_path: Path, how: str) -> None:
    store = SampleStore(tmp_path / "mine")
    broken = store.add("b", patch(1))
    broken.write_bytes(BROKEN_SAMPLES[how](_sample_bytes(tmp_path)))
    with pytest.raises(DataError, match="None of the 1 pictures in mine could be read") as caught:
        store.load()
    assert "\n" not in str(caught.value)
    for seed in range(2, 8):
        store.add("A", patch(seed))
    data = store.load()
    assert len(data) == 6
    assert data.alphabet.labels == ("A",)
    assert len(data.problems) == 1
    assert broken.name in data.problems[0]


def test_the_last_word_on_a_sample_counts(tmp_path: Path) -> None:
    store = SampleStore(tmp_path)
    store.add("O", patch(1))
    store.add("O", patch(1))
    assert store.counts() == {"O": 1}
    path = store.add("0", patch(1))
    assert store.counts() == {"0": 1}
    store.remove(path)
    assert store.counts() == {}
    with pytest.raises(DataError, match="none of your samples"):
        store.remove(path)
    with pytest.raises(DataError, match="no samples yet"):
        store.load()


@pytest.mark.parametrize(
    "bad",
    [np.zeros((32, 32), np.uint8), np.ones((31, 32), np.uint8), np.ones((32, 32))],
    ids=["blank", "shape", "type"],
)
def test_samples_that_are_none(tmp_path: Path, bad: np.ndarray) -> None:
    with pytest.raises(DataError):
        SampleStore(tmp_path).add("A", bad)


def test_samples_cannot_be_kept_where_there_is_no_room(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="could not be kept"):
        SampleStore(tmp_path / "file").add("A", patch(1))
