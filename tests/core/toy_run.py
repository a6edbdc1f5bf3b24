"""A small data set of five classes, and the run that was trained on it."""

from __future__ import annotations

import numpy as np

from core.alphabet import Alphabet
from core.data.dataset import Dataset
from core.inspection_messages import (
    Subject,
)

LABELS = tuple("ABCDE")
RUN = Subject("toy")


def toy(side=12) -> Dataset:
    rng = np.random.default_rng(7)
    prototypes = rng.integers(0, 255, (5, side, side))
    labels = rng.integers(0, 5, 440)
    images = np.clip(prototypes[labels] + rng.normal(0, 110, (440, side, side)), 0, 255).astype(np.uint8)
    split = np.array(["train"] * 300 + ["valid"] * 80 + ["test"] * 60)
    return Dataset(images, labels.astype(np.int64), Alphabet(LABELS), split, np.array([""] * 440), name="toy")


def weights_of(inspection, epoch):
    return inspection.sources.open(Subject("toy", epoch)).model.tensors
