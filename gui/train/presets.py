"""Presets: settings that work, by name, for the data that are there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from importlib.resources import files

from core.train.config import TrainingConfig

FALLBACK = "synthetic"
_READER = "reader.safetensors"


@dataclass(frozen=True, slots=True)
class Preset:
    """meaning: one line for a person."""

    id: str
    title: str
    meaning: str


PRESETS = (
    Preset("homework", "The homework's network", "1024-64-36, sigmoid, plain gradient steps, written out in numpy."),
    Preset("convolutional", "Convolutional", "Kernels that look at small places; in torch, with a varying rate."),
    Preset("hand", "Fine-tune my hand", "The shipped reader learns on from the characters that you corrected."),
)


def config_of(preset: str, datasets: Collection[str] = ()) -> TrainingConfig:
    """The settings of a preset. datasets: names of the data sets that lie on this machine. ValueError if unknown."""
    capitals = "nist36" if "nist36" in datasets else FALLBACK
    if preset == "homework":
        # The homework adds the gradients of a batch up where we take their mean: its rate 0.01 is our 0.32.
        return TrainingConfig(dataset=capitals, learning_rate=0.32, batch_size=32, epochs=50)
    if preset == "convolutional":
        return TrainingConfig(
            dataset=capitals,
            model="lenet",
            backend="torch",
            activation="relu",
            initializer="he",
            optimizer="adam",
            learning_rate=0.003,
            schedule="one-cycle",
            weight_decay=0.02,
            augment="light",
            batch_size=128,
            epochs=15,
        )
    if preset == "hand":
        return TrainingConfig(
            dataset="samples",
            model="reader",
            backend="torch",
            initializer="he",
            optimizer="adam",
            learning_rate=0.0003,
            schedule="cosine",
            weight_decay=0.02,
            label_smoothing=0.05,
            augment="light",
            batch_size=32,
            epochs=6,
            rehearse="on",  # a few samples alone would spoil the kernels that many hands have taught
            init_from=str(files("assets") / "models" / _READER),
        )
    raise ValueError(f"there is no preset {preset!r}")
