"""Dataset: pictures with labels, writers and splits; and batches of them as a network takes them. No file formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.alphabet import READER_ALPHABET, Alphabet
from core.errors import DataError

SPLITS = ("train", "valid", "test")


@dataclass(frozen=True, eq=False, slots=True)
class Dataset:
    """Labelled pictures, all of one size.

    images: uint8 (N, H, W), ink 255 on 0, or (N, H, W, 3) RGB as photographed. labels: int64 (N,), places in alphabet.
    split: str (N,), each one of SPLITS. writers: str (N,), "" where unknown. licence: as its source states it.
    problems: one sentence for each kind of sample that was left out, or other thing a person should know.
    drawn: those of SPLITS that the source does not have and that were drawn from its samples.
    Raises DataError where the arrays do not fit each other.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    alphabet: Alphabet
    split: NDArray[np.str_]
    writers: NDArray[np.str_]
    name: str = ""
    licence: str = ""
    problems: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        count = len(self.images)
        if self.images.dtype != np.uint8 or not (self.images.ndim == 3 or self.images.shape[3:] == (3,)):
            raise DataError(f"{self._called} needs uint8 pictures (N, H, W) or (N, H, W, 3), not {self._kind}.")
        if not all(part.shape == (count,) for part in (self.labels, self.split, self.writers)):
            raise DataError(f"{self._called} has {count} pictures, but another number of labels, splits or writers.")
        if count and not 0 <= self.labels.min() <= self.labels.max() < len(self.alphabet):
            raise DataError(f"{self._called} has labels outside of its {len(self.alphabet)} classes.")
        if not np.isin(self.split, SPLITS).all():
            raise DataError(f"{self._called} has samples whose split is none of train, valid and test.")

    def __len__(self) -> int:
        return len(self.images)

    @property
    def _called(self) -> str:
        return f"The dataset {self.name}" if self.name else "The dataset"

    @property
    def _kind(self) -> str:
        return f"{self.images.dtype} {self.images.shape}"

    @property
    def shape(self) -> tuple[int, int, int]:
        """(C, H, W) of one picture: C is 1 for ink, 3 for colour."""
        channels = 3 if self.images.ndim == 4 else 1
        return channels, int(self.images.shape[1]), int(self.images.shape[2])

    def take(self, chosen: NDArray[np.intp] | NDArray[np.bool_]) -> Dataset:
        """The samples at these places (integers or a mask), in that order."""
        return replace(
            self,
            images=self.images[chosen],
            labels=self.labels[chosen],
            split=self.split[chosen],
            writers=self.writers[chosen],
        )

    def part(self, split: str) -> Dataset:
        """The samples of one split. Raises DataError if there are none, ValueError for an unknown split."""
        if split not in SPLITS:
            raise ValueError(f"a split is one of {', '.join(SPLITS)}, not {split!r}")
        chosen = self.split == split
        if not chosen.any():
            raise DataError(f"{self._called} has no samples in its {split} split; choose another split or dataset.")
        return self.take(chosen)

    def counts(self) -> NDArray[np.int64]:
        """Samples of each class, int64 (K,)."""
        return np.bincount(self.labels, minlength=len(self.alphabet)).astype(np.int64)

    def relabel(self, alphabet: Alphabet) -> Dataset:
        """The same samples with labels of another alphabet; samples it does not know are left out and counted.

        Raises DataError if the two alphabets share no label that is used here.
        """
        places = {label: place for place, label in enumerate(alphabet.labels)}
        table = np.array([places.get(label, -1) for label in self.alphabet.labels], dtype=np.int64)
        known = table[self.labels] >= 0
        if not known.any():
            raise DataError(f"{self._called} has no sample of the {len(alphabet)} classes asked for.")
        left_out = len(self) - int(known.sum())
        note = (f"{left_out} samples of classes that are not asked for were left out.",) if left_out else ()
        kept = self.take(known)
        return replace(kept, labels=table[kept.labels], alphabet=alphabet, problems=self.problems + note)


def alphabet_of(labels: Iterable[str]) -> Alphabet:
    """The alphabet of these labels: A-Z, 0-9, a-z and marks in the reader's order, then all others sorted."""
    present = set(labels)
    known = [label for label in READER_ALPHABET.labels if label in present]
    return Alphabet((*known, *sorted(present.difference(known))))


def encode(labels: NDArray[np.str_], alphabet: Alphabet) -> NDArray[np.int64]:
    """Places in the alphabet, int64 (N,), of these labels. Raises KeyError for a label that it lacks."""
    distinct, inverse = np.unique(labels, return_inverse=True)
    places = np.array([alphabet.index(str(label)) for label in distinct], dtype=np.int64)
    return places[inverse.reshape(-1)] if len(distinct) else np.zeros(0, dtype=np.int64)


def to_floats(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """uint8 (N, H, W) or (N, H, W, 3) -> float32 (N, C, H, W), 0..1, contiguous."""
    channels_first = images[:, None] if images.ndim == 3 else images.transpose(0, 3, 1, 2)
    return np.ascontiguousarray(channels_first, dtype=np.float32) / np.float32(255.0)


def batches(
    data: Dataset, batch_size: int, rng: np.random.Generator | None = None
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.int64]]]:
    """One pass: (images float32 (n, C, H, W) 0..1, labels int64 (n,)), n = batch_size but for a smaller last one.

    Shuffled by rng; in the dataset's own order without one. Raises ValueError for a batch_size below 1.
    """
    if batch_size < 1:
        raise ValueError(f"a batch has at least one sample, not {batch_size}")
    order = np.arange(len(data)) if rng is None else rng.permutation(len(data))
    for start in range(0, len(data), batch_size):
        chosen = order[start : start + batch_size]
        yield to_floats(data.images[chosen]), data.labels[chosen]
