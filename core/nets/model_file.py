"""The model file: safetensors with a JSON header in its metadata, checked from end to end before use.

Nothing in such a file is executed. What is read is bounded before it is read, and named and shaped as the
architecture in the header says.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from core.errors import ConfigError, ModelError
from core.folders import write_atomically
from core.nets.layout import Shape, tensor_shapes
from core.nets.spec import NetSpec

VERSION = 1
LARGEST_FILE = 512 * 1024 * 1024  # bytes
LARGEST_HEADER = 4 * 1024 * 1024
MOST_TENSORS = 1024
LONGEST_TEXT = 1000
_KEY = "inkscope"
_FLOATS = {"F16": np.float16, "F32": np.float32, "F64": np.float64}

Setting = str | int | float | bool


@dataclass(frozen=True, slots=True)
class ModelHeader:
    """What a model is. labels: one for each output, in order. input_shape: (channels, rows, columns).

    settings: everything else that its use needs, such as "hidden" ("256,128"), "activation", "temperature".
    """

    name: str
    architecture: str
    labels: tuple[str, ...]
    input_shape: tuple[int, ...]
    settings: dict[str, Setting] = field(default_factory=dict)

    def spec(self) -> NetSpec:
        """The network that the tensors belong to. Raises ConfigError where a value is out of its bounds."""
        if len(self.input_shape) != 3:
            raise ConfigError("The input of a network has three sides: channels, rows and columns.")
        channels, height, width = self.input_shape
        return NetSpec(
            self.architecture,
            input_shape=(channels, height, width),
            classes=len(self.labels),
            hidden=_parse_hidden(self.settings.get("hidden", "64")),
            activation=str(self.settings.get("activation", "sigmoid")),
            initializer=str(self.settings.get("initializer", "xavier")),
            dropout=_parse_share(self.settings.get("dropout", 0.0)),
        )


@dataclass(frozen=True, eq=False, slots=True)
class ModelFile:
    """A model as it lay in its file: float32 or float64 tensors by name, all finite."""

    header: ModelHeader
    tensors: dict[str, NDArray[np.floating]]


def header_for(
    spec: NetSpec, *, name: str, labels: tuple[str, ...], settings: Mapping[str, Setting] | None = None
) -> ModelHeader:
    """A header that says all that spec says; further settings are added."""
    own: dict[str, Setting] = {
        "hidden": ",".join(str(units) for units in spec.hidden),
        "activation": spec.activation,
        "initializer": spec.initializer,
        "dropout": spec.dropout,
    }
    return ModelHeader(name, spec.architecture, labels, spec.input_shape, own | dict(settings or {}))


def save_model(path: Path, header: ModelHeader, tensors: Mapping[str, NDArray[np.floating]]) -> None:
    """Write a model, whole or not at all. Raises ModelError where header and tensors do not fit each other."""
    _check_header(header, path)
    _check_shapes({name: values.shape for name, values in tensors.items()}, header, path)
    for name, values in tensors.items():
        _check_values(name, values, path)
    text = json.dumps({"version": VERSION, "name": header.name, "architecture": header.architecture,
                       "labels": header.labels, "input_shape": header.input_shape,
                       "settings": header.settings})  # fmt: skip
    write_atomically(path, save({name: np.ascontiguousarray(values) for name, values in tensors.items()}, {_KEY: text}))


def load_model(path: Path) -> ModelFile:
    """Read and check a model. Raises ModelError with one sentence for a file that is missing, damaged or foreign."""
    _check_size(path)
    try:
        with safe_open(path, framework="numpy") as file:
            header = _parse_header(file.metadata(), path)
            shapes: dict[str, Shape] = {}
            kinds = set()
            for name in list(file.keys())[: MOST_TENSORS + 1]:
                part = file.get_slice(name)
                shapes[name] = tuple(part.get_shape())
                kinds.add(part.get_dtype())
            _check_shapes(shapes, header, path)
            if not kinds <= _FLOATS.keys():
                raise ModelError(f"The model file {path.name} holds numbers of an unknown kind; choose another file.")
            tensors = {name: _widened(file.get_tensor(name)) for name in shapes}
    except (SafetensorError, OSError, UnicodeDecodeError) as error:
        raise ModelError(f"The file {path.name} is not a model of Inkscope or is damaged; choose another.") from error
    for name, values in tensors.items():
        _check_values(name, values, path)
    return ModelFile(header, tensors)


def load_weights(path: Path) -> dict[str, NDArray[np.floating]]:
    """All float tensors of any safetensors file, ours or foreign, such as torchvision's weights; bounded and finite.

    Raises ModelError. Names and shapes are the caller's to judge.
    """
    _check_size(path)
    tensors: dict[str, NDArray[np.floating]] = {}
    try:
        with safe_open(path, framework="numpy") as file:
            names = list(file.keys())
            if len(names) > MOST_TENSORS:
                raise ModelError(f"The file {path.name} holds too many tensors; choose another.")
            for name in names:
                if file.get_slice(name).get_dtype() in _FLOATS:
                    tensors[name] = _widened(file.get_tensor(name))
    except (SafetensorError, OSError, UnicodeDecodeError) as error:
        raise ModelError(f"The file {path.name} holds no readable weights; choose a safetensors file.") from error
    for name, values in tensors.items():
        _check_values(name, values, path)
    return tensors


def _widened(values: NDArray[np.floating]) -> NDArray[np.floating]:
    return values.astype(np.float32) if values.dtype == np.float16 else values


def _check_size(path: Path) -> None:
    """The file is there and neither it nor its header is larger than a model can be."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise ModelError(f"{path.name} is not a file; choose a model file.")
        with path.open("rb") as file:
            header = int.from_bytes(file.read(8), "little")
    except OSError as error:
        raise ModelError(f"The model file {path.name} cannot be opened; check that it is there.") from error
    if size > LARGEST_FILE:
        raise ModelError(f"The file {path.name} is larger than any model of Inkscope; choose another.")
    if size < 8 or header > min(LARGEST_HEADER, size - 8):
        raise ModelError(f"The file {path.name} is not a model of Inkscope or is damaged; choose another.")


