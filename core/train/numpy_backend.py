"""The numpy half of training: the network from scratch with its optimizer. One process, float32."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import to_floats
from core.errors import ConfigError, ModelError, RunError
from core.nets.activations import Activation
from core.nets.layers import Dropout
from core.nets.losses import cross_entropy
from core.nets.optimizers import Momentum, build_optimizer
from core.nets.scratch import Network, build_numpy
from core.nets.spec import NetSpec
from core.train.backend import LEAST_DROPOUT, NOTHING, Arrays, Images, Live, StepResult, frozen_parameters, layer_of
from core.train.config import TrainingConfig
from core.train.distributed import team


class NumpyBackend:
    """Implements Backend. initial: values for all tensors of the network, or none for its seeded first values."""

    def __init__(
        self,
        config: TrainingConfig,
        spec: NetSpec,
        *,
        class_weights: NDArray[np.float32] | None,
        initial: Mapping[str, NDArray[Any]],
    ) -> None:
        if team().world > 1:
            raise ConfigError("The numpy engine trains in one process: choose the torch engine under torchrun.")
        self._config = config
        drawn = dataclasses.replace(spec, dropout=spec.dropout or LEAST_DROPOUT)
        self._net: Network = build_numpy(drawn, np.random.default_rng(config.seed))
        if initial:
            self._net.load_tensors(initial)
        self._frozen = frozen_parameters(config, list(self._net.parameters))
        self._optimizer = build_optimizer(
            config.optimizer, config.learning_rate, momentum=config.momentum, weight_decay=config.weight_decay
        )
        self._class_weights = class_weights
        self._drops = [layer for layer in self._net.layers if isinstance(layer, Dropout)]
        self._mean: Arrays = self._net.tensors() if config.ema else {}
        self._largest: dict[str, NDArray[np.float32]] | None = None

    def step(
        self, images: Images, labels: NDArray[np.int64], *, live: Live, rng: np.random.Generator | None, measure: bool
    ) -> StepResult:
        """See Backend."""
        self._prepare(live)
        net = self._net
        # Diverging runs overflow on their way to a loss that is no number; the engine says so.
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            logits = self._forward(_floats(images), rng)
            smoothing = self._config.label_smoothing
            loss = cross_entropy(logits, labels, weights=self._class_weights, smoothing=smoothing)
            self._backward(loss.d_logits)
            norms = self._by_layer(net.gradients) if measure else {}
            if self._config.clip_norm:
                self._clip()
            before = {name: array.copy() for name, array in net.parameters.items()} if measure or self._frozen else {}
            self._optimizer.step(net.vector, net.gradient_vector)
            for name in self._frozen:  # weight decay moves them, too
                net.parameters[name][...] = before[name]
            self._follow()
            ratios = self._update_ratios(before) if measure else {}
        correct = int(np.count_nonzero(logits.argmax(axis=1) == labels))
        return StepResult(loss.value, correct, len(labels), norms, ratios)

    def logits(self, images: Images) -> NDArray[np.float32]:
        """See Backend."""
        floats = _floats(images)
        with self._mean_in_place():
            if self._largest is None:
                return self._net.forward(floats).astype(np.float32, copy=False)
            return self._watched(floats)

    def watch_units(self) -> None:
        """See Backend."""
        self._largest = {}

    def dead_units(self) -> dict[str, float]:
        """See Backend."""
        largest, self._largest = self._largest or {}, None
        return {name: float((sizes <= NOTHING).mean()) for name, sizes in largest.items()}

    def weights(self) -> Arrays:
        """See Backend."""
        return {name: array.copy() for name, array in self._mean.items()} or dict(self._net.tensors())

    def tensors(self) -> Arrays:
        """See Backend."""
        arrays: Arrays = {f"net/{name}": array for name, array in self._net.tensors().items()}
        arrays |= {f"mean/{name}": array.copy() for name, array in self._mean.items()}
        return arrays | {f"optimizer/{name}": array for name, array in self._optimizer.state().items()}

    def load(self, tensors: Mapping[str, NDArray[Any]]) -> None:
        """See Backend."""
        try:
            self._net.load_tensors(_part(tensors, "net/"))
        except ModelError as error:
            raise RunError("The checkpoint does not fit the network of the run.") from error
        mean = _part(tensors, "mean/")
        if mean.keys() != self._mean.keys():
            raise RunError("The checkpoint does not fit the settings of the run.")
        self._mean = mean
        self._optimizer.load_state(_part(tensors, "optimizer/"))

    def _prepare(self, live: Live) -> None:
        for drop in self._drops:
            drop.share = live.dropout
        self._optimizer.learning_rate = live.learning_rate
        if isinstance(self._optimizer, Momentum):
            self._optimizer.momentum = live.momentum

    def _forward(self, floats: NDArray[np.float32], rng: np.random.Generator | None) -> NDArray[Any]:
        """Logits in training; frozen layers work as they do in use."""
        if not self._frozen:
            return self._net.forward(floats, training=True, rng=rng)
        values: NDArray[Any] = floats
        for layer in self._net.layers[:-1]:
            values = layer.forward(values, training=isinstance(layer, Dropout), rng=rng)
        return self._net.layers[-1].forward(values, training=True).copy()

    def _backward(self, d_logits: NDArray[Any]) -> None:
        """Set the gradients; those of frozen layers stay 0."""
        if self._frozen:
            self._net.layers[-1].backward(d_logits, input_needed=False)
        else:
            self._net.backward(d_logits)

    def _clip(self) -> None:
        norm = float(np.linalg.norm(self._net.gradient_vector))
        if norm > self._config.clip_norm:
            self._net.gradient_vector *= self._config.clip_norm / norm

    def _by_layer(self, arrays: Mapping[str, NDArray[Any]]) -> dict[str, float]:
        """L2 norm over all parameters of each layer."""
        squares: dict[str, float] = {}
        for name, array in arrays.items():
            if name not in self._frozen:
                square = float(np.square(array, dtype=np.float64).sum())
                squares[layer_of(name)] = squares.get(layer_of(name), 0.0) + square
        return {layer: square**0.5 for layer, square in squares.items()}

    def _update_ratios(self, before: Mapping[str, NDArray[Any]]) -> dict[str, float]:
        sizes = self._by_layer(before)
        steps = self._by_layer({name: array - before[name] for name, array in self._net.parameters.items()})
        return {layer: steps[layer] / size if size else 0.0 for layer, size in sizes.items()}

    def _follow(self) -> None:
        """Let the mean weights follow; the decay rises from 0.1, so that the first values are soon forgotten."""
        if not self._mean:
            return
        steps = self._optimizer.steps
        decay = np.float32(min(self._config.ema, (1 + steps) / (10 + steps)))
        for name, array in (self._net.parameters | self._net.buffers).items():
            mean = self._mean[name]
            mean += (array - mean) * (1 - decay)

    def _mean_in_place(self) -> _Exchanged:
        return _Exchanged(self._net, self._mean)

    def _watched(self, floats: NDArray[np.float32]) -> NDArray[np.float32]:
        """Forward, noting the largest size of each hidden unit's output; a unit of a convolution is a channel."""
        values: NDArray[Any] = floats
        for layer in self._net.layers:
            values = layer.forward(values)
            if isinstance(layer, Activation) and self._largest is not None:
                rest = tuple(axis for axis in range(values.ndim) if axis != 1)
                largest = np.abs(values).max(axis=rest)
                self._largest[layer.name] = np.maximum(largest, self._largest.get(layer.name, 0))
        return values.astype(np.float32)


class _Exchanged:
    """With it the network computes with the mean weights, where there are any."""

    def __init__(self, net: Network, mean: Arrays) -> None:
        self._net, self._mean = net, mean
        self._own: Arrays = {}

    def __enter__(self) -> None:
        if self._mean:
            self._own = dict(self._net.tensors())
            self._net.load_tensors(self._mean)

    def __exit__(self, *error: object) -> None:
        if self._own:
            self._net.load_tensors(self._own)


def _floats(images: Images) -> NDArray[np.float32]:
    """float32 (N, C, H, W), 0..1."""
    return to_floats(images) if images.dtype == np.uint8 else images  # type: ignore[arg-type, return-value]


def _part(tensors: Mapping[str, NDArray[Any]], prefix: str) -> Arrays:
    return {name.removeprefix(prefix): np.array(array) for name, array in tensors.items() if name.startswith(prefix)}
