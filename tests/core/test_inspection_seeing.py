"""What a network sees: exciting pictures, patches, explanations, dreams."""

from __future__ import annotations

import numpy as np
import pytest
from toy_run import LABELS, RUN, weights_of

from core.data.dataset import to_floats
from core.errors import ConfigError
from core.inspection_answers import ZERO
from core.inspection_messages import (
    DreamOf,
    Explain,
    FindExciting,
    See,
    Subject,
)
from core.nets.scratch import network_of


def test_the_most_exciting_pictures(inspection, data):
    found = inspection.answer(FindExciting(RUN, "fc1", 2, most=5))
    images = data.part("train").images
    tensors = weights_of(inspection, 3)
    answers = np.tanh(images.reshape(300, -1) / 255.0 @ tensors["fc1.weight"][2] + tensors["fc1.bias"][2])
    best = np.argsort(-answers, kind="stable")[:5]
    np.testing.assert_allclose(found.answers, answers[best], atol=1e-5)
    assert found.images.shape == (5, 12, 12)
    assert found.among == 300


def test_a_patch_goes_through_the_network(inspection, data):
    patch = data.images[0]
    found = inspection.answer(See(RUN, patch))
    logits = network_of(inspection.sources.open(RUN).model).forward(to_floats(patch[None]))[0]
    assert found.labels[0] == LABELS[int(logits.argmax())]
    assert found.probabilities.sum() == pytest.approx(1)
    assert (np.diff(found.probabilities) <= 0).all()
    assert [(layer.name, layer.shape) for layer in found.layers] == [("fc1", (9,)), ("act1", (9,))]


def test_a_patch_of_another_size_is_fitted(inspection):
    assert inspection.answer(See(RUN, np.zeros((32, 32), np.uint8))).patch.shape == (12, 12)


@pytest.mark.parametrize("method", ["gradient", "integrated", "occlusion"])
def test_the_answer_is_explained(inspection, data, method):
    found = inspection.answer(Explain(RUN, data.images[0], method, "B"))
    assert found.label == "B"
    assert found.picture.shape == (12, 12)
    assert (found.picture != ZERO).any()


def test_the_gradient_of_a_class_speaks_for_it(inspection, data):
    found = inspection.answer(Explain(RUN, data.images[0], "gradient", "C"))
    network = network_of(inspection.sources.open(RUN).model, np.float64)
    image = to_floats(data.images[:1]).astype(np.float64)
    more = image.copy()
    row, column = np.unravel_index(int(found.picture.argmax()), found.picture.shape)
    more[0, 0, row, column] += 1e-4
    slope = (network.forward(more) - network.forward(image))[0, 2] / 1e-4
    assert slope == pytest.approx(found.limit * (int(found.picture.max()) - ZERO) / 127, rel=0.02)


def test_a_dream_pleases_its_class(inspection):
    found = inspection.answer(DreamOf(RUN, "", 3))
    assert found.name == "D"
    assert found.last > found.first
    assert found.picture.shape == (12, 12)


@pytest.mark.parametrize("ask", [lambda of, patch: See(of, patch), lambda of, patch: Explain(of, patch),
                                 lambda of, _patch: DreamOf(of, "", 0),
                                 lambda of, _patch: FindExciting(of, "classifier", 0)])  # fmt: skip
def test_it_says_of_which_networks_it_cannot_show_what_they_see(inspection, tmp_path, ask):
    from core.nets.layout import tensor_shapes
    from core.nets.model_file import header_for, save_model
    from core.nets.spec import NetSpec

    spec = NetSpec("squeezenet1_1", input_shape=(3, 32, 32), classes=5)
    tensors = {name: np.full(shape, 0.01, np.float32) for name, shape in tensor_shapes(spec).items()}
    path = tmp_path / "flowers.safetensors"
    save_model(path, header_for(spec, name="Flowers", labels=LABELS), tensors)
    with pytest.raises(ConfigError, match=r"'Flowers' sees cannot be shown: .* Choose a fully connected"):
        inspection.answer(ask(Subject(str(path)), np.zeros((32, 32), np.uint8)))
