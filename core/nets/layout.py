"""The layers of each network as a table of plain values, which both the numpy and the torch builder walk.

SqueezeNet branches and the line reader recurs: no plain sequences. Their parameter shapes are listed here, their
forward passes stand in torch_squeezenet.py and torch_crnn.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from core.errors import ConfigError
from core.nets.spec import NetSpec

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Conv:
    """A convolution of square kernels; shapes (N, inputs, H, W) -> (N, outputs, H', W')."""

    name: str
    inputs: int
    outputs: int
    kernel: int
    stride: int = 1
    padding: int = 0
    bias: bool = True


@dataclass(frozen=True, slots=True)
class Linear:
    """A dense layer; shapes (N, inputs) -> (N, outputs)."""

    name: str
    inputs: int
    outputs: int
    bias: bool = True


@dataclass(frozen=True, slots=True)
class Norm:
    """Batch normalization of channels; images: of (N, C, H, W), otherwise of (N, C)."""

    name: str
    channels: int
    images: bool


@dataclass(frozen=True, slots=True)
class Act:
    """An activation function, one of spec.ACTIVATIONS."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Pool:
    """Pooling over tiles of size (rows, columns) that do not overlap; kind "max" or "average"."""

    name: str
    kind: str
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Flat:
    """(N, C, H, W) -> (N, C * H * W)."""

    name: str = "flatten"


@dataclass(frozen=True, slots=True)
class Drop:
    """Dropout of a share of the units."""

    name: str
    share: float


Row = Conv | Linear | Norm | Act | Pool | Flat | Drop


def rows(spec: NetSpec) -> tuple[Row, ...]:
    """The layers in order. Raises ConfigError for SqueezeNet and the line reader, which are no sequences."""
    builders = {"fc": _fc, "lenet": _lenet, "reader": _reader, "small_cnn": _small_cnn}
    if spec.architecture not in builders:
        raise ConfigError(f"The network {spec.architecture} runs in torch only; choose the torch backend.")
    return tuple(builders[spec.architecture](spec))


def parameter_shapes(spec: NetSpec) -> dict[str, Shape]:
    """Name -> shape of all that is learned, in order; the same names in numpy, torch and model files."""
    if spec.architecture.startswith("squeezenet"):
        return _squeezenet_shapes(spec)
    if spec.architecture == "crnn":
        return _crnn_shapes(spec)
    shapes: dict[str, Shape] = {}
    for row in rows(spec):
        if isinstance(row, Conv):
            shapes[f"{row.name}.weight"] = (row.outputs, row.inputs, row.kernel, row.kernel)
        elif isinstance(row, Linear):
            shapes[f"{row.name}.weight"] = (row.outputs, row.inputs)
        elif isinstance(row, Norm):
            shapes |= {f"{row.name}.weight": (row.channels,), f"{row.name}.bias": (row.channels,)}
        if isinstance(row, Conv | Linear) and row.bias:
            shapes[f"{row.name}.bias"] = (row.outputs,)
    return shapes


def buffer_shapes(spec: NetSpec) -> dict[str, Shape]:
    """Name -> shape of what is measured, not learned: the running mean and variance of batch normalization."""
    if spec.architecture.startswith("squeezenet"):
        return {}
    if spec.architecture == "crnn":
        norms = [Norm(f"bn{number}", channels, images=True) for number, channels in enumerate(LINE_CHANNELS, start=1)]
    else:
        norms = [row for row in rows(spec) if isinstance(row, Norm)]
    return {f"{norm.name}.{kind}": (norm.channels,) for norm in norms for kind in ("running_mean", "running_var")}


def tensor_shapes(spec: NetSpec) -> dict[str, Shape]:
    """Name -> shape of all tensors that a model file of this network holds."""
    return parameter_shapes(spec) | buffer_shapes(spec)


def output_shapes(spec: NetSpec) -> dict[str, Shape]:
    """Layer name -> shape of what it gives for one picture: (channels, rows, columns) or (units)."""
    shapes: dict[str, Shape] = {}
    shape: Shape = spec.input_shape
    for row in rows(spec):
        shape = shapes[row.name] = _output_shape(row, shape)
    return shapes


