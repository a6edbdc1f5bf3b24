"""The optimizers against torch's, step by step; a saved state goes on to the same numbers."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.errors import ConfigError, RunError
from core.nets.optimizers import OPTIMIZERS, Adam, build_optimizer

TORCH = {
    "sgd": lambda p, decay: torch.optim.SGD(p, lr=0.05, weight_decay=decay),
    "momentum": lambda p, decay: torch.optim.SGD(p, lr=0.05, momentum=0.8, weight_decay=decay),
    "adam": lambda p, decay: torch.optim.AdamW(p, lr=0.05, weight_decay=decay),
}


def gradients(count: int, size: int = 12) -> np.ndarray:
    return np.random.default_rng(6).standard_normal((count, size))


@pytest.mark.parametrize("decay", [0.0, 0.1])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_steps_are_those_of_torch(name: str, decay: float) -> None:
    ours = np.linspace(-1, 1, 12)
    theirs = torch.tensor(ours, requires_grad=True)
    optimizer = build_optimizer(name, 0.05, momentum=0.8, weight_decay=decay)
    reference = TORCH[name]([theirs], decay)
    for number, gradient in enumerate(gradients(30)):
        if number == 20:  # a schedule changes the rate in between
            optimizer.learning_rate = 0.01
            reference.param_groups[0]["lr"] = 0.01
        before = gradient.copy()
        optimizer.step(ours, gradient)
        np.testing.assert_array_equal(gradient, before)
        theirs.grad = torch.from_numpy(gradient)
        reference.step()
        np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-11, atol=1e-13)


def test_adam_without_decay_is_torchs_adam() -> None:
    ours = np.linspace(-1, 1, 12)
    theirs = torch.tensor(ours, requires_grad=True)
    reference = torch.optim.Adam([theirs], lr=0.01)
    optimizer = Adam(0.01)
    for gradient in gradients(10):
        optimizer.step(ours, gradient)
        theirs.grad = torch.from_numpy(gradient)
        reference.step()
    np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-11)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_saved_state_goes_on_bit_for_bit(name: str, dtype) -> None:
    steps = gradients(20).astype(dtype)
    whole = np.linspace(-1, 1, 12).astype(dtype)
    first = build_optimizer(name, 0.05, weight_decay=0.01)
    for gradient in steps[:9]:
        first.step(whole, gradient)
    state, resumed = first.state(), whole.copy()
    for gradient in steps[9:]:
        first.step(whole, gradient)
    second = build_optimizer(name, 0.05, weight_decay=0.01)
    second.load_state(state)
    for gradient in steps[9:]:
        second.step(resumed, gradient)
    np.testing.assert_array_equal(resumed, whole)
    assert resumed.dtype == dtype


def test_states_of_others_are_refused() -> None:
    adam = build_optimizer("adam", 0.1)
    adam.step(np.ones(3), np.ones(3))
    for name in ("sgd", "momentum"):
        with pytest.raises(RunError, match="another optimizer"):
            build_optimizer(name, 0.1).load_state(adam.state())
    with pytest.raises(RunError, match="another size"):
        adam.step(np.ones(4), np.ones(4))
    with pytest.raises(RunError):
        adam.load_state({})


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ConfigError, match="choose one of"):
        build_optimizer("lion", 0.1)
