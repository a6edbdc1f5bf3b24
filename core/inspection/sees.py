"""What a network makes of one patch: its way through the layers, what the answer rests on; and dreams."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import to_floats
from core.errors import ConfigError
from core.inspection import pictures
from core.inspection.sources import Check, Opened, Sources, fit_patch, layered_network
from core.inspection_answers import Dreamt, Explained, LayerSeen, Seen
from core.inspection_messages import DreamOf, Explain, See
from core.nets.dream import dream
from core.nets.inspect import weight_layers
from core.nets.losses import softmax
from core.nets.saliency import activations, gradient, integrated_gradients, occlusion
from core.nets.scratch import Network

_SEED = 0


def see(sources: Sources, question: See) -> Seen:
    """Raises RunError, ModelError; ConfigError for a network that runs in torch only."""
    opened = sources.open(question.subject)
    network = layered_network(opened)
    patch = fit_patch(question.patch, opened.spec.input_shape)
    found = activations(network, _input(patch))
    logits = list(found.values())[-1]
    shares = softmax(logits[None] / temperature_of(opened))[0].astype(np.float64)
    best = np.argsort(-shares, kind="stable")
    layers = [
        _layer_seen(name, values)
        for name, values in found.items()
        if not name.startswith(("flatten", "dropout", "bn")) and values is not logits
    ]
    return Seen(
        epoch=opened.epoch,
        patch=patch,
        layers=tuple(layers),
        labels=tuple(opened.model.header.labels[place] for place in best),
        probabilities=shares[best],
    )


def explain(sources: Sources, question: Explain, check: Check) -> Explained:
    """Raises as see does, and ConfigError for an unknown method or label."""
    opened = sources.open(question.subject)
    network = layered_network(opened)
    patch = fit_patch(question.patch, opened.spec.input_shape)
    image, labels = _input(patch), opened.model.header.labels
    if question.label and question.label not in labels:
        raise ConfigError(f"The network has no class {question.label!r}.")
    place = labels.index(question.label) if question.label else int(network.forward(image[None])[0].argmax())
    check(0.1, "Asking which pixels matter")
    values = _explained(network, image, place, question.method)
    limit = float(np.abs(values).max()) or 1.0
    return Explained(question.method, labels[place], patch, pictures.diverging(values, limit), limit)


def dreamt(sources: Sources, question: DreamOf, check: Check) -> Dreamt:
    """Raises as see does, and ConfigError for a layer or unit that the network has not."""
    opened = sources.open(question.subject)
    network = layered_network(opened)
    last = weight_layers(opened.spec)[-1]
    layer = question.layer or last
    check(0.1, "Dreaming")
    rng = np.random.default_rng(_SEED)
    found = dream(network, opened.spec.input_shape, layer=layer, unit=question.unit, rng=rng)
    image = np.rint(255 * found.image.transpose(1, 2, 0)).astype(np.uint8)
    name = opened.model.header.labels[question.unit] if layer == last else ""
    picture = image[:, :, 0] if image.shape[2] == 1 else image
    return Dreamt(layer, question.unit, name, picture, float(found.answers[0]), float(found.answers[-1]))


def temperature_of(opened: Opened) -> float:
    """What its logits are divided by to be calibrated."""
    if opened.info is not None:
        return float(opened.info.temperature)
    value = opened.model.header.settings.get("temperature", 1.0)
    return float(value) if isinstance(value, int | float) and value > 0 else 1.0


def _input(patch: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(C, H, W), 0..1."""
    image: NDArray[np.float32] = to_floats(patch[None])[0]
    return image


def _explained(network: Network, image: NDArray[np.float32], label: int, method: str) -> NDArray[np.floating]:
    """(H, W); of colours the mean."""
    if method in ("gradient", "integrated"):
        of_method = gradient if method == "gradient" else integrated_gradients
        slopes: NDArray[np.floating] = of_method(network, image, label).mean(axis=0)
        return slopes
    if method == "occlusion":
        size = max(3, min(image.shape[1:]) // 6)
        return occlusion(network, image, label, size=size, stride=max(1, size // 3))
    raise ConfigError(f"The method {method!r} is not known; choose gradient, integrated or occlusion.")


def _layer_seen(name: str, values: NDArray[np.floating]) -> LayerSeen:
    """Maps side by side; units as a square, in their order."""
    shape = tuple(int(side) for side in values.shape)
    limit = float(np.abs(values).max()) or 1.0
    if values.ndim == 1:
        folded = pictures.unit_pictures(values[None, None, None, :])[0]
        return LayerSeen(name, shape, pictures.diverging(folded, limit), limit)
    placed = pictures.diverging(values, limit)
    gap = 1
    columns = pictures.columns_for(len(placed), (shape[1], shape[2]), gap, 1.6)
    return LayerSeen(name, shape, pictures.side_by_side(placed, columns, gap), limit)
