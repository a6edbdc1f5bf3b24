"""Audit and splits: faults that were put in are found; what is drawn is dealt fairly."""

from __future__ import annotations

import numpy as np
import pytest

from core.alphabet import Alphabet
from core.data.audit import audit
from core.data.contact_sheet import contact_sheet
from core.data.dataset import Dataset
from core.data.splits import complete, known_split, same_pictures


def make(**changes: object) -> Dataset:
    rng = np.random.default_rng(0)
    fields = {
        "images": rng.integers(1, 256, (100, 6, 6), dtype=np.uint8),
        "labels": np.arange(100) % 4,
        "alphabet": Alphabet(tuple("ABCD")),
        "split": np.array(["train"] * 80 + ["valid"] * 10 + ["test"] * 10),
        "writers": np.array([f"w{place // 10}" for place in range(100)]),
    }
    return Dataset(**{**fields, **changes})


def test_a_sound_dataset_has_no_findings() -> None:
    found = audit(make())
    assert found.sentences == ()
    assert found.counts["train"] == {"A": 20, "B": 20, "C": 20, "D": 20}
    assert found.writers == 10
    assert found.imbalance == 1.0


def test_every_fault_is_found_and_counted() -> None:
    data = make()
    images, writers = data.images.copy(), data.writers.copy()
    images[4] = images[0]  # same label, same split
    images[5] = images[2]  # B beside C: both contradict
    images[95] = images[7]  # leaks into test; the labels are equal
    images[10] = 0
    writers[99] = "w0"
    found = audit(make(images=images, writers=writers, problems=("One more.",)))
    assert (found.repeats, found.leaked, found.contradictions, found.blank) == (3, 1, 2, 1)
    assert found.shared_writers == 1
    assert found.sentences[-1] == "One more."
    assert len(found.sentences) == 6


def test_imbalance() -> None:
    labels = np.where(np.arange(100) < 5, 1, 0)
    assert audit(make(labels=labels, alphabet=Alphabet(("A", "B")))).imbalance == 15.0
    assert audit(make(labels=labels)).imbalance == 0.0


def test_words_for_splits() -> None:
    words = np.array(["Train", "val", "testing", "fold3", "", "dev"])
    assert known_split(words).tolist() == ["train", "valid", "test", "", "", "valid"]
    assert len(known_split(np.zeros(0, dtype="<U1"))) == 0


@pytest.mark.parametrize(
    ("given", "kept"), [("", ()), ("train", ()), ("test", ("test",)), ("valid", ("valid",))], ids=str
)
def test_splits_of_the_source_are_kept(given: str, kept: tuple[str, ...]) -> None:
    data = make()
    split = np.where(np.arange(100) % 5 == 0, given, "train").astype("<U5")
    writers = np.full(100, "")
    done = complete(split, images=data.images, labels=data.labels, writers=writers, seed=1)
    for part in kept:
        assert (done[split == part] == part).all()
        assert (done[split != part] != part).all()
    assert {"train", "valid", "test"} == set(done)


def test_a_set_of_test_samples_stays_one() -> None:
    data = make()
    split = np.full(100, "test", dtype="<U5")
    done = complete(split, images=data.images, labels=data.labels, writers=data.writers, seed=1)
    assert (done == "test").all()


def test_whole_writers_are_dealt() -> None:
    data = make()
    for seed in range(20):
        empty = np.full(100, "", dtype="<U5")
        done = complete(empty, images=data.images, labels=data.labels, writers=data.writers, seed=seed)
        assert all(len(set(done[data.writers == writer])) == 1 for writer in np.unique(data.writers))
        assert {part: int((done == part).sum()) for part in ("valid", "test")} == {"valid": 10, "test": 10}


def test_some_writers_always_stay_for_training() -> None:
    """However unequal they are: here one of five wrote nearly everything."""
    data = make()
    writers = np.array(["much"] * 96 + ["a", "b", "c", "d"])
    for seed in range(10):
        done = complete(np.full(100, ""), images=data.images, labels=data.labels, writers=writers, seed=seed)
        assert {"train", "valid", "test"} == set(done)
        assert "much" in writers[done == "train"]
        assert len(set(writers[done == "train"])) >= 2


def test_equal_pictures_stay_together_and_classes_are_even() -> None:
    data = make()
    images = data.images[np.arange(100) // 8 * 4 + np.arange(100) % 4]  # each picture twice, with one label
    done = complete(np.full(100, ""), images=images, labels=data.labels, writers=np.full(100, ""), seed=3)
    numbers = same_pictures(images)
    assert len(np.unique(numbers)) == 52
    assert all(len(set(done[numbers == number])) == 1 for number in np.unique(numbers))
    for part in ("valid", "test"):
        assert set(data.labels[done == part]) == {0, 1, 2, 3}
        assert len(np.unique(numbers[done == part])) == 4  # a tenth of the 13 pictures of each class


def test_contact_sheet_has_a_row_a_class_plain_and_distorted() -> None:
    sheet = contact_sheet(make(), np.random.default_rng(0), each=5)
    assert sheet.dtype == np.uint8
    assert sheet.shape == (4 * 8 + 2, 2 * 5 * 8 + 8 + 2, 3)
    data = make()
    first = sheet[2:8, 2:8, 0]
    assert any(np.array_equal(first, 255 - image) for image in data.images[data.labels == 0])
    colour = make(images=np.zeros((100, 9, 7, 3), dtype=np.uint8))
    assert contact_sheet(colour, np.random.default_rng(0), each=2, distorted=False).shape == (46, 20, 3)
