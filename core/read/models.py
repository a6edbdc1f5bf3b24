"""Opening the reader's model: the shipped one or a person's own."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

from core.alphabet import READER_ALPHABET, Alphabet
from core.errors import ModelError
from core.nets.model_file import load_model
from core.read.classifier import GlyphClassifier

SHIPPED = "reader.safetensors"


def open_classifier(path: Path | None = None) -> GlyphClassifier:
    """The classifier in a model file; None for the shipped one. Raises ModelError if it is no reader of ours."""
    if path is None:
        with as_file(files("assets") / "models" / SHIPPED) as shipped:
            return open_classifier(shipped)
    model = load_model(path)
    if model.header.architecture != "reader" or model.header.labels != READER_ALPHABET.labels:
        raise ModelError(
            f"{path.name} is not a model that reads pages; train one with: train --dataset reader --model reader."
        )
    temperature = model.header.settings.get("temperature", 1.0)
    return GlyphClassifier.from_tensors(
        model.header.name, Alphabet(model.header.labels), dict(model.tensors), float(temperature)
    )
