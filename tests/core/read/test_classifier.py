"""The numpy reader gives the logits of the torch network that it was folded from."""

from __future__ import annotations

import numpy as np
import torch

from core.alphabet import READER_ALPHABET
from core.nets.spec import NetSpec
from core.nets.torch_nets import build_torch, tensors_of
from core.read.classifier import GlyphClassifier
from core.read.models import open_classifier


def _pair() -> tuple[torch.nn.Module, GlyphClassifier]:
    spec = NetSpec("reader", input_shape=(1, 32, 32), classes=len(READER_ALPHABET))
    net = build_torch(spec, seed=4)
    generator = torch.Generator().manual_seed(5)
    for module in net.modules():
        if isinstance(module, torch.nn.BatchNorm2d | torch.nn.BatchNorm1d):
            module.running_mean.copy_(torch.randn(module.num_features, generator=generator) * 0.1)
            module.running_var.copy_(torch.rand(module.num_features, generator=generator) + 0.5)
    tensors = {name: np.asarray(value, dtype=np.float32) for name, value in tensors_of(net).items()}
    return net.eval(), GlyphClassifier.from_tensors("test", READER_ALPHABET, tensors)


def test_logits_equal_those_of_torch() -> None:
    net, classifier = _pair()
    patches = np.random.default_rng(1).integers(0, 256, (37, 32, 32), dtype=np.uint8)
    with torch.inference_mode():
        expected = net(torch.from_numpy(patches)[:, None].float() / 255).numpy()
    np.testing.assert_allclose(classifier.logits(patches), expected, atol=1e-4)


def test_batches_do_not_matter() -> None:
    _, classifier = _pair()
    patches = np.random.default_rng(2).integers(0, 256, (70, 32, 32), dtype=np.uint8)
    single = np.concatenate([classifier.logits(patch[None]) for patch in patches])
    np.testing.assert_allclose(classifier.logits(patches), single, atol=1e-4)


def test_no_patches_give_no_logits() -> None:
    _, classifier = _pair()
    assert classifier.log_probabilities(np.zeros((0, 32, 32), np.uint8)).shape == (0, len(READER_ALPHABET))


def test_probabilities_sum_to_one_and_temperature_softens_them() -> None:
    shipped = open_classifier()
    patches = np.random.default_rng(3).integers(0, 256, (5, 32, 32), dtype=np.uint8)
    logs = shipped.log_probabilities(patches)
    np.testing.assert_allclose(np.exp(logs).sum(axis=1), 1.0, atol=1e-5)


def test_the_shipped_model_is_small() -> None:
    shipped = open_classifier()
    arrays = [array for pair in (*shipped.convolutions, shipped.hidden, shipped.output) for array in pair]
    assert sum(array.size for array in arrays) <= 700_000
