"""Opening the reader's model: the shipped one or a person's own."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

from core.alphabet import READER_ALPHABET, Alphabet
from core.errors import ModelError
from core.nets.model_file import load_model
from core.read.classifier import GlyphClassifier
from core.read.named import knows_enough, naming

SHIPPED = "reader.safetensors"


def open_classifier(path: Path | None = None) -> GlyphClassifier:
    """The classifier in a model file; None for the shipped one. A model that only knows characters names them, the
    shipped one says what is a character (core.read.named). Raises ModelError if it fits neither way."""
    if path is None:
        with as_file(files("assets") / "models" / SHIPPED) as shipped:
            return open_classifier(shipped)
    model = load_model(path)
    temperature = float(model.header.settings.get("temperature", 1.0))
    if model.header.architecture == "reader" and model.header.labels == READER_ALPHABET.labels:
        return GlyphClassifier.from_tensors(
            model.header.name, Alphabet(model.header.labels), dict(model.tensors), temperature
        )
    if not knows_enough(model):
        raise ModelError(
            f"{path.name} cannot read pages: a model for that takes grey pictures of 32 by 32 pixels and knows "
            "characters that the reader knows."
        )
    return naming(model, open_classifier(None), temperature)
