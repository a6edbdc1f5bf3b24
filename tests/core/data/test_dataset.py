"""Dataset: parts, relabelling, batches."""

from __future__ import annotations

import numpy as np
import pytest

from core.alphabet import Alphabet
from core.data.dataset import Dataset, alphabet_of, batches, encode, to_floats
from core.errors import DataError


def make(count: int = 10, classes: str = "AB0") -> Dataset:
    rng = np.random.default_rng(3)
    return Dataset(
        images=rng.integers(0, 256, (count, 4, 5), dtype=np.uint8),
        labels=np.arange(count) % len(classes),
        alphabet=Alphabet(tuple(classes)),
        split=np.array(["train", "valid", "test", "train", "train"])[np.arange(count) % 5],
        writers=np.full(count, ""),
        name="small",
    )


def test_part_keeps_samples_of_one_split_in_order() -> None:
    data = make()
    part = data.part("valid")
    assert part.images.tolist() == data.images[[1, 6]].tolist()
    assert part.labels.tolist() == data.labels[[1, 6]].tolist()
    assert (data.part("train").split == "train").all()


def test_missing_split_is_a_data_error_and_unknown_split_a_mistake() -> None:
    data = make().part("train")
    with pytest.raises(DataError, match="no samples in its test split"):
        data.part("test")
    with pytest.raises(ValueError, match="'dev'"):
        data.part("dev")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("images", np.zeros((10, 4, 5), dtype=np.float32)),
        ("images", np.zeros((10, 20), dtype=np.uint8)),
        ("images", np.zeros((9, 4, 5), dtype=np.uint8)),
        ("labels", np.full(10, 3)),
        ("labels", np.full(10, -1)),
        ("labels", np.zeros(11, dtype=np.int64)),
        ("split", np.full(10, "dev")),
        ("writers", np.full(3, "")),
    ],
)
def test_arrays_that_do_not_fit_are_refused(field: str, value: np.ndarray) -> None:
    good = make()
    fields = {name: getattr(good, name) for name in ("images", "labels", "alphabet", "split", "writers")}
    with pytest.raises(DataError):
        Dataset(**{**fields, field: value})


def test_relabel_moves_labels_and_counts_what_is_left_out() -> None:
    data = make(9).relabel(Alphabet(("0", "A", "x")))
    assert [data.alphabet.labels[label] for label in data.labels] == ["A", "0"] * 3
    assert data.problems == ("3 samples of classes that are not asked for were left out.",)
    with pytest.raises(DataError):
        make().relabel(Alphabet(("x", "y")))


def test_alphabet_is_in_the_reader_order_then_sorted() -> None:
    assert alphabet_of(["tulip", "b", "9", "Z", "rose", "A", "9"]).labels == ("A", "Z", "9", "b", "rose", "tulip")
    assert encode(np.array(["b", "A", "b"]), Alphabet(("A", "b"))).tolist() == [1, 0, 1]


def test_batches_cover_every_sample_once_in_seeded_order() -> None:
    data = make(23)
    drawn = list(batches(data, 8, np.random.default_rng(5)))
    again = list(batches(data, 8, np.random.default_rng(5)))
    assert [len(labels) for _, labels in drawn] == [8, 8, 7]
    assert all(np.array_equal(one[0], two[0]) for one, two in zip(drawn, again, strict=True))
    pixels = np.concatenate([images for images, _ in drawn])
    assert pixels.dtype == np.float32
    assert pixels.shape == (23, 1, 4, 5)
    wanted = sorted((data.images.reshape(23, -1) / np.float32(255)).tolist())
    assert np.allclose(np.array(sorted(pixels.reshape(23, -1).tolist())), np.array(wanted))
    in_order = np.concatenate([labels for _, labels in batches(data, 8)])
    assert in_order.tolist() == data.labels.tolist()
    with pytest.raises(ValueError):
        next(batches(data, 0))


def test_colour_comes_channels_first() -> None:
    images = np.arange(2 * 3 * 4 * 3, dtype=np.uint8).reshape(2, 3, 4, 3)
    floats = to_floats(images)
    assert floats.shape == (2, 3, 3, 4)
    assert floats[1, 2, 0, 3] == pytest.approx(images[1, 0, 3, 2] / 255)
