"""How well a model tells the characters of a dataset: accuracy, precision and recall, confusions, calibration."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.alphabet import Alphabet
from core.data.dataset import Dataset
from core.errors import DataError
from core.metrics import calibration_error, confusion_matrix
from core.nets.model_file import ModelFile
from core.train.measure import CHUNK, losses, probabilities
from core.train.models import backend_of


@dataclass(frozen=True, slots=True)
class ClassScore:
    """Of one label: samples, and precision and recall 0..1 (None where nothing was said to be it, or there is none)."""

    label: str
    count: int
    precision: float | None
    recall: float | None


@dataclass(frozen=True, slots=True)
class ConfusedPair:
    """count samples of true were taken for predicted."""

    true: str
    predicted: str
    count: int


@dataclass(frozen=True, eq=False, slots=True)
class Evaluation:
    """labels: the classes compared. loss: mean cross-entropy among them. ece: expected calibration error, 15 bins.

    confusion: int64 (K, K), rows true, columns predicted, in the order of labels. predicted: int64 (N,) in labels;
    confidence: float64 (N,), of what was predicted.
    """

    labels: tuple[str, ...]
    accuracy: float
    loss: float
    ece: float
    count: int
    confusion: NDArray[np.int64]
    predicted: NDArray[np.int64]
    confidence: NDArray[np.float64]

    def per_class(self) -> list[ClassScore]:
        """In the order of labels."""
        right, true, said = np.diag(self.confusion), self.confusion.sum(axis=1), self.confusion.sum(axis=0)
        return [
            ClassScore(
                label=label,
                count=int(true[place]),
                precision=float(right[place] / said[place]) if said[place] else None,
                recall=float(right[place] / true[place]) if true[place] else None,
            )
            for place, label in enumerate(self.labels)
        ]

    def confused_pairs(self, most: int = 20) -> list[ConfusedPair]:
        """The most frequent mistakes, most first; at equal counts in the order of labels."""
        wrong = self.confusion.copy()
        np.fill_diagonal(wrong, 0)
        order = np.argsort(-wrong, axis=None, kind="stable")[:most]
        rows, columns = np.unravel_index(order, wrong.shape)
        pairs = zip(rows.tolist(), columns.tolist(), strict=True)
        return [
            ConfusedPair(self.labels[row], self.labels[column], int(wrong[row, column]))
            for row, column in pairs
            if wrong[row, column]
        ]


def evaluate(model: ModelFile, data: Dataset, *, among: frozenset[str] | None = None, threads: int = 1) -> Evaluation:
    """Run all samples of data through the model. among: characters that it may answer, by default those of the data.

    Samples of labels that the model or among lacks are left out. Raises DataError where the pictures are of another
    size than the model's or no label is shared.
    """
    if data.shape != model.header.input_shape:
        raise DataError(
            f"The model takes pictures of {_size(model.header.input_shape)}, the dataset has {_size(data.shape)}."
        )
    allowed = set(data.alphabet.labels) if among is None else among
    labels = tuple(label for label in model.header.labels if label in allowed)
    if not labels:
        raise DataError(f"The model and {data.name or 'the dataset'} share no label.")
    data = data.relabel(Alphabet(labels))
    columns = [model.header.labels.index(label) for label in labels]
    logits = _logits(model, data, threads)[:, columns]
    logits /= np.float32(_temperature(model))
    shares, predicted = probabilities(logits), logits.argmax(axis=1).astype(np.int64)
    confidence = shares[np.arange(len(shares)), predicted]
    correct = predicted == data.labels
    return Evaluation(
        labels=labels,
        accuracy=float(correct.mean()),
        loss=float(losses(logits, data.labels).mean()),
        ece=calibration_error(confidence, correct),
        count=len(data),
        confusion=confusion_matrix(data.labels, predicted, len(labels)),
        predicted=predicted,
        confidence=confidence,
    )


def with_images(data: Dataset, images: NDArray[np.uint8]) -> Dataset:
    """The same samples with other pictures, uint8 (N, H, W)."""
    return dataclasses.replace(data, images=images)


def _logits(model: ModelFile, data: Dataset, threads: int) -> NDArray[np.float32]:
    backend = backend_of(model, threads=threads)
    parts = [backend.logits(data.images[start : start + CHUNK]).copy() for start in range(0, len(data), CHUNK)]
    return np.concatenate(parts)


def _temperature(model: ModelFile) -> float:
    """What logits are divided by to be calibrated; 1 unless the model file says so."""
    value = model.header.settings.get("temperature", 1.0)
    return float(value) if isinstance(value, int | float) and value > 0 else 1.0


def _size(shape: tuple[int, ...]) -> str:
    return f"{shape[1]} by {shape[2]} pixels in {'colour' if shape[0] == 3 else 'grey'}"
