"""The line reader's network at work, in numpy: strips to log probabilities of characters, frame by frame.

Convolutions with batch-norm folded in, recurrent layers (LSTM, Hochreiter and Schmidhuber 1997, in torch's order of
gates) in both directions. Why not torch: see core.read.classifier.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from core.nets.layout import LINE_CHANNELS, LINE_POOLS, LINE_STRIDE
from core.read.language_symbols import CODE_OF, SYMBOLS

Floats = NDArray[np.float32]

BLANK_LABEL = "blank"  # CTC's: no new character
LABELS: tuple[str, ...] = (*SYMBOLS, BLANK_LABEL)
BLANK = len(SYMBOLS)
_EPSILON = 1e-5  # of batch-norm, as in torch


def encode(text: str) -> NDArray[np.int64]:
    """Places of a text's characters in LABELS. Raises KeyError for a character that is not in it."""
    return np.array([CODE_OF[character] for character in text], np.int64)


@dataclass(frozen=True, eq=False, slots=True)
class _Recurrent:
    """One layer, both directions stacked. inputs: (in, 2 * 4 * units). shift: (2 * 4 * units,). states: (2, units, 4 *
    units). Gates are in torch's order: input, forget, cell, output."""

    inputs: Floats
    shift: Floats
    states: Floats


@dataclass(frozen=True, eq=False, slots=True)
class LineNetwork:
    """convolutions: (9 * in, out) kernels, (out,) shifts. output: (in, labels), (labels,)."""

    name: str
    convolutions: tuple[tuple[Floats, Floats], ...]
    layers: tuple[_Recurrent, ...]
    output: tuple[Floats, Floats]
    temperature: float = 1.0

    @classmethod
    def from_tensors(cls, name: str, tensors: dict[str, Floats], *, temperature: float = 1.0) -> LineNetwork:
        """From tensors named as in core.nets.layout ("crnn")."""
        count = sum(1 for key in tensors if key.endswith("weight_ih_l0"))
        return cls(
            name,
            tuple(_fold(tensors, number) for number in range(1, len(LINE_CHANNELS) + 1)),
            tuple(_recurrent(tensors, f"lstm{number}") for number in range(1, count + 1)),
            (np.ascontiguousarray(tensors["out.weight"].T), tensors["out.bias"]),
            temperature,
        )

    def logits(self, strip: NDArray[np.uint8]) -> Floats:
        """strip: uint8 (32, W). Returns float32 (frames, labels), a frame for each whole four columns, at least one."""
        height, width = strip.shape
        frames = max(1, width // LINE_STRIDE)
        values = np.zeros((height, LINE_STRIDE * -(-width // LINE_STRIDE), 1), np.float32)
        values[:, :width, 0] = strip / np.float32(255)
        for (kernel, shift), (down, across) in zip(self.convolutions, LINE_POOLS, strict=True):
            values = _pool(_convolve(values, kernel, shift), down, across)
        features = values.transpose(1, 0, 2).reshape(values.shape[1], -1)  # (frames, rows * channels)
        for layer in self.layers:
            features = _recur(features, layer)
        return np.asarray((features @ self.output[0] + self.output[1])[:frames], dtype=np.float32)

    def log_probabilities(self, strip: NDArray[np.uint8]) -> Floats:
        """Natural-log probabilities of each frame, float32 (frames, labels), softened by the temperature."""
        scaled = self.logits(strip) / np.float32(self.temperature)
        scaled -= scaled.max(axis=1, keepdims=True)
        return np.asarray(scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True)), dtype=np.float32)


def _convolve(values: Floats, kernel: Floats, shift: Floats) -> Floats:
    """3 x 3 cross-correlation, same size, then ReLU. values: (H, W, in); kernel: (9 * in, out)."""
    height, width, channels = values.shape
    padded = np.zeros((height + 2, width + 2, channels), np.float32)
    padded[1:-1, 1:-1] = values
    windows = sliding_window_view(padded, (3, 3), axis=(0, 1))  # (H, W, in, 3, 3)
    columns = windows.transpose(0, 1, 3, 4, 2).reshape(height * width, 9 * channels)
    out = columns @ kernel
    out += shift
    np.maximum(out, 0, out=out)
    return out.reshape(height, width, -1)


def _pool(values: Floats, down: int, across: int) -> Floats:
    """Maximum over tiles of one or two rows and one or two columns of (H, W, C)."""
    if down == 2:
        values = np.maximum(values[::2], values[1::2])
    return np.maximum(values[:, ::2], values[:, 1::2]) if across == 2 else values


def _recur(features: Floats, layer: _Recurrent) -> Floats:
    """(frames, in) -> (frames, 2 * units): the layer from left to right and from right to left, in one loop."""
    frames, units = len(features), layer.states.shape[1]
    driven = (features @ layer.inputs + layer.shift).reshape(frames, 2, 1, 4 * units)
    driven[:, 1] = driven[::-1, 1].copy()  # the second direction runs backwards
    out = np.empty((frames, 2, units), np.float32)
    state, cell = np.zeros((2, 1, units), np.float32), np.zeros((2, 1, units), np.float32)
    # sigmoid(x) = (1 + tanh(x / 2)) / 2: one function for all gates.
    factor = np.full(4 * units, 0.5, np.float32)
    factor[2 * units : 3 * units] = 1.0
    driven *= factor
    states = layer.states * factor
    for frame in range(frames):
        gates = np.tanh(driven[frame] + np.matmul(state, states))
        opened = 0.5 * gates + 0.5
        cell = opened[..., units : 2 * units] * cell + opened[..., :units] * gates[..., 2 * units : 3 * units]
        state = opened[..., 3 * units :] * np.tanh(cell)
        out[frame] = state[:, 0]
    out[:, 1] = out[::-1, 1].copy()
    return out.reshape(frames, 2 * units)


def _fold(tensors: dict[str, Floats], number: int) -> tuple[Floats, Floats]:
    """Convolution and batch-norm as one kernel and one shift (Ioffe and Szegedy 2015, inference form)."""
    norm = f"bn{number}"
    factor = tensors[f"{norm}.weight"] / np.sqrt(tensors[f"{norm}.running_var"] + _EPSILON)
    kernel = tensors[f"conv{number}.weight"] * factor[:, None, None, None]  # (out, in, 3, 3)
    shift = tensors[f"{norm}.bias"] - tensors[f"{norm}.running_mean"] * factor
    flat = np.ascontiguousarray(kernel.transpose(2, 3, 1, 0).reshape(-1, kernel.shape[0]))
    return flat.astype(np.float32), shift.astype(np.float32)


def _recurrent(tensors: dict[str, Floats], name: str) -> _Recurrent:
    ways = ("l0", "l0_reverse")
    return _Recurrent(
        np.ascontiguousarray(np.concatenate([tensors[f"{name}.weight_ih_{way}"] for way in ways]).T),
        np.concatenate([tensors[f"{name}.bias_ih_{way}"] + tensors[f"{name}.bias_hh_{way}"] for way in ways]),
        np.stack([tensors[f"{name}.weight_hh_{way}"].T for way in ways]).astype(np.float32),
    )
