"""Hypotheses of composed lines with their true labels: the reader learns from what its own lattice will ask it.

Each run of primitives is labelled by whose ink it holds. No cut parts touching characters cleanly: of all runs the one
that holds most of a character and least of others is that character, and so is what is nearly as good; clearly less is
"part"; ink of two is "several".
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

# A run's fit: the share that it holds of its character's ink less the share of its own ink that is another's.
_FITS = 0.55  # least fit of a run that is the character
_NEARLY = 0.1  # as good as the best run
_WORSE = 0.25  # clearly worse than the best run


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
    runs = primitives.runs()
    held = [share[first : last + 1].sum(axis=0) * area for first, last in runs]
    fits = [_fit(ink, total) for ink in held]
    best = np.zeros(len(total))
    np.maximum.at(best, [main for main, _ in fits], [fit for _, fit in fits])
    found = {}
    for run, ink, (main, fit) in zip(runs, held, fits, strict=True):
        label = _label(ink, total, text, main, fit, float(best[main]))
        if label is not None:
            found[run] = READER_ALPHABET.index(label)
    return found


def _fit(held: NDArray[np.float64], total: NDArray[np.float64]) -> tuple[int, float]:
    """Whose ink a run mostly holds, and how well it fits that character, -1..1."""
    main = int(held.argmax())
    return main, min(held[main] / max(total[main], 1.0), 1.0) - 1.0 + held[main] / max(held.sum(), 1.0)


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


def _label(
    held: NDArray[np.float64], total: NDArray[np.float64], text: str, main: int, fit: float, best: float
) -> str | None:
    """The class of a run, None where it may be called either.

    held: ink of each character of text in the run, in picture pixels; total: all of its ink. main, fit: of the run;
    best: the best fit that any run has to this character.
    """
    if held.sum() <= 0:
        return None
    others = held / np.maximum(total, 1.0)
    whole = others[main]
    others[main] = 0.0
    if whole > 0.5 and others.max(initial=0.0) > 0.5:
        return SEVERAL
    if fit >= max(_FITS, best - _NEARLY):
        return text[main]
    return PART if whole < 0.8 and fit < best - _WORSE and others.max(initial=0.0) < 0.5 else None


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
