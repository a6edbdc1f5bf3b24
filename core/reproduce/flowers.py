"""14: SqueezeNet, fine-tuned from ImageNet's weights, against a small CNN from scratch, on Flowers-17."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.folder import load_folder
from core.export.figures import curves_figure
from core.metrics import wilson_interval
from core.reproduce.context import Context, Trained
from core.reproduce.networks import tested
from core.reproduce.result import NONE, Result, Row, percent
from core.train.models import write_model

_SIDE, _SMALL_SIDE, _QUICK_SIDE = 160, 64, 64  # pixels
_TEST, _VALID = 0.2, 0.1  # shares of each class; the rest is learned from


def fifths(labels: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.str_]:
    """A split, str (N,), class by class: a fifth for the test, a tenth for validation, drawn from rng."""
    split = np.full(len(labels), "train", dtype="<U5")
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        tested, held_out = round(_TEST * len(members)), round(_VALID * len(members))
        split[members[:tested]] = "test"
        split[members[tested : tested + held_out]] = "valid"
    return split


def load_flowers(context: Context, side: int) -> Dataset:
    """All pictures, (N, side, side, 3), with the same split for every side. Raises DataError if they are not here."""
    data = load_folder(context.sources.path("flowers"), side=side, colour=True, seed=context.seed)
    split = fifths(data.labels, np.random.default_rng(context.seed))
    return context.small(dataclasses.replace(data, split=split, name="flowers17"))


def fine_tuned(context: Context) -> tuple[Dataset, Trained, Trained]:
    """The pictures, and SqueezeNet with its last layer learned, then with all of it. Raises DataError."""
    weights = context.sources.path("squeezenet")
    data = load_flowers(context, _QUICK_SIDE if context.quick else _SIDE)
    shared: dict[str, str | int] = {
        "model": "squeezenet1_0",
        "backend": "torch",
        "optimizer": "adam",
        "schedule": "one-cycle",
        "augment": "light",
        "batch_size": 32,
    }
    head_config = context.config(
        data, **shared, epochs=7, learning_rate=0.002, init_from=str(weights), freeze="features", dropout=0.5
    )
    head = context.train("flowers last layer", head_config, data)
    start = _model_file(context, head)
    whole_config = context.config(
        data, **shared, epochs=3, learning_rate=0.00005, init_from=str(start), dropout=0.5, label_smoothing=0.05
    )
    return data, head, context.train("flowers all layers", whole_config, data)


def _model_file(context: Context, head: Trained) -> Path:
    path = context.output / "models" / "flowers-last-layer.safetensors"
    write_model(head.run, path)
    return path


def from_scratch(context: Context) -> tuple[Dataset, Trained]:
    """The pictures, smaller, and the small network that knows nothing before. Raises DataError."""
    data = load_flowers(context, _SMALL_SIDE)
    config = context.config(
        data,
        model="small_cnn",
        backend="torch",
        initializer="he",
        optimizer="adam",
        schedule="one-cycle",
        learning_rate=0.004,
        weight_decay=0.05,
        label_smoothing=0.1,
        augment="usual",
        batch_size=32,
        epochs=50,
    )
    return data, context.train("flowers small cnn", config, data)


def run(context: Context) -> Result:
    """Train both, and look at the held-out fifth once. Raises DataError where the pictures or weights are not here."""
    data, head, whole = fine_tuned(context)
    small_data, small = from_scratch(context)
    last, tuned, scratch = (
        tested(context, trained, part) for trained, part in ((head, data), (whole, data), (small, small_data))
    )
    low, high = wilson_interval(round(tuned.accuracy * tuned.count), tuned.count)
    figure = curves_figure([head.curve("last layer"), whole.curve("all layers"), small.curve("small CNN")], "Flowers")
    return Result(
        rows=(
            Row(
                "SqueezeNet, last layer only",
                "51.5 % of its training pictures",
                f"{percent(last.accuracy)} of the test",
            ),
            Row("SqueezeNet, then all layers", NONE, f"{percent(tuned.accuracy)} of the test"),
            Row("small CNN from scratch", "50 % of its training pictures", f"{percent(scratch.accuracy)} of the test"),
        ),
        text=(
            f"A fifth of each class ({tuned.count} pictures) is the test, a tenth chooses the epoch. "
            f"SqueezeNet sees {data.shape[1]} pixels a side, the small network {small_data.shape[1]}. "
            f"95 % interval of the fine-tuned one (Wilson): {percent(low)} to {percent(high)}. "
            f"Training: {head.spent()} for the last layer, {whole.spent()} for all, {small.spent()} from scratch.",
        ),
        numbers={
            "last_layer_test": last.accuracy,
            "fine_tuned_test": tuned.accuracy,
            "from_scratch_test": scratch.accuracy,
            "test_count": tuned.count,
            "fine_tuned_valid": whole.best_accuracy,
            "from_scratch_valid": small.best_accuracy,
            "processor_seconds": [head.processor_seconds, whole.processor_seconds, small.processor_seconds],
        },
        figures=(context.figure("14-flowers", figure, "Loss and accuracy by epoch on Flowers-17."),),
        data=f"flowers17: {len(data)} pictures, of which {int((data.split == 'train').sum())} to learn from",
    )
