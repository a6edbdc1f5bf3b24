"""TrainingConfig: everything that decides how a network is trained, bounded, and explained field by field.

A form is made from `fields_of()`; a run keeps the JSON. No computation lives here: the window imports this module.
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, cast

from core.errors import ConfigError

MODELS = ("fc", "lenet", "reader", "small_cnn", "squeezenet1_0", "squeezenet1_1")
NUMPY_MODELS = ("fc", "lenet", "reader", "small_cnn")
BACKENDS = ("numpy", "torch")
ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky_relu", "linear")
INITIALIZERS = ("zeros", "normal", "xavier", "he")
OPTIMIZERS = ("sgd", "momentum", "adam")
SCHEDULES = ("constant", "step", "cosine", "one-cycle")
AUGMENTATIONS = ("none", "light", "usual", "strong", "shape")
SWITCH = ("on", "off")  # the first is checked
ON_RESUME = ("epochs", "patience", "threads", "device", "measure_every")  # may differ when a run is resumed
LIVE = ("learning_rate", "momentum", "dropout", "augment")  # may be changed while training runs

Value = str | int | float | bool | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One setting for a form: its name, kind, default, bounds (both included), choices, meaning in one line."""

    name: str
    kind: str  # "text", "whole", "number", "sizes"
    default: Value
    meaning: str
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    live: bool


def _setting(
    default: Value, meaning: str, *, low: float | None = None, high: float | None = None, choices: tuple[str, ...] = ()
) -> Any:
    return field(default=default, metadata={"meaning": meaning, "low": low, "high": high, "choices": choices})


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """How to train; frozen. Raises ConfigError when a value is out of its bounds or does not fit the others."""

    dataset: str = _setting("synthetic", "Data set to learn from: a name of the catalogue or a path.")
    corrections: str = _setting(
        "on", "Learn from the samples as you corrected them in Confusion, or as the data set has them.", choices=SWITCH
    )
    model: str = _setting("fc", "Kind of network.", choices=MODELS)
    backend: str = _setting("numpy", "Engine: numpy (written out by us) or torch.", choices=BACKENDS)
    hidden: tuple[int, ...] = _setting((64,), "Units of each hidden layer (fc).", low=1, high=4096)
    activation: str = _setting("sigmoid", "What a hidden unit does with its sum (fc, lenet).", choices=ACTIVATIONS)
    initializer: str = _setting("xavier", "How the first weights are drawn.", choices=INITIALIZERS)
    optimizer: str = _setting("sgd", "How a gradient becomes a step.", choices=OPTIMIZERS)
    learning_rate: float = _setting(0.01, "Size of a step; the schedule scales it.", low=1e-7, high=100.0)
    schedule: str = _setting("constant", "How the learning rate goes over the epochs.", choices=SCHEDULES)
    step_every: int = _setting(10, "Epochs between two steps of the step schedule.", low=1, high=10_000)
    step_factor: float = _setting(0.1, "Factor of each step of the step schedule.", low=0.001, high=1.0)
    momentum: float = _setting(0.9, "Share of the last step kept (momentum).", low=0.0, high=0.999)
    weight_decay: float = _setting(
        0.0, "Pull of the weights towards zero; with adam apart from the gradient (AdamW).", low=0.0, high=1.0
    )
    dropout: float = _setting(0.0, "Share of hidden units left out at random in each step.", low=0.0, high=0.9)
    batch_size: int = _setting(32, "Samples in one step.", low=1, high=16_384)
    epochs: int = _setting(50, "Passes over the training samples.", low=1, high=100_000)
    seed: int = _setting(0, "Start of every random draw; the same seed gives the same run.", low=0, high=2**31 - 1)
    augment: str = _setting(
        "none",
        "Distortion of the training samples; shape: place and form alone, not pen and grain.",
        choices=AUGMENTATIONS,
    )
    label_smoothing: float = _setting(0.0, "Share of the target spread over all classes.", low=0.0, high=0.5)
    class_weights: str = _setting("none", "balanced: rare classes weigh more.", choices=("none", "balanced"))
    ema: float = _setting(0.0, "Decay of the running mean of the weights; 0 is off.", low=0.0, high=0.99999)
    patience: int = _setting(0, "Epochs without gain before training stops; 0 never.", low=0, high=10_000)
    watch: str = _setting("accuracy", "Validation figure that chooses the best epoch.", choices=("accuracy", "loss"))
    clip_norm: float = _setting(0.0, "Largest length of the gradient; 0 is no limit.", low=0.0, high=1e6)
    init_from: str = _setting("", "Weights to start from: a model file, or nothing.")
    rehearse: str = _setting(
        "off", "Fine-tuning a reader: synthetic characters of other hands are learned along.", choices=SWITCH
    )
    freeze: str = _setting("none", "features: only the last layer learns.", choices=("none", "features"))
    threads: int = _setting(1, "Processor threads.", low=1, high=256)
    device: str = _setting("auto", "Where torch computes.", choices=("auto", "cpu", "cuda", "mps"))
    precision: str = _setting(
        "auto", "auto: half precision for convolutions where it is fast.", choices=("auto", "float32", "bf16")
    )
    measure_every: int = _setting(20, "Steps between two measures of gradient norms; 0 never.", low=0, high=100_000)

    def __post_init__(self) -> None:
        for setting in fields(self):
            _check(setting, getattr(self, setting.name))
        if self.backend == "numpy" and self.model not in NUMPY_MODELS:
            raise ConfigError(f"The numpy engine has no {self.model!r}: choose the torch engine, or another model.")

    def changed(self, **values: Value) -> TrainingConfig:
        """A copy with some fields replaced; raises ConfigError for an unknown field or a bad value."""
        unknown = sorted(set(values) - {setting.name for setting in fields(self)})
        if unknown:
            raise ConfigError(f"There is no training setting {unknown[0]!r}.")
        return dataclasses.replace(self, **values)  # type: ignore[arg-type]  # __post_init__ checks each value

    def to_json(self) -> str:
        """All fields as a JSON object, in their order."""
        return json.dumps(dataclasses.asdict(self), indent=1)

    def check_resumed_from(self, before: TrainingConfig) -> None:
        """Raises ConfigError if a run that began with before cannot go on with these settings."""
        fixed = [name for name in before.differences(self) if name not in ON_RESUME]
        if fixed:
            raise ConfigError(f"A resumed run keeps its {fixed[0]!r}: start a new run to change it.")

    def differences(self, other: TrainingConfig) -> dict[str, tuple[Value, Value]]:
        """Fields that differ: name -> (ours, theirs)."""
        pairs = ((setting.name, getattr(self, setting.name), getattr(other, setting.name)) for setting in fields(self))
        return {name: (ours, theirs) for name, ours, theirs in pairs if ours != theirs}


