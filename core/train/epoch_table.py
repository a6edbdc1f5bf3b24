"""The epochs of runs as a table of numbers, CSV: what is saved, and what is copied beside the picture of the curves."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from core.train.records import EpochRecord

_FIGURES = ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")


def epoch_table(runs: Iterable[tuple[str, Sequence[EpochRecord]]]) -> str:
    """One row an epoch of each (name, epochs); losses in nats, accuracies 0..1, seconds of the epoch."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["run", "epoch", "step", *_FIGURES, "seconds"])
    for name, epochs in runs:
        for record in epochs:
            figures = [getattr(record, figure) for figure in _FIGURES]
            writer.writerow([name, record.epoch, record.step, *figures, record.seconds])
    return text.getvalue()
