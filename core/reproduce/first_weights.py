"""6: the first layer's weights as pictures, before and after learning."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.export.figures import weights_figure
from core.nets.initializers import initial_tensors
from core.reproduce.context import Context
from core.reproduce.networks import homework_net
from core.reproduce.result import NONE, Result, Row


def roughness(tiles: NDArray[np.floating]) -> float:
    """Mean squared difference of neighbours over twice the variance, of tiles (N, H, W): 1 for noise, less for shapes.

    Geary's ratio, about each tile's own mean.
    """
    centred = tiles - tiles.mean(axis=(1, 2), keepdims=True)
    down, across = np.diff(centred, axis=1), np.diff(centred, axis=2)
    return float(((down**2).mean() + (across**2).mean()) / 2 / (2 * (centred**2).mean()))


def run(context: Context) -> Result:
    """Raises DataError where the homework's characters are not here."""
    trained = homework_net(context)
    spec = trained.model.header.spec()
    first = initial_tensors(spec, np.random.default_rng(trained.info.config.seed))["fc1.weight"]
    learned = trained.model.tensors["fc1.weight"]
    shape = (-1, *spec.input_shape[1:])
    before, after = first.reshape(shape), learned.reshape(shape).astype(np.float64)
    rough = roughness(before), roughness(after)
    return Result(
        rows=(
            Row("roughness of the weights before: 1 is noise", "noise", f"{rough[0]:.2f}"),
            Row("and after", "strokes, arcs", f"{rough[1]:.2f}"),
            Row("largest weight before and after", NONE, f"{np.abs(before).max():.2f}, {np.abs(after).max():.2f}"),
        ),
        text=(
            "Before learning the 64 pictures are noise. After it they are smooth patches that say where ink speaks for "
            "a unit and where against it; their rims, where no letter has ink, stay as they were drawn.",
        ),
        numbers={"roughness_before": rough[0], "roughness_after": rough[1]},
        figures=(
            context.figure("06-before", weights_figure(before, "First layer before learning"), "Before learning."),
            context.figure("06-after", weights_figure(after, "First layer after learning"), "After 50 epochs."),
        ),
        data=context.dataset("nist36").name,
    )
