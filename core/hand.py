"""Fine-tuning to one hand: the reader learns on from the person's own samples without forgetting other hands.

A few samples alone would spoil what many hands have taught (McCloskey and Cohen 1989), so the reader rehearses: as
many synthetic characters as own samples are learned along, and pieces and pairs of them as the reader itself calls
them. A part of the own samples is held back; on it, and on a fixed set of synthetic characters, both are compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.alphabet import NON_CHARACTERS, READER_ALPHABET, Alphabet
from core.data import synthetic
from core.data.dataset import Dataset
from core.errors import ConfigError, DataError
from core.inspection_messages import Correction
from core.nets.model_file import ModelFile, load_model
from core.read.patch import patches
from core.train.backend import Backend
from core.train.config import SWITCH, TrainingConfig
from core.train.corrected_data import training_data
from core.train.measure import CHUNK
from core.train.models import backend_of
from core.verdict import NEEDED, Side, Verdict

WHERE = "correct the text of what you wrote in Read, then take Teach my hand in Tools."
_REHEARSED, _CHOOSING, _COMPARED = 13, 2, 12  # synthetic samples a class: to learn, to choose an epoch, to compare
_PIECES = 400  # halves and pairs each
_MOST_REPEATED = 20
_SIDE = 48  # of the pictures that are cut or put side by side
_COMPARE_SEED = 20_251


def data_to_learn(config: TrainingConfig, data: Dataset, corrections: Mapping[str, Correction]) -> Dataset:
    """The data set as a run of these settings learns from it: corrected, and with what it rehearses.

    Raises as training_data and with_rehearsal do.
    """
    return with_rehearsal(config, training_data(config, data, corrections))


def with_rehearsal(config: TrainingConfig, data: Dataset) -> Dataset:
    """The own samples in the reader's labels, with synthetic ones beside those to learn from and to choose by.

    Own samples are repeated so that both kinds weigh alike; the test split is own samples alone. The data as they
    are where config does not rehearse. Raises DataError for too few samples, ConfigError where no reader is tuned.
    """
    if config.rehearse != SWITCH[0]:
        return data
    if len(data) < NEEDED:
        raise DataError(f"There are {len(data)} samples, and fine-tuning needs {NEEDED}: {WHERE}")
    model = _reader(config)
    if data.shape != model.header.input_shape:
        raise ConfigError(f"The pictures of {config.dataset} are not of the size that the reader takes.")
    own = data.relabel(Alphabet(model.header.labels))
    rng = np.random.default_rng(config.seed)
    images, labels = _characters(model.header.labels, _CHOOSING, rng)
    choosing = _dataset(own, images, labels, "valid")
    learning = _dataset(own, *_rehearsed(backend_of(model), model.header.labels, rng), "train")
    train, valid = own.take(own.split == "train"), own.take(own.split == "valid")
    return _join([*_repeat(train, len(learning)), learning, *_repeat(valid, len(choosing)), choosing,
                  own.take(own.split == "test")])  # fmt: skip


def compare(before: ModelFile, after: ModelFile, own: Dataset) -> Verdict:
    """Read the held-back samples, own's test split, and the fixed synthetic ones with both. Raises DataError."""
    held = own.part("test")
    wanted = np.array(own.alphabet.labels)[held.labels]
    images, labels = _characters(READER_ALPHABET.labels, _COMPARED, np.random.default_rng(_COMPARE_SEED))
    others = np.array(READER_ALPHABET.labels)[labels]
    shares = [(_share(model, held.images, wanted), _share(model, images, others)) for model in (before, after)]
    return Verdict(
        Side(len(held), shares[0][0], shares[1][0]),
        Side(len(images), shares[0][1], shares[1][1]),
    )


def _reader(config: TrainingConfig) -> ModelFile:
    model = load_model(Path(config.init_from)) if config.init_from else None
    if model is None or model.header.labels != READER_ALPHABET.labels or config.model != model.header.architecture:
        raise ConfigError("Rehearsing needs a reader to start from: choose the preset Fine-tune my hand.")
    return model


def _characters(
    labels: Sequence[str], per_class: int, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Synthetic characters as the reader sees them, uint8 (N, 32, 32), and their places in labels (N,)."""
    wanted = [label for label in labels if label not in NON_CHARACTERS] * per_class
    return patches(list(synthetic.draw(wanted, rng))), np.array([labels.index(label) for label in wanted], np.int64)


def _rehearsed(
    reader: Backend, labels: Sequence[str], rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """What the reader knows already: characters that it reads right, and what it rightly calls no character."""
    images, true = _characters(labels, _REHEARSED, rng)
    known = _best(reader, images) == true
    pieces = _pieces(rng)
    said = _best(reader, pieces)
    none = np.isin(np.array(labels)[said], NON_CHARACTERS)
    return np.concatenate([images[known], pieces[none]]), np.concatenate([true[known], said[none]])


def _pieces(rng: np.random.Generator) -> NDArray[np.uint8]:
    """Left and right halves of characters, and two beside each other, as the reader sees them."""
    letters = [label for label in READER_ALPHABET.characters if label.isalnum()]
    whole = synthetic.draw([letters[place] for place in rng.integers(0, len(letters), 2 * _PIECES)], rng, size=_SIDE)
    half = _SIDE // 2
    halves = [picture[:, :half] if place % 2 else picture[:, half:] for place, picture in enumerate(whole[:_PIECES])]
    places = rng.integers(0, len(whole), (_PIECES, 2))
    pairs = [np.concatenate([whole[left], whole[right]], axis=1) for left, right in places]
    return patches([picture for picture in (*halves, *pairs) if picture.any()])


def _best(reader: Backend, images: NDArray[np.uint8]) -> NDArray[np.int64]:
    parts = [reader.logits(images[start : start + CHUNK]).argmax(axis=1) for start in range(0, len(images), CHUNK)]
    return np.concatenate(parts).astype(np.int64)


def _share(model: ModelFile, images: NDArray[np.uint8], wanted: NDArray[np.str_]) -> float:
    return float((np.array(model.header.labels)[_best(backend_of(model), images)] == wanted).mean())


def _repeat(part: Dataset, wanted: int) -> list[Dataset]:
    return [part] * min(_MOST_REPEATED, max(1, round(wanted / max(1, len(part)))))


def _dataset(like: Dataset, images: NDArray[np.uint8], labels: NDArray[np.int64], split: str) -> Dataset:
    count = len(images)
    return replace(like, images=images, labels=labels, split=np.full(count, split), writers=np.full(count, ""))


def _join(parts: Sequence[Dataset]) -> Dataset:
    return replace(
        parts[0],
        images=np.concatenate([part.images for part in parts]),
        labels=np.concatenate([part.labels for part in parts]),
        split=np.concatenate([part.split for part in parts]),
        writers=np.concatenate([part.writers for part in parts]),
    )
