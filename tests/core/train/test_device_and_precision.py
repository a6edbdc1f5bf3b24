"""Where torch computes and with what precision: chosen by what the machine has, said where it lacks what was asked."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.errors import ConfigError
from core.train.config import TrainingConfig
from core.train.engine import train
from core.train.models import model_of
from core.train.records import BatchRecord
from core.train.torch_backend import choose_device, uses_half


@pytest.fixture
def machine(monkeypatch):
    """A machine with these parts, whatever the real one has."""

    def make(*, cuda=False, mps=False, bf16_cpu=False, bf16_cuda=False):
        monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
        monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: bf16_cpu)
        monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: bf16_cuda)

    return make


@pytest.mark.parametrize(
    ("parts", "asked", "expected"),
    [
        ({}, "auto", "cpu"),
        ({"mps": True}, "auto", "mps"),
        ({"cuda": True}, "auto", "cuda:1"),
        ({"cuda": True, "mps": True}, "auto", "cuda:1"),
        ({"cuda": True}, "cpu", "cpu"),
        ({"mps": True}, "mps", "mps"),
        ({"cuda": True}, "cuda", "cuda:1"),
    ],
)
def test_the_best_device_that_is_there(parts, asked, expected, machine):
    machine(**parts)
    assert choose_device(asked, local_rank=1) == torch.device(expected)


@pytest.mark.parametrize(
    ("parts", "asked"), [({}, "cuda"), ({}, "mps"), ({"cuda": True}, "mps"), ({"mps": True}, "cuda")]
)
def test_a_device_that_is_not_there_is_one_sentence(parts, asked, machine):
    machine(**parts)
    with pytest.raises(ConfigError, match=f"has no {asked} device"):
        choose_device(asked)


@pytest.mark.parametrize(
    ("parts", "device", "model", "precision", "half"),
    [
        ({"bf16_cpu": True}, "cpu", "reader", "auto", True),
        ({"bf16_cpu": False}, "cpu", "reader", "auto", False),
        ({"bf16_cpu": True}, "cpu", "fc", "auto", False),
        ({"bf16_cpu": True}, "cpu", "reader", "float32", False),
        ({"bf16_cpu": False}, "cpu", "reader", "bf16", True),
        ({"bf16_cuda": True}, "cuda", "squeezenet1_0", "auto", True),
        ({"bf16_cuda": False, "bf16_cpu": True}, "cuda", "squeezenet1_0", "auto", False),
        ({"bf16_cpu": True}, "mps", "reader", "auto", False),
    ],
)
def test_half_precision_where_the_processor_is_built_for_it(parts, device, model, precision, half, machine):
    machine(**parts)
    config = TrainingConfig(dataset="toy", model=model, backend="torch", precision=precision)
    assert uses_half(config, torch.device(device)) == half


def test_training_in_half_precision_keeps_close_and_its_weights_whole(data, runs):
    losses = {}
    for precision in ("float32", "bf16"):
        config = TrainingConfig(
            dataset="toy", model="small_cnn", backend="torch", device="cpu", precision=precision, epochs=2,
            optimizer="adam", learning_rate=0.01, measure_every=0,
        )  # fmt: skip
        run = runs.create(config, name=precision)
        losses[precision] = [record.loss for record in train(config, data, run=run) if isinstance(record, BatchRecord)]
        assert {array.dtype for array in model_of(run).tensors.values()} == {np.dtype(np.float32)}
    assert losses["bf16"] != losses["float32"]
    np.testing.assert_allclose(losses["bf16"], losses["float32"], atol=0.15)


def test_threads_are_those_of_the_setting(data):
    before = torch.get_num_threads()
    try:
        config = TrainingConfig(dataset="toy", backend="torch", hidden=(4,), epochs=1, threads=before + 1)
        assert len(list(train(config, data))) > 1
        assert torch.get_num_threads() == before + 1
    finally:
        torch.set_num_threads(before)
