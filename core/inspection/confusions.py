"""What a network takes for what: the matrix, the samples of a cell, how far its confidence can be trusted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.alphabet import Alphabet
from core.data.corrections import CorrectionStore, correct_labels, digest_of
from core.data.dataset import Dataset, to_floats
from core.errors import DataError
from core.inspection.sees import temperature_of
from core.inspection.sources import Check, Opened, Sources, as_the_model_sees
from core.inspection_answers import Calibration, Confusion, Corrected, Gallery
from core.inspection_messages import Correct, ShowCalibration, ShowConfusion, ShowGallery, Subject
from core.metrics import calibration_error, confusion_matrix
from core.nets.scratch import network_of
from core.train.config import SWITCH
from core.train.corrected_data import corrections_of_run
from core.train.history_file import load_epoch_arrays
from core.train.measure import CHUNK, probabilities
from core.train.models import backend_of

_BINS = 15
_THRESHOLDS = np.linspace(0.0, 1.0, 101)
_KEPT = 4  # predictions at hand


@dataclass(frozen=True, eq=False, slots=True)
class Predicted:
    """data: samples as they lie, in labels' order. labels: classes compared. predicted, confidence: (N,)."""

    dataset: str
    data: Dataset
    labels: tuple[str, ...]
    predicted: NDArray[np.int64]
    confidence: NDArray[np.float64]


class Mistakes:
    """Answers questions about mistakes; keeps the last predictions at hand."""

    def __init__(self, sources: Sources, corrections: CorrectionStore | None = None) -> None:
        self._sources = sources
        self._corrections = corrections or CorrectionStore()
        self._known: OrderedDict[tuple[str, int, str, str], Predicted] = OrderedDict()

    def confusion(self, question: ShowConfusion, check: Check) -> Confusion:
        """Of a run's epoch as measured while it trained, where that was of this split and nothing was corrected."""
        opened = self._sources.open(question.subject)
        name = question.subject.dataset or opened.dataset
        corrections = self._corrections.load(name)
        live = None if corrections else _live(opened, question.subject)
        if live is not None:
            return _confusion(opened, question.subject, name, opened.model.header.labels, live, corrected=0, live=True)
        found = self._predict(opened, question.subject, check)
        labels, kept = correct_labels(found.data, corrections)
        counts = confusion_matrix(labels[kept], found.predicted[kept], len(found.labels))
        return _confusion(opened, question.subject, name, found.labels, counts, corrected=len(corrections), live=False)

    def gallery(self, question: ShowGallery, check: Check) -> Gallery:
        """Raises DataError for a label that neither has."""
        opened = self._sources.open(question.subject)
        found = self._predict(opened, question.subject, check)
        if question.true not in found.labels or question.predicted not in found.labels:
            raise DataError(f"There is no class {question.true!r} or {question.predicted!r} to compare.")
        corrections = self._corrections.load(found.dataset)
        labels, kept = correct_labels(found.data, corrections)
        true, predicted = found.labels.index(question.true), found.labels.index(question.predicted)
        places = np.flatnonzero(kept & (labels == true) & (found.predicted == predicted))
        places = places[np.argsort(-found.confidence[places], kind="stable")]
        shown = places[: question.most]
        return Gallery(
            dataset=found.dataset,
            true=question.true,
            predicted=question.predicted,
            images=found.data.images[shown],
            confidence=found.confidence[shown],
            digests=tuple(digest_of(found.data.images[place]) for place in shown),
            labels=tuple(found.labels[label] for label in found.data.labels[shown]),
            count=len(places),
            corrections=corrections,
        )

    def calibration(self, question: ShowCalibration, check: Check) -> Calibration:
        """Over all samples of the split, corrections in force."""
        opened = self._sources.open(question.subject)
        found = self._predict(opened, question.subject, check)
        labels, kept = correct_labels(found.data, self._corrections.load(found.dataset))
        confidence, right = found.confidence[kept], (found.predicted == labels)[kept]
        confidences, accuracies, samples = reliability(confidence, right)
        below = confidence[None, :] < _THRESHOLDS[:, None]
        return Calibration(
            epoch=opened.epoch,
            dataset=found.dataset,
            split=question.subject.split,
            count=len(right),
            mistakes=int((~right).sum()),
            ece=calibration_error(confidence, right, _BINS),
            confidence=confidences,
            accuracy=accuracies,
            samples=samples,
            thresholds=_THRESHOLDS.copy(),
            flagged=below.sum(axis=1).astype(np.int64),
            caught=(below & ~right[None, :]).sum(axis=1).astype(np.int64),
        )

    def correct(self, question: Correct) -> Corrected:
        """Keep these corrections. Raises DataError."""
        self._corrections.keep(question.dataset, question.corrections)
        return Corrected(question.dataset, len(question.corrections))

    def _predict(self, opened: Opened, subject: Subject, check: Check) -> Predicted:
        name = subject.dataset or opened.dataset
        key = (opened.source, opened.epoch, name, subject.split)
        if key not in self._known:
            name, data = self._sources.samples(opened, subject, check)
            self._known[key] = predict(opened, name, data, check)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return self._known[key]


