"""What `evaluate`, `confusion` and `weights` share: a model, and a dataset cut to what that model takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import ConfigError

if TYPE_CHECKING:
    from core.data.dataset import Dataset
    from core.nets.model_file import ModelFile
    from core.train.evaluation import Evaluation

_SPLITS = ("train", "valid", "test")


def evaluate_on(model: ModelFile, dataset: str, *, split: str, alphabet: str = "auto") -> Evaluation:
    """Evaluate on one split of a dataset; alphabet "auto" lets the model answer with the dataset's labels."""
    from core.alphabet import characters_of
    from core.data.catalogue import load
    from core.train.evaluation import evaluate

    if split not in _SPLITS:
        raise ConfigError(f"A split is one of {', '.join(_SPLITS)}, not {split!r}.")
    data = _as_the_model_sees(model, load(dataset).part(split))
    return evaluate(model, data, among=None if alphabet == "auto" else characters_of(alphabet))


def _as_the_model_sees(model: ModelFile, data: Dataset) -> Dataset:
    """A model that reads pages takes patches, as they are cut there; other models take the pictures as they are."""
    from core.alphabet import READER_ALPHABET
    from core.read.patch import patches
    from core.train.evaluation import with_images

    reads_pages = model.header.architecture == "reader" and model.header.labels == READER_ALPHABET.labels
    if not reads_pages or data.images.ndim != 3:
        return data
    return with_images(data, patches(list(data.images)))