def _parse_header(metadata: Mapping[str, str] | None, path: Path) -> ModelHeader:
    if not metadata or _KEY not in metadata:
        raise ModelError(f"The file {path.name} was not written by Inkscope; choose a model that was.")
    try:
        fields = json.loads(metadata[_KEY])
        version = fields["version"]
        if isinstance(version, int) and version > VERSION:
            raise ModelError(f"The model file {path.name} was written by a newer Inkscope; update to open it.")
        header = ModelHeader(
            fields["name"], fields["architecture"], tuple(fields["labels"]), tuple(fields["input_shape"]),
            dict(fields["settings"]),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(f"The header of the model file {path.name} is damaged; choose another file.") from error
    if version != VERSION:
        raise ModelError(f"The header of the model file {path.name} is damaged; choose another file.")
    _check_header(header, path)
    return header


def _check_header(header: ModelHeader, path: Path) -> None:
    """Every value is of its kind and within its bounds."""
    texts = (header.name, header.architecture, *header.labels, *header.settings)
    numbers = [value for value in header.settings.values() if isinstance(value, float)]
    sound = (
        all(isinstance(text, str) and len(text) <= LONGEST_TEXT for text in texts)
        and all(type(side) is int for side in header.input_shape)
        and all(isinstance(value, str | int | float | bool) for value in header.settings.values())
        and all(math.isfinite(number) for number in numbers)
        and len(set(header.labels)) == len(header.labels)
        and all(header.labels)
    )
    if not sound:
        raise ModelError(f"The header of the model file {path.name} is damaged; choose another file.")
    try:
        header.spec()
    except ConfigError as error:
        raise ModelError(f"The model file {path.name} does not fit this Inkscope: {error}") from error


def _check_shapes(shapes: Mapping[str, Shape], header: ModelHeader, path: Path) -> None:
    expected = tensor_shapes(header.spec())
    if dict(shapes) == expected:
        return
    wrong = sorted(name for name in {*expected, *shapes} if shapes.get(name) != expected.get(name))
    raise ModelError(
        f"The weights in {path.name} do not fit the network {header.architecture} "
        f"(first difference: {wrong[0][:100]}); choose another file."
    )


def _check_values(name: str, values: NDArray[np.floating], path: Path) -> None:
    if not np.isfinite(values).all():
        raise ModelError(f"The weights {name} in {path.name} are not all finite numbers; choose another file.")


def _parse_hidden(text: Setting) -> tuple[int, ...]:
    parts = [part for part in str(text).split(",") if part]
    if not all(part.isascii() and part.isdigit() and len(part) <= 6 for part in parts):
        raise ConfigError(f"The hidden units '{str(text)[:50]}' are no numbers with commas between; write 256,128.")
    return tuple(int(part) for part in parts)


def _parse_share(value: Setting) -> float:
    if isinstance(value, str):
        raise ConfigError(f"Dropout is a share from 0 to 0.9, not '{value[:50]}'; choose another value.")
    return float(value)
