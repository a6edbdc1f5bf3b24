"""4: first weights of zero, drawn without regard to size, and drawn as Xavier has them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.export.figures import curves_figure
from core.reproduce.context import Context
from core.reproduce.networks import BEST_RATE, as_homework, homework_config
from core.reproduce.result import Result, Row, percent

_KINDS = {"zeros": "zeros", "normal": "normal, not scaled", "xavier": "Xavier"}
_EPOCHS = 30


def different_units(weight: NDArray[np.floating]) -> int:
    """How many rows of a weight matrix (units, inputs) differ from each other."""
    return len(np.unique(weight, axis=0))


def run(context: Context) -> Result:
    """The homework's network, from three kinds of first weights. Raises DataError where its data is not here."""
    data = as_homework(context.dataset("nist36"))
    trained = {}
    for kind in _KINDS:
        config = homework_config(context, data, BEST_RATE, initializer=kind, epochs=_EPOCHS)
        trained[kind] = context.train(f"first weights {kind}", config, data)
    units = {kind: different_units(net.model.tensors["fc1.weight"]) for kind, net in trained.items()}
    figure = curves_figure([net.curve(_KINDS[kind]) for kind, net in trained.items()], "First weights")
    rows = [
        Row(
            f"{_KINDS[kind]}: best validation accuracy",
            "–",
            f"{percent(net.best_accuracy)}, {units[kind]} different units",
        )
        for kind, net in trained.items()
    ]
    return Result(
        rows=tuple(rows),
        text=(
            "With zeros all hidden units give the same and get the same gradient: they stay one unit in 64 copies, for "
            "ever. Weights that do not shrink with the number of inputs drive the sigmoids to their flat ends, where "
            "there is no slope to learn by. Xavier (uniform in ±sqrt(6 / (in + out))) keeps the size of what goes "
            "forward and of what comes back.",
        ),
        numbers={
            kind: {"valid_accuracy": net.best_accuracy, "different_hidden_units": units[kind]}
            for kind, net in trained.items()
        },
        figures=(
            context.figure("04-first-weights", figure, "The homework's network from three kinds of first weights."),
        ),
        data=f"{context.dataset('nist36').name}, {trained['xavier'].info.config.epochs} epochs, as the homework has it",
    )
