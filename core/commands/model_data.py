"""What `evaluate`, `confusion` and `weights` share: a model, and a dataset cut to what that model takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import faults
from core.errors import ConfigError

if TYPE_CHECKING:
    from core.data.dataset import Dataset
    from core.nets.model_file import ModelFile
    from core.train.evaluation import Evaluation

ALL = "all"
_SPLITS = ("train", "valid", "test", ALL)
SPLIT_HELP = f"{', '.join(_SPLITS[:-1])} or {ALL} samples (default: test)"


def evaluate_on(model: ModelFile, dataset: str, *, split: str, alphabet: str = "auto") -> Evaluation:
    """Evaluate on one split of a dataset, or on all its samples; alphabet "auto" lets the model answer with the
    dataset's labels. A split that the dataset does not have is drawn, which is said on stderr."""
    from core.alphabet import characters_of
    from core.data.catalogue import load
    from core.train.evaluation import evaluate

    if split not in _SPLITS:
        raise ConfigError(f"A split is one of {', '.join(_SPLITS)}, not {split!r}.")
    whole = load(dataset)
    part = whole if split == ALL else whole.part(split)
    if split in whole.drawn:
        faults.say(
            f"{whole.name} has no {split} split of its own: {len(part)} of its {len(whole)} samples were drawn for it; "
            f"--split {ALL} takes every sample."
        )
    seen = _as_the_model_sees(model, part)
    found = evaluate(model, seen, among=None if alphabet == "auto" else characters_of(alphabet))
    if found.count < len(part):
        unknown = "the model does not know" + ("" if alphabet == "auto" else f" or --alphabet {alphabet} leaves out")
        faults.say(f"{len(part) - found.count} of {len(part)} samples, whose labels {unknown}, are not counted.")
    return found


def _as_the_model_sees(model: ModelFile, data: Dataset) -> Dataset:
    """A model that reads pages takes patches, as they are cut there; other models take the pictures as they are."""
    from core.alphabet import READER_ALPHABET
    from core.read.patch import patches
    from core.train.evaluation import with_images

    reads_pages = model.header.architecture == "reader" and model.header.labels == READER_ALPHABET.labels
    if not reads_pages or data.images.ndim != 3:
        return data
    return with_images(data, patches(list(data.images)))
