"""The line reader's model file: written after training, opened for reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import ModelError
from core.nets.model_file import ModelFile, header_for, load_model, save_model
from core.nets.spec import NetSpec
from core.read.lines.network import LABELS, LineNetwork

SHIPPED = "lines.safetensors"


def save_line_model(
    path: Path, spec: NetSpec, tensors: Mapping[str, NDArray[np.floating]], *, temperature: float = 1.0
) -> None:
    """Write a model; numbers are rounded to half precision, which changes no reading and halves the file."""
    header = header_for(spec, name="lines", labels=LABELS, settings={"temperature": temperature})
    save_model(path, header, {name: values.astype(np.float16) for name, values in tensors.items()})


def open_line_model(path: Path) -> ModelFile:
    """A line reader's header and its tensors, float32. Raises ModelError if it is no line reader of ours."""
    model = load_model(path)
    if model.header.architecture != "crnn" or model.header.labels != LABELS or model.header.input_shape[1] != 32:
        raise ModelError(f"{path.name} is not a model that reads lines; train one with: train-lines.")
    return replace(model, tensors={name: values.astype(np.float32) for name, values in model.tensors.items()})


def open_network(path: Path | None = None) -> LineNetwork:
    """The network in a model file; None for the shipped one. Raises ModelError if it is no line reader of ours."""
    if path is None:
        with as_file(files("assets") / "models" / SHIPPED) as shipped:
            return open_network(shipped)
    model = open_line_model(path)
    temperature = model.header.settings.get("temperature", 1.0)
    if not isinstance(temperature, float | int) or not 0.05 <= temperature <= 20:
        raise ModelError(f"The temperature in {path.name} is out of its bounds; choose another file.")
    return LineNetwork.from_tensors(model.header.name, model.tensors, temperature=float(temperature))
