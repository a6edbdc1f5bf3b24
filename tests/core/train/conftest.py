"""A small dataset that any network can learn, and a runs folder of its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.alphabet import Alphabet
from core.data.dataset import Dataset
from core.train.runs import RunsFolder


def toy_data(*, side=12, classes=5, train=300, valid=80, test=60, colour=False) -> Dataset:
    """Noisy copies of one random picture a class."""
    rng = np.random.default_rng(7)
    shape = (side, side, 3) if colour else (side, side)
    prototypes = rng.integers(0, 255, (classes, *shape))
    count = train + valid + test
    labels = rng.integers(0, classes, count)
    noise = rng.normal(0, 90, (count, *shape))
    return Dataset(
        images=np.clip(prototypes[labels] + noise, 0, 255).astype(np.uint8),
        labels=labels.astype(np.int64),
        alphabet=Alphabet(tuple("ABCDEFGHIJ"[:classes])),
        split=np.array(["train"] * train + ["valid"] * valid + ["test"] * test),
        writers=np.array([""] * count),
        name="toy",
        licence="none",
    )


@pytest.fixture
def data() -> Dataset:
    return toy_data()


@pytest.fixture
def make_data():
    return toy_data


@pytest.fixture
def runs(tmp_path: Path) -> RunsFolder:
    return RunsFolder(tmp_path / "runs")
