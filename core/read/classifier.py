"""The reader's network at work, in numpy: batch-norm folded into the weights, batches that fit the cache.

Why not torch: it takes two seconds and 220 MB to import; this gives the same logits (a test holds them together).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from core.alphabet import Alphabet
from core.read import patch

Floats = NDArray[np.float32]
_BATCH = 32
_MOST_KNOWN = 10_000  # patches whose logits are remembered: some 14 MB
_EPSILON = 1e-5  # of batch-norm, as in torch


@dataclass(frozen=True, eq=False, slots=True)
class GlyphClassifier:
    """Patches to logits. convolutions: (9 * in, out) kernels, (out,) shifts; hidden, output: (in, out), (out,)."""

    name: str
    alphabet: Alphabet
    convolutions: tuple[tuple[Floats, Floats], ...]
    hidden: tuple[Floats, Floats]
    output: tuple[Floats, Floats]
    temperature: float = 1.0
    _patched: dict[bytes, NDArray[np.uint8]] = field(default_factory=dict)  # patches by crop
    _known: dict[bytes, Floats] = field(default_factory=dict)  # logits by patch: a drawing is read again and again
    _felt: dict[bytes, Floats] = field(default_factory=dict)  # features by patch

    @classmethod
    def from_tensors(
        cls, name: str, alphabet: Alphabet, tensors: dict[str, NDArray[np.float32]], temperature: float = 1.0
    ) -> GlyphClassifier:
        """From tensors named as in core.nets (conv1.weight, bn1.weight, ...)."""
        convolutions = tuple(_fold_convolution(tensors, layer) for layer in (1, 2, 3, 4))
        return cls(
            name,
            alphabet,
            convolutions,
            _fold_dense(tensors),
            (tensors["fc2.weight"].T.copy(), tensors["fc2.bias"]),
            temperature,
        )

    def patches_of(self, crops: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
        """core.read.patch.patches of these crops, remembered: uint8 (N, 32, 32)."""
        keys = [crop.tobytes() + bytes(str(crop.shape), "ascii") for crop in crops]
        new = [place for place, key in enumerate(keys) if key not in self._patched]
        if len(self._patched) + len(new) > _MOST_KNOWN:
            self._patched.clear()
            new = list(range(len(keys)))
        for place, made in zip(new, patch.patches([crops[place] for place in new]), strict=True):
            self._patched[keys[place]] = made
        return (
            np.stack([self._patched[key] for key in keys]) if keys else np.zeros((0, patch.SIZE, patch.SIZE), np.uint8)
        )

    def logits(self, patches: NDArray[np.uint8]) -> Floats:
        """patches: uint8 (N, 32, 32). Returns float32 (N, labels), not yet divided by the temperature."""
        return _remembered(patches, self._known, self._batch, len(self.alphabet))

    def features(self, patches: NDArray[np.uint8]) -> Floats:
        """What the last hidden layer makes of patches, uint8 (N, 32, 32): float32 (N, units), 0 or more."""
        return _remembered(patches, self._felt, self._hidden, self.hidden[0].shape[1])

    def forget(self) -> None:
        """Drop the remembered patches and logits."""
        for memory in (self._patched, self._known, self._felt):
            memory.clear()

    def log_probabilities(self, patches: NDArray[np.uint8]) -> Floats:
        """Calibrated natural-log probabilities, float32 (N, labels)."""
        scaled = self.logits(patches) / np.float32(self.temperature)
        scaled -= scaled.max(axis=1, keepdims=True, initial=-np.inf)
        return np.asarray(scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True)), dtype=np.float32)

    def _batch(self, patches: NDArray[np.uint8]) -> Floats:
        return np.asarray(self._hidden(patches) @ self.output[0] + self.output[1], dtype=np.float32)

    def _hidden(self, patches: NDArray[np.uint8]) -> Floats:
        values = patches.astype(np.float32)[..., None] / np.float32(255)  # (N, 32, 32, 1)
        first, second, third, fourth = self.convolutions
        values = _halve(_convolve(values, *first))  # (N, 16, 16, 32)
        values = _halve(_convolve(values, *second))  # (N, 8, 8, 64)
        values = _halve(_convolve(_convolve(values, *third), *fourth))  # (N, 4, 4, 128)
        return np.asarray(np.maximum(values.reshape(len(values), -1) @ self.hidden[0] + self.hidden[1], 0), np.float32)


def _remembered(
    patches: NDArray[np.uint8], known: dict[bytes, Floats], make: Callable[[NDArray[np.uint8]], Floats], width: int
) -> Floats:
    """make(patches), float32 (N, width), batch by batch, for those that are not known yet; known ones from memory."""
    keys = [patch.tobytes() for patch in patches]
    new = [place for place, key in enumerate(keys) if key not in known]
    if len(known) + len(new) > _MOST_KNOWN:
        known.clear()
        new = list(range(len(keys)))
    for start in range(0, len(new), _BATCH):
        places = new[start : start + _BATCH]
        for place, made in zip(places, make(patches[places]), strict=True):
            known[keys[place]] = made
    return np.stack([known[key] for key in keys]) if keys else np.zeros((0, width), np.float32)


def _convolve(values: Floats, kernel: Floats, shift: Floats) -> Floats:
    """3 x 3 cross-correlation, same size, then ReLU. values: (N, H, W, in); kernel: (9 * in, out)."""
    count, height, width, channels = values.shape
    padded = np.zeros((count, height + 2, width + 2, channels), np.float32)
    padded[:, 1:-1, 1:-1] = values
    windows = sliding_window_view(padded, (3, 3), axis=(1, 2))  # (N, H, W, in, 3, 3)
    columns = windows.transpose(0, 1, 2, 4, 5, 3).reshape(count * height * width, 9 * channels)
    out = columns @ kernel
    out += shift
    np.maximum(out, 0, out=out)
    return out.reshape(count, height, width, -1)


def _halve(values: Floats) -> Floats:
    """2 x 2 maximum pooling of (N, H, W, C)."""
    rows = np.maximum(values[:, ::2], values[:, 1::2])
    return np.maximum(rows[:, :, ::2], rows[:, :, 1::2])


def _fold(tensors: dict[str, Floats], norm: str) -> tuple[Floats, Floats]:
    """Batch-norm as one factor and one shift a channel (Ioffe and Szegedy 2015, inference form)."""
    factor = tensors[f"{norm}.weight"] / np.sqrt(tensors[f"{norm}.running_var"] + _EPSILON)
    return factor, tensors[f"{norm}.bias"] - tensors[f"{norm}.running_mean"] * factor


def _fold_convolution(tensors: dict[str, Floats], layer: int) -> tuple[Floats, Floats]:
    factor, shift = _fold(tensors, f"bn{layer}")
    kernel = tensors[f"conv{layer}.weight"] * factor[:, None, None, None]  # (out, in, 3, 3)
    return np.ascontiguousarray(kernel.transpose(2, 3, 1, 0).reshape(-1, kernel.shape[0])), shift


def _fold_dense(tensors: dict[str, Floats]) -> tuple[Floats, Floats]:
    factor, shift = _fold(tensors, "bn5")
    weight = tensors["fc1.weight"] * factor[:, None]  # (192, 2048), inputs ordered channel, row, column
    out = weight.shape[0]
    by_place = weight.reshape(out, 128, 4, 4).transpose(2, 3, 1, 0).reshape(-1, out)  # row, column, channel
    return np.ascontiguousarray(by_place), shift
