"""Learner: one training under way, advanced batch by batch; it knows no files and no owner."""

from __future__ import annotations

import dataclasses
import math
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset, to_floats
from core.errors import DataError, RunError
from core.nets.spec import NetSpec
from core.train.augmentation import augmentation
from core.train.backend import Backend, Images, Live, balanced_weights, first_filters, open_backend, spec_of
from core.train.checkpoint import Checkpoint, Position
from core.train.config import TrainingConfig, Value, config_from_json
from core.train.distributed import Team, team
from core.train.feed import Feed, stream
from core.train.initial import in_its_labels, initial_weights
from core.train.measure import Measured, measure
from core.train.records import BatchRecord, EpochRecord
from core.train.schedules import Progress, rate_factor

_FLOATS_UP_TO = 256 << 20  # bytes; a training split that is no larger as float32 is converted once
_HELD_OUT = 0.1


@dataclass(frozen=True, eq=False, slots=True)
class Parts:
    """The two splits that training may see."""

    train: Dataset
    valid: Dataset


def parts_of(data: Dataset, seed: int) -> Parts:
    """The train and valid splits; without a valid split a seeded tenth of train is held out. Raises DataError."""
    valid = held_out(data, seed)
    return Parts(data.take(np.flatnonzero((data.split == "train") & ~valid)), data.take(np.flatnonzero(valid)))


def held_out(data: Dataset, seed: int) -> NDArray[np.bool_]:
    """Which samples (N,) choose the best epoch: the valid split or, without one, a seeded tenth of train.

    Raises DataError where train has no samples, or too few to hold some out.
    """
    valid = data.split == "valid"
    places = np.flatnonzero(data.split == "train")
    if not len(places):
        data.part("train")  # says what is wrong
    if valid.any():
        return np.asarray(valid)
    if len(places) < 2:
        raise DataError("The dataset has too few training samples to hold some out: choose a larger one.")
    order = stream(seed, "held out").permutation(len(places))
    valid[places[order[: max(1, round(_HELD_OUT * len(places)))]]] = True
    return np.asarray(valid)


def fingerprint(parts: Parts) -> str:
    """Changes when any picture or label does, or their order (CRC-32: against mistakes, not against malice)."""
    check = 0
    for array in (parts.train.images, parts.train.labels, parts.valid.images, parts.valid.labels):
        check = zlib.crc32(np.ascontiguousarray(array).data, check)
    return f"{len(parts.train)}+{len(parts.valid)}:{check:08x}"