def config_from_json(text: str) -> TrainingConfig:
    """Read what to_json wrote; raises ConfigError for anything else. Fields that are missing take their default."""
    try:
        values = json.loads(text)
    except ValueError as error:
        raise ConfigError("The settings of the run are not readable JSON.") from error
    if not isinstance(values, Mapping):
        raise ConfigError("The settings of the run are not a JSON object.")
    if isinstance(values.get("hidden"), list):
        values = {**values, "hidden": tuple(values["hidden"])}
    return TrainingConfig().changed(**values)


def fields_of() -> tuple[Field, ...]:
    """Every setting, in order, with what a form needs."""
    return tuple(
        Field(
            name=setting.name,
            kind=_kind(setting.default),
            default=cast(Value, setting.default),
            meaning=setting.metadata["meaning"],
            low=setting.metadata["low"],
            high=setting.metadata["high"],
            choices=setting.metadata["choices"],
            live=setting.name in LIVE,
        )
        for setting in fields(TrainingConfig)
    )


def _kind(default: object) -> str:
    kinds = {str: "text", int: "whole", float: "number", tuple: "sizes"}
    return kinds[type(default)]


def _check(setting: dataclasses.Field[Any], value: object) -> None:
    name, kind = setting.name, _kind(setting.default)
    choices, low, high = (setting.metadata[key] for key in ("choices", "low", "high"))
    if kind == "text":
        if not isinstance(value, str) or len(value) > 4096:
            raise ConfigError(f"The setting {name!r} takes a text.")
        if choices and value not in choices:
            raise ConfigError(f"The setting {name!r} is one of {', '.join(choices)}, not {value!r}.")
    elif kind == "sizes":
        if not isinstance(value, tuple) or len(value) > 32:
            raise ConfigError(f"The setting {name!r} takes up to 32 whole numbers.")
        for part in value:
            _check_number(name, part, low, high, whole=True)
    else:
        _check_number(name, value, low, high, whole=kind == "whole")


def _check_number(name: str, value: object, low: float, high: float, *, whole: bool) -> None:
    sound = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
    if not sound or not math.isfinite(value) or not low <= value <= high:  # type: ignore[arg-type, operator]
        kind = "whole number" if whole else "number"
        bounds = (f"{bound:.0f}" if whole else f"{bound:g}" for bound in (low, high))
        raise ConfigError(f"The setting {name!r} is a {kind} from {' to '.join(bounds)}, not {value!r}.")
