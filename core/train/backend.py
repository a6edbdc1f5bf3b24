"""Backend: what the training engine needs of a network that learns; one in numpy, one in torch, opened by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.nets.spec import NetSpec
from core.train.config import TrainingConfig

Arrays = dict[str, NDArray[Any]]
Images = NDArray[np.uint8] | NDArray[np.float32]

NOTHING = 1e-6  # the largest size of a unit's output that counts as nothing
LEAST_DROPOUT = 1e-6  # a network is built with its dropout layer, so that dropout can be raised while it trains


@dataclass(frozen=True, slots=True)
class Live:
    """What may differ from step to step."""

    learning_rate: float
    momentum: float
    dropout: float


@dataclass(frozen=True, slots=True)
class StepResult:
    """Of the batch before the step, over all processes. loss: weighted mean. correct, seen: samples.

    gradient_norms: L2 norm of each layer's gradient; update_ratios: of the step over that of the weights; both empty
    unless asked for.
    """

    loss: float
    correct: int
    seen: int
    gradient_norms: dict[str, float] = field(default_factory=dict)
    update_ratios: dict[str, float] = field(default_factory=dict)


class Backend(Protocol):
    """A network with its optimizer. Images are uint8 (N, H, W) or (N, H, W, 3), or float32 (N, C, H, W) in 0..1."""

    def step(
        self, images: Images, labels: NDArray[np.int64], *, live: Live, rng: np.random.Generator | None, measure: bool
    ) -> StepResult:
        """One optimizer step on a batch; rng draws the dropout, None where there is none."""
        ...

    def logits(self, images: Images) -> NDArray[np.float32]:
        """(N, classes) as used for reading: no dropout, running means, the mean weights where they are kept."""
        ...

    def watch_units(self) -> None:
        """Start to note which hidden units give anything in the calls of logits that follow."""
        ...

    def dead_units(self) -> dict[str, float]:
        """Share of hidden units by layer that gave nothing since watch_units; ends the watch."""
        ...

    def weights(self) -> Arrays:
        """float32 by name, copies, of the network that logits uses; what a model file holds."""
        ...

    def tensors(self) -> Arrays:
        """Everything that a resumed training needs, copies."""
        ...

    def load(self, tensors: Mapping[str, NDArray[Any]]) -> None:
        """Put back what tensors gave. Raises RunError where it does not fit."""
        ...


def spec_of(config: TrainingConfig, *, classes: int, input_shape: tuple[int, int, int]) -> NetSpec:
    """The network that a configuration asks for. Raises ConfigError where it does not fit the pictures."""
    return NetSpec(
        config.model,
        input_shape=input_shape,
        classes=classes,
        hidden=config.hidden,
        activation=config.activation,
        initializer=config.initializer,
        dropout=config.dropout,
    )


def open_backend(
    config: TrainingConfig, spec: NetSpec, *, class_weights: NDArray[np.float32] | None, initial: Arrays
) -> Backend:
    """The backend that a configuration asks for; torch is imported only if it is that. initial: first values."""
    if config.backend == "torch":
        from core.train.torch_backend import TorchBackend

        return TorchBackend(config, spec, class_weights=class_weights, initial=initial)
    from core.train.numpy_backend import NumpyBackend

    return NumpyBackend(config, spec, class_weights=class_weights, initial=initial)


def layer_of(parameter: str) -> str:
    """ "fc1.weight" -> "fc1"."""
    return parameter.rpartition(".")[0]


def frozen_parameters(config: TrainingConfig, names: list[str]) -> frozenset[str]:
    """Parameters that do not learn: with freeze "features" all but those of the last layer."""
    if config.freeze == "none":
        return frozenset()
    last = layer_of(names[-1])
    return frozenset(name for name in names if layer_of(name) != last)


def first_filters(weights: Mapping[str, NDArray[Any]], spec: NetSpec) -> NDArray[np.float32] | None:
    """First layer's weights as pictures float32 (units, height, width); of colour kernels the mean over the colours."""
    first = next(iter(weights.values()))
    channels, height, width = spec.input_shape
    if first.ndim == 2:
        first = first.reshape(len(first), channels, height, width)
    if first.ndim != 4:
        return None
    filters: NDArray[np.float32] = first.mean(axis=1).astype(np.float32)
    return filters


def balanced_weights(labels: NDArray[np.int64], classes: int) -> NDArray[np.float32]:
    """float32 (K,): N / (K n_k), so that all classes weigh alike in sum; 1 for a class without samples."""
    counts = np.bincount(labels, minlength=classes)
    present = int(np.count_nonzero(counts))
    weights = len(labels) / (present * np.maximum(counts, 1))
    return np.where(counts > 0, weights, 1.0).astype(np.float32)
