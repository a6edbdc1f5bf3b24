"""What a run learns from: its data set with the person's corrections in force, which the run keeps a copy of.

The splits are drawn before anything is left out, so that a sample stands in the same split with and without
corrections: what a network is measured on later was never learned from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from core.data.corrections import CorrectionStore, corrected, in_force, read_corrections, write_corrections
from core.data.dataset import Dataset
from core.errors import DataError
from core.inspection_messages import Correction
from core.train.config import TrainingConfig
from core.train.learner import held_out
from core.train.runs import Run

KEPT = "corrections.json"  # in the run's folder: what it was trained with, so that it can be repeated and resumed


def corrections_of(config: TrainingConfig, store: CorrectionStore | None = None) -> dict[str, Correction]:
    """What a new run with these settings corrects; nothing where they are switched off. Raises DataError."""
    return (store or CorrectionStore()).load(config.dataset) if config.corrections == "on" else {}


def corrections_of_run(run: Run) -> dict[str, Correction]:
    """What a run was begun with, whatever was corrected since. Raises DataError."""
    return read_corrections(run.folder / KEPT, run.folder.name)


def keep_with(run: Run, dataset: str, corrections: Mapping[str, Correction]) -> None:
    """Let a new run remember what it corrects. Raises DataError."""
    if corrections:
        write_corrections(run.folder / KEPT, dataset, corrections)


def training_data(config: TrainingConfig, data: Dataset, corrections: Mapping[str, Correction]) -> Dataset:
    """The data set, never changed itself, as a run learns from it and is measured on it: relabelled samples relabelled,
    excluded ones left out, in the train, valid and test split alike. Raises DataError where too few are left."""
    if not corrections or in_force(data, corrections) == (0, 0):
        return data
    split = data.split.copy()
    held = held_out(data, config.seed)
    split[held] = "valid"
    found = corrected(replace(data, split=split), corrections)
    lacking = [name for name in ("train", "valid") if not np.any(found.split == name)]
    if lacking:
        raise DataError(
            f"The corrections of {config.dataset} leave no sample in its {lacking[0]} split: take some back, or"
            " train without corrections."
        )
    return found
