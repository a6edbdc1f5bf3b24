"""Hypotheses of composed lines with their true labels: the reader learns from what its own lattice will ask it.

Each run of primitives is labelled by whose ink it holds: all of one character and nothing else is that character; less
is "part"; ink of two is "several".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.alphabet import PART, READER_ALPHABET, SEVERAL
from core.image.clean import prepare
from core.image.pieces import stroke_width
from core.image.sheet import Sheet
from core.read.patch import patches
from core.read.training.compose import Composed
from core.segment.components import find_components
from core.segment.lines import find_lines
from core.segment.primitives import Primitives, find_primitives

_WHOLE = 0.90  # of a character's ink, from which on it is whole
_ALIEN = 0.07  # of a hypothesis' ink, up to which another's ink is overlooked


@dataclass(frozen=True, eq=False, slots=True)
class Mined:
    """patches: uint8 (N, 32, 32). labels: int64 (N,), in READER_ALPHABET."""

    patches: NDArray[np.uint8]
    labels: NDArray[np.int64]


def mine(composed: Composed, picture: NDArray[np.uint8], rng: np.random.Generator, *, negatives: float = 0.5) -> Mined:
    """All whole characters of a composed line and a share of its other hypotheses.

    picture: composed.ink as photographed, uint8 (h, w, 3). negatives: at most this many per character of each kind.
    """
    sheet = prepare(picture)
    components = find_components(sheet.mask)
    crops, labels = [], []
    for line in find_lines(components):
        primitives = find_primitives(sheet, components, line, stroke=stroke_width(sheet.mask))
        found = _labelled(primitives, sheet, composed)
        for first, last in _chosen(found, rng, negatives):
            crops.append(primitives.crop(first, last))
            labels.append(found[(first, last)])
    return Mined(patches(crops), np.array(labels, dtype=np.int64))


def _labelled(primitives: Primitives, sheet: Sheet, composed: Composed) -> dict[tuple[int, int], int]:
    """The label of each run that has one."""
    share = _shares(primitives, sheet, composed)  # (P, characters)
    total = np.bincount(composed.owners[composed.owners >= 0], minlength=share.shape[1]).astype(float)
    area = abs(float(np.linalg.det(sheet.matrix[:, :2])))  # picture pixels in a sheet pixel
    text = composed.text.replace(" ", "")
    found = {}
    for first, last in primitives.runs():
        label = _label(share[first : last + 1].sum(axis=0) * area, total, text)
        if label is not None:
            found[(first, last)] = READER_ALPHABET.index(label)
    return found


def _shares(primitives: Primitives, sheet: Sheet, composed: Composed) -> NDArray[np.float64]:
    """Ink of each primitive by character, in sheet pixels, float64 (P, characters)."""
    count = len(composed.text.replace(" ", ""))
    rows, columns = np.nonzero(primitives.numbers)
    numbers = primitives.numbers[rows, columns] - 1
    positions = np.stack([rows + primitives.top + 0.5, columns + primitives.left + 0.5])
    there = (sheet.matrix[:, :2] @ positions + sheet.matrix[:, 2:]).astype(np.intp)
    height, width = composed.owners.shape
    owners = composed.owners[there[0].clip(0, height - 1), there[1].clip(0, width - 1)]
    table = np.zeros((len(primitives), count))
    np.add.at(table, (numbers[owners >= 0], owners[owners >= 0]), 1.0)
    return table


def _label(held: NDArray[np.float64], total: NDArray[np.float64], text: str) -> str | None:
    """held: ink of each character in a run, in picture pixels; total: all of its ink."""
    ink = held.sum()
    if ink <= 0:
        return None
    main = int(held.argmax())
    alien = 1.0 - held[main] / ink
    whole = held[main] / max(total[main], 1.0)
    others = held / np.maximum(total, 1.0)
    others[main] = 0.0
    if whole > 0.5 and others.max() > 0.5:
        return SEVERAL
    if alien <= _ALIEN:
        return text[main] if whole >= _WHOLE else PART if whole < 0.8 else None
    return PART if whole < 0.7 and others.max() < 0.5 else None


def _chosen(found: dict[tuple[int, int], int], rng: np.random.Generator, negatives: float) -> list[tuple[int, int]]:
    """All characters, and of parts and of several at most so many for each character."""
    parts = READER_ALPHABET.index(PART), READER_ALPHABET.index(SEVERAL)
    characters = [run for run, label in found.items() if label not in parts]
    most = max(1, round(negatives * len(characters)))
    chosen = list(characters)
    for kind in parts:
        runs = [run for run, label in found.items() if label == kind]
        chosen += [runs[place] for place in rng.permutation(len(runs))[:most]]
    return chosen
