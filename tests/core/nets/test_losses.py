"""Softmax and cross-entropy against torch, and where the naive formulas overflow."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from core.nets.losses import cross_entropy, log_softmax, softmax

RNG = np.random.default_rng(5)
LOGITS = 4.0 * RNG.standard_normal((9, 6))
LABELS = RNG.integers(0, 6, 9)


def test_softmax_is_that_of_torch_and_sums_to_one() -> None:
    before = LOGITS.copy()
    np.testing.assert_allclose(softmax(LOGITS), torch.softmax(torch.from_numpy(LOGITS), 1).numpy(), rtol=1e-12)
    np.testing.assert_allclose(softmax(LOGITS).sum(axis=1), 1.0)
    np.testing.assert_allclose(np.exp(log_softmax(LOGITS)), softmax(LOGITS))
    np.testing.assert_array_equal(LOGITS, before)


def test_softmax_does_not_change_when_all_logits_move() -> None:
    np.testing.assert_allclose(softmax(LOGITS + 123.0), softmax(LOGITS), rtol=1e-12)


@pytest.mark.parametrize("shift", [0.0, 1e4, -1e4])
def test_huge_logits_neither_overflow_nor_lose_the_loss(shift: float) -> None:
    logits = (np.array([[0.0, 500.0, -500.0]]) + shift).astype(np.float32)
    np.testing.assert_array_equal(softmax(logits), [[0.0, 1.0, 0.0]])
    loss = cross_entropy(logits, np.array([2]))
    assert loss.value == 1000.0
    np.testing.assert_array_equal(loss.d_logits, [[0.0, 1.0, -1.0]])
    assert log_softmax(logits)[0, 2] == -1000.0


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_loss_and_gradient_are_those_of_torch(weighted: bool, smoothing: float) -> None:
    weights = np.linspace(0.2, 3.0, 6) if weighted else None
    loss = cross_entropy(LOGITS, LABELS, weights=weights, smoothing=smoothing)
    leaf = torch.tensor(LOGITS, requires_grad=True)
    expected = F.cross_entropy(
        leaf,
        torch.from_numpy(LABELS),
        weight=None if weights is None else torch.from_numpy(weights),
        label_smoothing=smoothing,
    )
    expected.backward()
    assert loss.value == pytest.approx(expected.item(), rel=1e-12)
    np.testing.assert_allclose(loss.d_logits, leaf.grad.numpy(), atol=1e-15)


def test_the_gradient_has_the_dtype_of_the_logits() -> None:
    for arguments in ({}, {"smoothing": 0.1}, {"weights": np.ones(6, np.float32)}):
        assert cross_entropy(LOGITS.astype(np.float32), LABELS, **arguments).d_logits.dtype == np.float32


def test_an_untrained_network_loses_the_logarithm_of_the_classes() -> None:
    assert cross_entropy(np.zeros((4, 36)), np.array([0, 5, 7, 35])).value == pytest.approx(np.log(36))
