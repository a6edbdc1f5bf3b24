"""How a step is made from a gradient: plain descent, momentum, Adam; with weight decay and a state that can be saved.

They work on one vector of all parameters, in place: Network.vector and Network.gradient_vector.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.errors import ConfigError, RunError
from core.nets.layers import FloatArray

OPTIMIZERS = ("sgd", "momentum", "adam")


class SGD:
    """w <- w - r (g + d w), with learning rate r and weight decay d; both may be changed between steps."""

    def __init__(self, learning_rate: float, *, weight_decay: float = 0.0) -> None:
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.steps = 0
        self._memory: dict[str, FloatArray] = {}
        self._room: FloatArray = np.zeros(0)

    def step(self, parameters: FloatArray, gradients: FloatArray) -> None:
        """Move parameters (P), in place, by their gradients (P), which stay as they are."""
        self.steps += 1
        if len(self._room) != len(parameters) or self._room.dtype != parameters.dtype:
            self._room = np.empty_like(parameters)
        self._move(parameters, gradients, self._room)

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Copies of all that the next step depends on besides learning_rate and weight_decay."""
        return {"steps": np.array(self.steps, np.int64)} | {name: v.copy() for name, v in self._memory.items()}

    def load_state(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        """Go on from a state. Raises RunError for that of another optimizer."""
        memory = {name: np.array(values) for name, values in state.items() if name != "steps"}
        if "steps" not in state or (memory and memory.keys() != set(self._names())):
            raise RunError("The saved state belongs to another optimizer; resume with the one it came from.")
        self.steps = int(state["steps"])
        self._memory = memory

    def _names(self) -> tuple[str, ...]:
        """What is remembered from step to step."""
        return ()

    def _remembered(self, name: str, parameters: FloatArray) -> FloatArray:
        if name not in self._memory:
            self._memory[name] = np.zeros_like(parameters)
        if self._memory[name].shape != parameters.shape:
            raise RunError("The saved state belongs to a network of another size; resume with the one it came from.")
        return self._memory[name]

    def _move(self, parameters: FloatArray, gradients: FloatArray, room: FloatArray) -> None:
        if self.weight_decay:
            parameters *= 1.0 - self.learning_rate * self.weight_decay
        np.multiply(gradients, self.learning_rate, out=room)
        parameters -= room


class Momentum(SGD):
    """v <- m v + g + d w,  w <- w - r v: steps in one direction add up (Polyak 1964, as torch writes it)."""

    def __init__(self, learning_rate: float, *, momentum: float = 0.9, weight_decay: float = 0.0) -> None:
        super().__init__(learning_rate, weight_decay=weight_decay)
        self.momentum = momentum

    def _names(self) -> tuple[str, ...]:
        return ("velocity",)

    def _move(self, parameters: FloatArray, gradients: FloatArray, room: FloatArray) -> None:
        velocity = self._remembered("velocity", parameters)
        velocity *= self.momentum
        velocity += gradients
        if self.weight_decay:
            np.multiply(parameters, self.weight_decay, out=room)
            velocity += room
        np.multiply(velocity, self.learning_rate, out=room)
        parameters -= room


class Adam(SGD):
    """m <- b1 m + (1 - b1) g,  v <- b2 v + (1 - b2) g^2,  w <- w - r d w - r m' / (sqrt(v') + e), after t steps

    m' = m / (1 - b1^t), v' = v / (1 - b2^t) (Kingma and Ba 2015). The decay stands apart from the gradient
    (Loshchilov and Hutter 2019): torch's AdamW, and without decay its Adam.
    """

    def __init__(
        self, learning_rate: float, *, betas: tuple[float, float] = (0.9, 0.999), weight_decay: float = 0.0
    ) -> None:
        super().__init__(learning_rate, weight_decay=weight_decay)
        self.betas = betas
        self.epsilon = 1e-8

    def _names(self) -> tuple[str, ...]:
        return ("mean", "square")

    def _move(self, parameters: FloatArray, gradients: FloatArray, room: FloatArray) -> None:
        mean, square = self._remembered("mean", parameters), self._remembered("square", parameters)
        first, second = self.betas
        if self.weight_decay:
            parameters *= 1.0 - self.learning_rate * self.weight_decay
        mean *= first
        np.multiply(gradients, 1.0 - first, out=room)
        mean += room
        square *= second
        np.multiply(gradients, gradients, out=room)
        room *= 1.0 - second
        square += room
        np.sqrt(square, out=room)
        room /= math.sqrt(1.0 - second**self.steps)
        room += self.epsilon
        np.divide(mean, room, out=room)
        room *= self.learning_rate / (1.0 - first**self.steps)
        parameters -= room


def build_optimizer(name: str, learning_rate: float, *, momentum: float = 0.9, weight_decay: float = 0.0) -> SGD:
    """One of OPTIMIZERS; momentum is used by "momentum" alone. Raises ConfigError for another name."""
    if name == "sgd":
        return SGD(learning_rate, weight_decay=weight_decay)
    if name == "momentum":
        return Momentum(learning_rate, momentum=momentum, weight_decay=weight_decay)
    if name == "adam":
        return Adam(learning_rate, weight_decay=weight_decay)
    raise ConfigError(f"The optimizer '{name}' is not known; choose one of {', '.join(OPTIMIZERS)}.")
