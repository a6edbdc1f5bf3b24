"""The weights that training starts from, where not from random ones: a model file of ours or one of torchvision's."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.alphabet import Alphabet
from core.data.dataset import Dataset
from core.errors import ModelError
from core.nets.initializers import initial_tensors
from core.nets.layout import parameter_shapes, tensor_shapes
from core.nets.model_file import load_model, load_weights
from core.nets.spec import NetSpec
from core.train.backend import Arrays, layer_of
from core.train.config import TrainingConfig


def initial_weights(config: TrainingConfig, spec: NetSpec) -> Arrays:
    """All tensors of the network by name: seeded first values, those of config.init_from in their place.

    The last layer keeps its random values where the file's has another number of classes. Raises ModelError where the
    file cannot be read or any other tensor is missing or of another shape.
    """
    tensors: Arrays = dict(initial_tensors(spec, np.random.default_rng(config.seed)))
    if not config.init_from:
        return tensors
    found, shapes = load_weights(Path(config.init_from)), tensor_shapes(spec)
    last = layer_of(list(parameter_shapes(spec))[-1])
    for name, shape in shapes.items():
        array = found.get(name)
        if array is not None and array.shape == shape:
            tensors[name] = array
        elif layer_of(name) != last:
            raise ModelError(
                f"The file {config.init_from} has no weights {name!r} that fit the {config.model} network."
            )
    return tensors


def in_its_labels(config: TrainingConfig, data: Dataset) -> Dataset:
    """The data in the labels of the model that training starts from, where it is the same kind and knows them all.

    So a reader that learns on from a few characters of one's own stays a reader of all. Else the data as they are.
    """
    if not config.init_from:
        return data
    try:
        header = load_model(Path(config.init_from)).header
    except ModelError:  # weights without labels, such as torchvision's; what is wrong with it initial_weights says
        return data
    known = header.architecture == config.model and set(data.alphabet.labels) <= set(header.labels)
    return data.relabel(Alphabet(header.labels)) if known else data
