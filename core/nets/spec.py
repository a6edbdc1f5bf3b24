"""What a network is, in a few bounded values. How its layers follow from them stands in layout.py."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.errors import ConfigError

ARCHITECTURES = ("fc", "lenet", "reader", "small_cnn", "squeezenet1_0", "squeezenet1_1", "crnn")
ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky_relu", "linear")
INITIALIZERS = ("zeros", "normal", "xavier", "he")

LARGEST_SIDE = 1024
MOST_CLASSES = 10_000
MOST_UNITS = 16_384
MOST_HIDDEN_LAYERS = 64
SMALLEST_SIDE = {
    "fc": 1, "lenet": 12, "reader": 8, "small_cnn": 8, "squeezenet1_0": 32, "squeezenet1_1": 32, "crnn": 32,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NetSpec:
    """A network to be built.

    architecture: one of ARCHITECTURES. input_shape: (channels, rows, columns). classes: outputs, 1 or more.
    hidden: units of the hidden layers of "fc", none for a single linear layer; of "crnn" those of its recurrent layers,
    in each direction. activation: of "fc" and "lenet".
    initializer: of all weights. dropout: share 0..0.9 of units left out in training, before the last layer.
    Raises ConfigError for values out of their bounds.
    """

    architecture: str
    input_shape: tuple[int, int, int] = field(default=(1, 32, 32), kw_only=True)
    classes: int = field(kw_only=True)
    hidden: tuple[int, ...] = field(default=(64,), kw_only=True)
    activation: str = field(default="sigmoid", kw_only=True)
    initializer: str = field(default="xavier", kw_only=True)
    dropout: float = field(default=0.0, kw_only=True)

    def __post_init__(self) -> None:
        _require_one_of("architecture", self.architecture, ARCHITECTURES)
        _require_one_of("activation", self.activation, ACTIVATIONS)
        _require_one_of("initializer", self.initializer, INITIALIZERS)
        self._require_shape()
        if not 1 <= self.classes <= MOST_CLASSES:
            raise ConfigError(f"A network has 1 to {MOST_CLASSES} classes, not {self.classes}; choose another number.")
        if len(self.hidden) > MOST_HIDDEN_LAYERS or not all(1 <= units <= MOST_UNITS for units in self.hidden):
            raise ConfigError(f"Choose at most {MOST_HIDDEN_LAYERS} hidden layers of 1 to {MOST_UNITS} units each.")
        if not 0.0 <= self.dropout <= 0.9:
            raise ConfigError(f"Dropout is a share from 0 to 0.9, not {self.dropout}; choose another value.")

    def _require_shape(self) -> None:
        channels, rows, columns = self.input_shape
        smallest = SMALLEST_SIDE[self.architecture]
        if channels not in (1, 3):
            raise ConfigError(f"A network takes pictures of 1 or 3 channels, not {channels}; choose one of the two.")
        if not (smallest <= rows <= LARGEST_SIDE and smallest <= columns <= LARGEST_SIDE):
            raise ConfigError(
                f"The network {self.architecture} takes pictures of {smallest} to {LARGEST_SIDE} pixels a side, "
                f"not {rows} by {columns}; choose another size."
            )


def _require_one_of(what: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ConfigError(f"The {what} '{value}' is not known; choose one of {', '.join(choices)}.")
