"""7: the second layer's weights as pictures beside an example of each class, and both layers as one picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.reproduce.context import Context
from core.reproduce.drawing import pictures_figure
from core.reproduce.networks import homework_net
from core.reproduce.result import NONE, Result, Row


def examples(data: Dataset) -> NDArray[np.float64]:
    """The training picture of each class that is nearest to the class's mean, (K, H, W), 0..1; blank without any."""
    train = data.part("train")
    shown = np.zeros((len(data.alphabet), *train.images.shape[1:]))
    for label in range(len(data.alphabet)):
        own = train.images[train.labels == label] / 255.0
        if len(own):
            shown[label] = own[((own - own.mean(axis=0)) ** 2).sum(axis=(1, 2)).argmin()]
    return shown


def agreement(templates: NDArray[np.floating], shown: NDArray[np.floating]) -> float:
    """Share of classes whose template (K, H, W), against the mean template, agrees best with their own example."""
    flat = (templates - templates.mean(axis=0)).reshape(len(templates), -1)
    pictures = (shown - shown.mean(axis=0)).reshape(len(shown), -1)
    return float((np.argmax(pictures @ flat.T, axis=1) == np.arange(len(flat))).mean())


def run(context: Context) -> Result:
    """Raises DataError where the homework's characters are not here."""
    trained, data = homework_net(context), context.dataset("nist36")
    first, second = (trained.model.tensors[f"fc{layer}.weight"] for layer in (1, 2))
    side = int(np.sqrt(second.shape[1]))
    # The homework's inputs are paper 1, ink 0: turned about, so that ink that speaks for the class is positive.
    templates = -(second @ first).reshape(-1, *data.images.shape[1:]).astype(np.float64)
    shown = examples(data)
    units = second[:, : side * side].reshape(-1, side, side).astype(np.float64)
    share = agreement(templates, shown)
    figure = pictures_figure(
        [shown, units, templates],
        data.alphabet.labels,
        (
            "an example of the class",
            f"its {side} x {side} weights of the hidden units",
            "both layers multiplied: ink for and against",
        ),
    )
    return Result(
        rows=(
            Row("second-layer weights as 8 x 8 pictures", "no shape to be seen", "no shape: the units have no order"),
            Row("both layers as one picture: agrees best with its own class", NONE, f"{share:.0%} of classes"),
        ),
        text=(
            "A class's weights of the hidden units are a list, not a picture: two neighbours in it have nothing to do "
            "with each other. Multiplied with the first layer (as if the sigmoids were straight lines) they give a "
            "picture of what ink speaks for the class (red) and against it (blue), in which strokes of many letters "
            "can be made out.",
        ),
        numbers={"templates_that_agree": share},
        figures=(context.figure("07-second-layer", figure, "Class by class: example, second layer, both layers."),),
        data=data.name,
    )
