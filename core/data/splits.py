"""Splits: those of the source are kept; what is missing is drawn, whole writers or all equal pictures together."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

# How sources call the three parts; any other word means nothing to us and counts as unknown.
_WORDS = {
    "train": "train", "trn": "train", "training": "train",
    "valid": "valid", "val": "valid", "validation": "valid", "dev": "valid",
    "test": "test", "tst": "test", "testing": "test",
}  # fmt: skip
_SHARE = 0.1  # of the samples go to each split that has to be drawn
_MIN_WRITERS = 5  # fewer cannot be dealt out


def known_split(words: NDArray[np.str_]) -> NDArray[np.str_]:
    """The words of a source as "train", "valid", "test" or "" (unknown); case and blanks do not matter. Shape (N,)."""
    distinct, inverse = np.unique(words, return_inverse=True)
    translated = np.array([_WORDS.get(str(word).strip().lower(), "") for word in distinct], dtype="<U5")
    return translated[inverse.reshape(-1)] if len(distinct) else np.zeros(0, dtype="<U5")


def same_pictures(images: NDArray[np.uint8]) -> NDArray[np.int64]:
    """A number for each picture, int64 (N,), equal for exactly equal pictures (by a 128-bit BLAKE2 digest)."""
    rows = np.ascontiguousarray(images).reshape(len(images), -1)
    digests = [hashlib.blake2b(row.tobytes(), digest_size=16).digest() for row in rows]
    numbers: dict[bytes, int] = {}
    return np.array([numbers.setdefault(digest, len(numbers)) for digest in digests], dtype=np.int64)


def complete(
    split: NDArray[np.str_],
    *,
    images: NDArray[np.uint8],
    labels: NDArray[np.int64],
    writers: NDArray[np.str_],
    seed: int,
) -> NDArray[np.str_]:
    """The split, str (N,), with every "" filled in and a validation and test part drawn where the source has none.

    A part that the source names is kept as it is. What it lacks is drawn from its training and unknown samples, a
    tenth each: whole writers where all are known (so that no hand is on both sides), else class by class with equal
    pictures kept together. A source that has nothing but validation or test samples stays so.
    """
    result = np.array(split, dtype="<U5")
    open_places = np.flatnonzero((result == "") | (result == "train"))
    result[open_places] = "train"
    wanted = [part for part in ("test", "valid") if not (result == part).any()]
    if not wanted or not len(open_places):
        return result
    rng = np.random.default_rng(seed)
    hands = writers[open_places]
    if (hands != "").all() and len(np.unique(hands)) >= _MIN_WRITERS:
        drawn = _by_writer(hands, wanted, rng)
    else:
        drawn = _by_class(labels[open_places], same_pictures(images[open_places]), wanted, rng)
    result[open_places] = drawn
    return result


def drawn_parts(before: NDArray[np.str_], after: NDArray[np.str_]) -> tuple[str, ...]:
    """The parts that complete() drew: there after it, and not before."""
    return tuple(part for part in ("valid", "test") if (after == part).any() and not (before == part).any())


def _by_writer(writers: NDArray[np.str_], wanted: list[str], rng: np.random.Generator) -> NDArray[np.str_]:
    """Deal whole writers, in random order, until each wanted part has its share: one writer at least, two for training.

    Who wrote more than a quarter of everything is dealt last, so that training is not left with the rest.
    """
    names, inverse, counts = np.unique(writers, return_inverse=True, return_counts=True)
    order = rng.permutation(len(names))
    order = order[np.argsort(counts[order] * 4 > len(writers), kind="stable")]
    part_of = np.full(len(names), "train", dtype="<U5")
    place = 0
    for number, part in enumerate(wanted):
        last = len(names) - 1 - len(wanted) + number  # leaves two for training and one for each part to come
        filled = 0
        while place < last and (filled == 0 or filled + counts[order[place]] / 2 < _SHARE * len(writers)):
            part_of[order[place]] = part
            filled += int(counts[order[place]])
            place += 1
    return part_of[inverse.reshape(-1)]


def _by_class(
    labels: NDArray[np.int64], groups: NDArray[np.int64], wanted: list[str], rng: np.random.Generator
) -> NDArray[np.str_]:
    """Deal a share of each class; a group of equal pictures goes where its first member goes."""
    _, first = np.unique(groups, return_index=True)
    part_of = np.full(int(groups.max()) + 1, "train", dtype="<U5")
    for label in np.unique(labels):
        members = rng.permutation(groups[first[labels[first] == label]])
        share = max(round(_SHARE * len(members)), int(len(members) >= 3))
        for number, part in enumerate(wanted):
            part_of[members[number * share : (number + 1) * share]] = part
    return part_of[groups]
