"""Every gradient against central differences and torch's autograd; and a wrong one must be found."""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np
import pytest

from core.commands import gradcheck
from core.nets import gradient_check
from core.nets.activations import ReLU, Tanh
from core.nets.gradient_check import TOLERANCE, Case, cases, check, relative_error
from core.nets.torch_check import torch_gradients

CASES = list(cases(np.random.default_rng(11)))


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_gradients_are_right(case: Case) -> None:
    result = check(case, np.random.default_rng(2), torch_gradients)
    assert result.passed
    assert result.differences <= TOLERANCE
    assert result.reference is not None
    assert result.reference <= 1e-12


def test_every_parameter_has_a_gradient_that_was_compared() -> None:
    for case in CASES:
        assert case.parameters.keys() == case.gradients.keys()


@pytest.mark.parametrize("wrong", [lambda d: d * 1.00001, lambda d: d[..., ::-1], lambda d: d * np.nan])
def test_a_wrong_gradient_is_found(wrong) -> None:
    case = next(case for case in CASES if case.name == "dense")
    broken = replace(case, backward=lambda d_y: wrong(case.backward(d_y)))
    assert not check(broken, np.random.default_rng(2)).passed
    assert not check(replace(broken, smooth=False), np.random.default_rng(2)).passed
    other = check(case, np.random.default_rng(2), lambda case, r: {"input": wrong(case.backward(r))})
    assert not other.passed
    assert other.differences <= TOLERANCE


@pytest.mark.parametrize("name", ["network small_cnn", "network reader"])
def test_a_wrong_slope_among_thousands_of_kinks_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = next(case for case in CASES if case.name == name)
    monkeypatch.setattr(ReLU, "_slope", lambda self, y, slope: np.multiply(y > 0, 1.0 - 1e-5, out=slope))
    assert not check(case, np.random.default_rng(2)).passed


def test_nothing_but_kinks_is_no_proof() -> None:
    x = np.arange(1.0, 13.0)

    def jagged(x):  # a kink at every entry
        return np.abs(x - np.arange(1.0, 13.0) - 3e-7)

    case = Case("jagged", x, jagged, lambda d_y: -d_y, smooth=False)
    assert np.isnan(check(case, np.random.default_rng(0)).differences)
    assert not check(case, np.random.default_rng(0)).passed


def test_relative_error_of_known_arrays() -> None:
    assert relative_error(np.array([1.0, 2.0]), np.array([1.0, 4.0])) == 0.5
    assert relative_error(np.zeros(3), np.zeros(3)) == 0.0


def test_the_command_prints_the_table_and_tells_when_a_gradient_is_wrong(capsys, monkeypatch) -> None:
    assert gradcheck.run(argparse.Namespace(seed=1)) == 0
    printed = capsys.readouterr().out
    assert "conv2d stride 2 padding 1" in printed
    assert "all are right" in printed
    assert len(printed.splitlines()) == len(CASES) + 2
    monkeypatch.setattr(Tanh, "_slope", lambda self, y, slope: np.subtract(1.0, y, out=slope))
    monkeypatch.setattr(gradient_check, "cases", lambda rng: (case for case in CASES if case.name == "tanh"))
    assert gradcheck.run(argparse.Namespace(seed=1)) == 1
    assert "WRONG" in capsys.readouterr().out


def test_cases_cover_every_layer() -> None:
    names = " ".join(case.name for case in CASES)
    for part in ("dense", "conv2d", "max pool", "average pool", "flatten", "sigmoid", "tanh", "relu", "leaky_relu",
                 "linear", "dropout", "batch norm", "cross-entropy", "network reader"):  # fmt: skip
        assert part in names
    assert len({case.name for case in CASES}) == len(CASES)
    assert gradient_check.TOLERANCE == 1e-6
