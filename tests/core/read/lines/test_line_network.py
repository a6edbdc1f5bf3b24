"""The line network in numpy gives what the same values give in torch; its model files are checked before use."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from core.errors import ModelError
from core.nets.model_file import header_for, save_model
from core.nets.spec import NetSpec
from core.nets.torch_nets import build_torch, tensors_of
from core.read.lines.model import open_network, save_line_model
from core.read.lines.network import BLANK, LABELS, LineNetwork, encode

SPEC = NetSpec("crnn", classes=len(LABELS), hidden=(12, 20), initializer="he")


@pytest.fixture(scope="module")
def module() -> torch.nn.Module:
    net = build_torch(SPEC, 1).eval()
    generator = torch.Generator().manual_seed(2)
    for name, values in net.named_buffers():
        if "running" in name:
            values.copy_(torch.rand(values.shape, generator=generator) + ("var" in name))
    for name, values in net.named_parameters():
        if ".bias" in name:
            values.data.normal_(0, 0.3, generator=generator)
    return net


@pytest.mark.parametrize("width", [4, 16, 100, 331])
def test_numpy_gives_torchs_logits(module: torch.nn.Module, width: int) -> None:
    strip = np.random.default_rng(width).integers(0, 256, (32, width), dtype=np.uint8)
    padded = np.pad(strip, ((0, 0), (0, -width % 4))).astype(np.float32) / 255
    with torch.inference_mode():
        expected = module(torch.from_numpy(padded[None, None]))[0].numpy()
    found = LineNetwork.from_tensors("", tensors_of(module)).logits(strip)
    assert found.shape == (width // 4, len(LABELS))
    np.testing.assert_allclose(found, expected[: width // 4], rtol=1e-4, atol=1e-4)


def test_probabilities_sum_to_one_and_the_temperature_softens(module: torch.nn.Module) -> None:
    strip = np.random.default_rng(0).integers(0, 256, (32, 80), dtype=np.uint8)
    sharp, soft = (
        LineNetwork.from_tensors("", tensors_of(module), temperature=t).log_probabilities(strip) for t in (1.0, 3.0)
    )
    np.testing.assert_allclose(np.exp(sharp).sum(axis=1), 1.0, rtol=1e-5)
    np.testing.assert_allclose(np.exp(soft).sum(axis=1), 1.0, rtol=1e-5)
    assert (soft.max(axis=1) < sharp.max(axis=1)).all()


def test_labels_are_the_languages_characters_and_ctcs_blank() -> None:
    assert LABELS[BLANK] == "blank"
    assert [LABELS[place] for place in encode("Az 9!")] == list("Az 9!")
    with pytest.raises(KeyError):
        encode("é")


def test_a_model_file_gives_the_network_back(module: torch.nn.Module, tmp_path: Path) -> None:
    path = tmp_path / "lines.safetensors"
    save_line_model(path, SPEC, tensors_of(module), temperature=1.5)
    network = open_network(path)
    assert network.temperature == 1.5
    strip = np.random.default_rng(0).integers(0, 256, (32, 120), dtype=np.uint8)
    expected = LineNetwork.from_tensors("", tensors_of(module)).logits(strip)
    np.testing.assert_allclose(network.logits(strip), expected, atol=0.02)  # half precision


def test_damaged_and_foreign_files_are_refused_in_one_sentence(module: torch.nn.Module, tmp_path: Path) -> None:
    path, tensors = tmp_path / "lines.safetensors", tensors_of(module)
    with pytest.raises(ModelError, match="cannot be opened"):
        open_network(path)
    save_line_model(path, SPEC, tensors)
    whole = path.read_bytes()
    for length in (0, 5, 100, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(ModelError):
            open_network(path)
    save_line_model(path, SPEC, tensors, temperature=0.0)
    with pytest.raises(ModelError, match="temperature"):
        open_network(path)
    foreign = NetSpec("fc", input_shape=(1, 2, 2), hidden=(), classes=2)
    header = header_for(foreign, name="x", labels=("a", "b"))
    save_model(path, header, {"fc1.weight": np.zeros((2, 4)), "fc1.bias": np.zeros(2)})
    with pytest.raises(ModelError, match="not a model that reads lines"):
        open_network(path)
    labels = tuple(reversed(LABELS))
    save_model(path, header_for(SPEC, name="x", labels=labels), tensors)
    with pytest.raises(ModelError, match="not a model that reads lines"):
        open_network(path)


def test_weights_that_are_no_numbers_are_refused(module: torch.nn.Module, tmp_path: Path) -> None:
    tensors = tensors_of(module)
    tensors["out.bias"][0] = np.nan
    with pytest.raises(ModelError, match="finite"):
        save_line_model(tmp_path / "lines.safetensors", SPEC, tensors)
