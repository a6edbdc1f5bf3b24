"""A contact sheet of a dataset: some samples of each class, and the same once distorted, as one picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.augment import augment, augment_colour
from core.data.dataset import Dataset

_GAP = 2
_MOST_CLASSES = 100
_PAPER, _LINE = 255, 208


def contact_sheet(
    data: Dataset, rng: np.random.Generator, *, each: int = 8, distorted: bool = True
) -> NDArray[np.uint8]:
    """uint8 (H, W, 3): a row a class (100 at most) of `each` samples at random, black on white; beside it, past a
    wide gap, the same samples augmented. Cells of classes with fewer samples stay empty."""
    cell = data.images.shape[1:3]
    classes = [label for label in range(len(data.alphabet)) if (data.labels == label).any()][:_MOST_CLASSES]
    blocks = 2 if distorted else 1
    width = blocks * each * (cell[1] + _GAP) + (blocks - 1) * 4 * _GAP + _GAP
    sheet = np.full((len(classes) * (cell[0] + _GAP) + _GAP, width, 3), _LINE, dtype=np.uint8)
    for row, label in enumerate(classes):
        places = rng.permutation(np.flatnonzero(data.labels == label))[:each]
        samples = data.images[places]
        _paste(sheet, _shown(samples), row, 0)
        if distorted:
            changed = augment(samples, rng) if samples.ndim == 3 else augment_colour(samples, rng)
            _paste(sheet, _shown(changed), row, each * (cell[1] + _GAP) + 4 * _GAP)
    return sheet


def _shown(samples: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Ink turned to black on white, in three channels; colour as it is."""
    return samples if samples.ndim == 4 else np.repeat((_PAPER - samples)[..., None], 3, axis=3)


def _paste(sheet: NDArray[np.uint8], samples: NDArray[np.uint8], row: int, left: int) -> None:
    height, width = samples.shape[1:3]
    top = _GAP + row * (height + _GAP)
    for column, sample in enumerate(samples):
        start = left + _GAP + column * (width + _GAP)
        sheet[top : top + height, start : start + width] = sample