def predict(opened: Opened, name: str, data: Dataset, check: Check) -> Predicted:
    """Run samples through the network, which may answer with the data set's labels only.

    Raises DataError where the pictures are of another size than the network's or no label is shared.
    """
    seen = as_the_model_sees(opened.model, data)
    if seen.shape != opened.spec.input_shape:
        raise DataError(f"The network takes pictures of another size than those of {name}; choose another data set.")
    labels = tuple(label for label in opened.model.header.labels if label in data.alphabet.labels)
    if not labels:
        raise DataError(f"The network and {name} share no label; choose another data set.")
    known = np.isin(np.array(data.alphabet.labels), labels)[data.labels]
    data, seen = data.take(known).relabel(Alphabet(labels)), seen.take(known)
    columns = [opened.model.header.labels.index(label) for label in labels]
    logits = _logits(opened, seen.images, check)[:, columns] / np.float32(temperature_of(opened))
    predicted = logits.argmax(axis=1).astype(np.int64)
    confidence = probabilities(logits)[np.arange(len(logits)), predicted]
    return Predicted(name, data, labels, predicted, confidence)


def reliability(
    confidence: NDArray[np.float64], right: NDArray[np.bool_], bins: int = _BINS
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Mean confidence, share right (NaN where a bin is empty) and count of samples in equal bins of confidence."""
    places = np.clip(np.ceil(confidence * bins).astype(np.int64) - 1, 0, bins - 1)
    samples = np.bincount(places, minlength=bins)
    with np.errstate(invalid="ignore"):
        means = np.bincount(places, weights=confidence, minlength=bins) / samples
        shares = np.bincount(places, weights=right.astype(np.float64), minlength=bins) / samples
    return means, shares, samples.astype(np.int64)


def confused_together(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """An order of the classes, int64 (K), in which those that are confused stand side by side.

    Pairs are joined end to end, the most confused first, as in single-path clustering: each class gets at most two
    neighbours. Chains stand in the order of their first class; a class that is never confused is a chain of its own.
    """
    wrong = counts + counts.T
    np.fill_diagonal(wrong, 0)
    rows, columns = np.triu_indices(len(counts), 1)
    amounts = wrong[rows, columns]
    order = np.argsort(-amounts, kind="stable")
    chains = {place: [place] for place in range(len(counts))}
    for pair in order[amounts[order] > 0]:
        _join(chains, int(rows[pair]), int(columns[pair]))
    unique = {id(chain): chain for chain in chains.values()}.values()
    return np.array([place for chain in sorted(unique, key=min) for place in chain], np.int64)


def _join(chains: dict[int, list[int]], one: int, other: int) -> None:
    """Make one chain of the two, if both classes stand at an end of different ones."""
    left, right = chains[one], chains[other]
    if left is right or one not in (left[0], left[-1]) or other not in (right[0], right[-1]):
        return
    joined = (left if left[-1] == one else left[::-1]) + (right if right[0] == other else right[::-1])
    for place in joined:
        chains[place] = joined


def _confusion(
    opened: Opened,
    subject: Subject,
    dataset: str,
    labels: tuple[str, ...],
    counts: NDArray[np.int64],
    *,
    corrected: int,
    live: bool,
) -> Confusion:
    total = int(counts.sum())
    return Confusion(
        source=opened.source,
        title=opened.title,
        epoch=opened.epoch,
        dataset=dataset,
        split=subject.split,
        labels=labels,
        counts=counts,
        order=confused_together(counts),
        accuracy=float(np.trace(counts)) / total if total else 0.0,
        corrected=corrected,
        live=live,
    )


def _live(opened: Opened, subject: Subject) -> NDArray[np.int64] | None:
    """What training measured after this epoch; None for other samples than those of its validation, as they are."""
    own = opened.info is not None and subject.dataset in ("", opened.info.config.dataset)
    if opened.run is None or not own or subject.split != "valid" or not opened.epochs:
        return None
    if corrections_of_run(opened.run) or (opened.info is not None and opened.info.config.rehearse == SWITCH[0]):
        return None
    return load_epoch_arrays(opened.run.history, opened.epoch).confusion


def _logits(opened: Opened, images: NDArray[np.uint8], check: Check) -> NDArray[np.float32]:
    """(N, K), by the network from scratch; by torch where that has none."""
    run = _runner(opened)
    parts = []
    for start in range(0, len(images), CHUNK):
        check(0.3 + 0.7 * start / len(images), "Asking the network about all samples")
        parts.append(run(images[start : start + CHUNK]))
    return np.concatenate(parts) if parts else np.zeros((0, len(opened.model.header.labels)), np.float32)


def _runner(opened: Opened) -> Callable[[NDArray[np.uint8]], NDArray[np.float32]]:
    if opened.spec.architecture.startswith("squeezenet"):
        backend = backend_of(opened.model)
        return lambda part: backend.logits(part).copy()
    network = network_of(opened.model)
    return lambda part: network.forward(to_floats(part)).astype(np.float32)