def _output_shape(row: Row, shape: Shape) -> Shape:
    match row:
        case Conv():
            height, width = ((side + 2 * row.padding - row.kernel) // row.stride + 1 for side in shape[1:])
            return (row.outputs, height, width)
        case Linear():
            return (row.outputs,)
        case Pool():
            return (shape[0], shape[1] // row.size[0], shape[2] // row.size[1])
        case Flat():
            return (math.prod(shape),)
    return shape


def _fc(spec: NetSpec) -> Iterator[Row]:
    """Dense layers with activations between them; the homework's network is hidden=(64,)."""
    channels, height, width = spec.input_shape
    yield Flat()
    inputs = channels * height * width
    for number, units in enumerate(spec.hidden, start=1):
        yield Linear(f"fc{number}", inputs, units)
        yield Act(f"act{number}", spec.activation)
        inputs = units
    if spec.dropout:
        yield Drop("dropout", spec.dropout)
    yield Linear(f"fc{len(spec.hidden) + 1}", inputs, spec.classes)


def _lenet(spec: NetSpec) -> Iterator[Row]:
    """LeNet-5 (LeCun 1998) with its average pooling, without its sparse connections and radial outputs.

    Pictures smaller than 32 are padded by 2, as 28 x 28 was in the paper.
    """
    channels, height, width = spec.input_shape
    padding = 2 if min(height, width) < 32 else 0
    height, width = ((side + 2 * padding - 4) // 2 for side in (height, width))
    yield Conv("conv1", channels, 6, 5, padding=padding)
    yield Act("act1", spec.activation)
    yield Pool("pool1", "average", (2, 2))
    yield Conv("conv2", 6, 16, 5)
    yield Act("act2", spec.activation)
    yield Pool("pool2", "average", (2, 2))
    yield Flat()
    yield Linear("fc1", 16 * ((height - 4) // 2) * ((width - 4) // 2), 120)
    yield Act("act3", spec.activation)
    yield Linear("fc2", 120, 84)
    yield Act("act4", spec.activation)
    if spec.dropout:
        yield Drop("dropout", spec.dropout)
    yield Linear("fc3", 84, spec.classes)


def _convolution(number: int, inputs: int, outputs: int) -> Iterator[Row]:
    """Convolution 3 x 3 that keeps the size, batch normalization, ReLU."""
    yield Conv(f"conv{number}", inputs, outputs, 3, padding=1, bias=False)
    yield Norm(f"bn{number}", outputs, images=True)
    yield Act(f"act{number}", "relu")


def _reader(spec: NetSpec) -> Iterator[Row]:
    """The network that reads pages: 0.62 M parameters at 32 x 32 and 100 classes."""
    channels, height, width = spec.input_shape
    yield from _convolution(1, channels, 32)
    yield Pool("pool1", "max", (2, 2))
    yield from _convolution(2, 32, 64)
    yield Pool("pool2", "max", (2, 2))
    yield from _convolution(3, 64, 96)
    yield from _convolution(4, 96, 128)
    yield Pool("pool3", "max", (2, 2))
    yield Flat()
    yield Linear("fc1", 128 * (height // 8) * (width // 8), 192, bias=False)
    yield Norm("bn5", 192, images=False)
    yield Act("act5", "relu")
    if spec.dropout:
        yield Drop("dropout", spec.dropout)
    yield Linear("fc2", 192, spec.classes)


def _small_cnn(spec: NetSpec) -> Iterator[Row]:
    """Pairs of convolutions of 16, 32, 64 channels (and 128 from 64 pixels a side), then the mean over the picture.

    73 k parameters for 10 classes at 28 x 28 or 32 x 32.
    """
    channels, height, width = spec.input_shape
    widths = (16, 32, 64) if min(height, width) < 64 else (16, 32, 64, 128)
    for stage, outputs in enumerate(widths):
        if stage:
            yield Pool(f"pool{stage}", "max", (2, 2))
            height, width = height // 2, width // 2
        yield from _convolution(2 * stage + 1, channels, outputs)
        yield from _convolution(2 * stage + 2, outputs, outputs)
        channels = outputs
    yield Pool("mean", "average", (height, width))
    yield Flat()
    if spec.dropout:
        yield Drop("dropout", spec.dropout)
    yield Linear("fc1", channels, spec.classes)


@dataclass(frozen=True, slots=True)
class Fire:
    """SqueezeNet's block: 1 x 1 down to `squeeze` channels, then 1 x 1 and 3 x 3 side by side, `expand` each."""

    inputs: int
    squeeze: int
    expand: int


# Position in torchvision's `features` -> block; what is missing between them are pools and activations.
FIRES = {
    "squeezenet1_0": {
        3: Fire(96, 16, 64), 4: Fire(128, 16, 64), 5: Fire(128, 32, 128),
        7: Fire(256, 32, 128), 8: Fire(256, 48, 192), 9: Fire(384, 48, 192), 10: Fire(384, 64, 256),
        12: Fire(512, 64, 256),
    },
    "squeezenet1_1": {
        3: Fire(64, 16, 64), 4: Fire(128, 16, 64),
        6: Fire(128, 32, 128), 7: Fire(256, 32, 128),
        9: Fire(256, 48, 192), 10: Fire(384, 48, 192), 11: Fire(384, 64, 256), 12: Fire(512, 64, 256),
    },
}  # fmt: skip
STEMS = {"squeezenet1_0": (96, 7), "squeezenet1_1": (64, 3)}  # channels and kernel of the first convolution


def _squeezenet_shapes(spec: NetSpec) -> dict[str, Shape]:
    """Names and shapes of torchvision's SqueezeNet."""
    channels, kernel = STEMS[spec.architecture]
    shapes: dict[str, Shape] = {"features.0.weight": (channels, spec.input_shape[0], kernel, kernel)}
    shapes["features.0.bias"] = (channels,)
    for position, fire in FIRES[spec.architecture].items():
        for part, shape in (
            ("squeeze", (fire.squeeze, fire.inputs, 1, 1)),
            ("expand1x1", (fire.expand, fire.squeeze, 1, 1)),
            ("expand3x3", (fire.expand, fire.squeeze, 3, 3)),
        ):
            shapes[f"features.{position}.{part}.weight"] = shape
            shapes[f"features.{position}.{part}.bias"] = shape[:1]
    return shapes | {"classifier.1.weight": (spec.classes, 512, 1, 1), "classifier.1.bias": (spec.classes,)}


# The line reader: channels of its five convolutions, and what is pooled after each, (rows, columns).
LINE_CHANNELS = (24, 48, 80, 96, 128)
LINE_POOLS = ((2, 2), (2, 2), (2, 1), (2, 1), (1, 1))
LINE_STRIDE = 4  # columns of a picture in a frame of the output


def _crnn_shapes(spec: NetSpec) -> dict[str, Shape]:
    """Convolutions conv1..5 with bn1..5, recurrent layers lstm1.. in both directions (torch's names), and `out`."""
    shapes: dict[str, Shape] = {}
    inputs = spec.input_shape[0]
    for number, outputs in enumerate(LINE_CHANNELS, start=1):
        shapes[f"conv{number}.weight"] = (outputs, inputs, 3, 3)
        shapes |= {f"bn{number}.weight": (outputs,), f"bn{number}.bias": (outputs,)}
        inputs = outputs
    inputs *= spec.input_shape[1] // 16
    for number, units in enumerate(spec.hidden, start=1):
        for way in ("l0", "l0_reverse"):
            layer = f"lstm{number}"
            shapes[f"{layer}.weight_ih_{way}"] = (4 * units, inputs)
            shapes[f"{layer}.weight_hh_{way}"] = (4 * units, units)
            shapes |= {f"{layer}.bias_ih_{way}": (4 * units,), f"{layer}.bias_hh_{way}": (4 * units,)}
        inputs = 2 * units
    return shapes | {"out.weight": (spec.classes, inputs), "out.bias": (spec.classes,)}