class Learner:
    """Network, data and position. Raises what opening the network raises: ConfigError, ModelError, DataError."""

    def __init__(self, config: TrainingConfig, data: Dataset) -> None:
        data = in_its_labels(config, data)
        parts = parts_of(data, config.seed)
        self.config = config
        self.labels: tuple[str, ...] = data.alphabet.labels
        self.spec: NetSpec = spec_of(config, classes=len(self.labels), input_shape=data.shape)
        self.team: Team = team()
        weights = balanced_weights(parts.train.labels, len(self.labels)) if config.class_weights == "balanced" else None
        initial = initial_weights(config, self.spec)
        self.backend: Backend = open_backend(config, self.spec, class_weights=weights, initial=initial)
        self.feed = Feed(len(parts.train), config.batch_size, config.seed, self.team.rank, self.team.world)
        self.position = Position(
            learning_rate=config.learning_rate,
            momentum=config.momentum,
            dropout=config.dropout,
            augment=config.augment,
            data=fingerprint(parts),
        )
        self._train, self._valid = parts.train, parts.valid
        self._augment = augmentation(config.augment)
        self._source: Images | None = None

    def batch(self) -> BatchRecord:
        """One optimizer step on the next batch. Raises RunError when the loss is no longer a number."""
        start, place = time.perf_counter(), self.position
        chosen = self.feed.batch(place.epoch, place.batch)
        every = self.config.measure_every
        rate = self.rate()
        result = self.backend.step(
            self._pictures(chosen),
            self._train.labels[chosen],
            live=Live(rate, place.momentum, place.dropout),
            rng=self._stream("dropout") if place.dropout else None,
            measure=bool(every) and place.step % every == 0,
        )
        if not math.isfinite(result.loss):
            raise RunError(f"The loss is no longer a number at step {place.step + 1}: choose a smaller learning rate.")
        place.step += 1
        place.batch += 1
        place.loss_sum += result.loss * result.seen
        place.correct += result.correct
        place.seen += result.seen
        self._spend(start)
        accuracy = result.correct / result.seen
        return BatchRecord(
            place.step, place.epoch, result.loss, accuracy, rate, result.gradient_norms, result.update_ratios
        )

    def end_epoch(self, given_up: Callable[[], bool]) -> EpochRecord | None:
        """Measure the validation split and go to the next epoch; None, and nothing moved, if given_up() meanwhile."""
        start, place = time.perf_counter(), self.position
        self.backend.watch_units()
        measured = self._measure_valid(given_up)
        dead = self.backend.dead_units()
        if measured is None:
            return None
        self._spend(start)
        best = self._note_best(measured)
        record = self._record(measured, dead, best)
        place.epoch += 1
        place.batch = place.correct = place.seen = 0
        place.loss_sum = place.epoch_seconds = 0.0
        return record

    def rate(self) -> float:
        """Learning rate of the next step."""
        place = self.position
        steps = self.feed.batches * self.config.epochs
        return place.learning_rate * rate_factor(self.config, Progress(place.step, steps, max(0, place.epoch - 1)))

    def change(self, changes: Mapping[str, Value]) -> None:
        """Put live settings in force."""
        for name, value in changes.items():
            setattr(self.position, name, value)
        if "augment" in changes:
            self._augment = augmentation(self.position.augment)
            self._source = None

    def tired(self) -> bool:
        """Whether the best epoch is further back than the patience."""
        place, patience = self.position, self.config.patience
        return bool(patience) and place.best_value is not None and place.epoch - 1 - place.best_epoch >= patience

    def checkpoint(self) -> Checkpoint:
        """All that load needs."""
        return Checkpoint(dataclasses.replace(self.position), self.config.to_json(), self.backend.tensors())

    def load(self, checkpoint: Checkpoint) -> None:
        """Stand where the checkpoint stood. Raises RunError where it does not fit."""
        self.config.check_resumed_from(config_from_json(checkpoint.config))
        if checkpoint.position.data != self.position.data:
            raise RunError(
                f"The dataset {self.config.dataset!r} is not what it was: give the old one, or start a new run."
            )
        self.backend.load(checkpoint.tensors)
        self.position = dataclasses.replace(checkpoint.position)
        self.change({"augment": self.position.augment})

    def _pictures(self, chosen: NDArray[np.int64]) -> Images:
        if self._source is None:
            floats = 4 * self._train.images.size <= _FLOATS_UP_TO and self._augment is None
            self._source = to_floats(self._train.images) if floats else self._train.images
        if self._augment is None:
            return self._source[chosen]
        return self._augment(self._train.images[chosen], self._stream("augment"))

    def _stream(self, purpose: str) -> np.random.Generator:
        return stream(self.config.seed, purpose, self.position.epoch, self.position.batch, self.team.rank)

    def _measure_valid(self, given_up: Callable[[], bool]) -> Measured | None:
        return measure(
            self.backend,
            self._valid.images,
            self._valid.labels,
            classes=len(self.labels),
            team=self.team,
            given_up=given_up,
        )

    def _note_best(self, measured: Measured) -> bool:
        place = self.position
        value = measured.accuracy if self.config.watch == "accuracy" else -measured.loss
        if not math.isfinite(value) or (place.best_value is not None and value <= place.best_value):
            return False
        place.best_epoch, place.best_value = place.epoch, value
        return True

    def _record(self, measured: Measured, dead: dict[str, float], best: bool) -> EpochRecord:
        place = self.position
        return EpochRecord(
            epoch=place.epoch,
            step=place.step,
            train_loss=place.loss_sum / place.seen if place.seen else math.nan,
            train_accuracy=place.correct / place.seen if place.seen else math.nan,
            valid_loss=measured.loss,
            valid_accuracy=measured.accuracy,
            seconds=place.epoch_seconds,
            dead_units=dead,
            filters=first_filters(self.backend.weights(), self.spec),
            confusion=measured.confusion,
            best=best,
        )

    def _spend(self, start: float) -> None:
        seconds = time.perf_counter() - start
        self.position.seconds += seconds
        self.position.epoch_seconds += seconds
