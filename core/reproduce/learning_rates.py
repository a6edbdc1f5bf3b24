"""5: the homework's 1024-64-36 network, from scratch in numpy, at three learning rates."""

from __future__ import annotations

import numpy as np

from core.export.figures import curves_figure
from core.reproduce.context import Context
from core.reproduce.networks import BATCH, BEST_RATE, HOMEWORK_RATES, better_fc, dark_net, homework_net
from core.reproduce.result import NONE, Result, Row, percent

SEEDS = 5  # of the homework's network, whose end is partly luck
_HOMEWORK = {0.01: "75.61 % (NIST36)"}


def seeds_of(context: Context) -> range:
    """What is added to the context's seed; one alone when quick."""
    return range(1 if context.quick else SEEDS)


def run(context: Context) -> Result:
    """Raises DataError where the homework's characters are not here."""
    data = context.dataset("nist36")
    own = {rate: homework_net(context, rate) for rate in HOMEWORK_RATES}
    dark = {rate: dark_net(context, rate) for rate in HOMEWORK_RATES}
    seeds = np.array([homework_net(context, seed=seed).best_accuracy for seed in seeds_of(context)])
    better = better_fc(context)
    curves = [net.curve(f"{rate:g}") for rate, net in own.items()]
    curves += [dark[BEST_RATE].curve(f"{BEST_RATE:g}, ink is 1"), better.curve("1024-256-36, our settings")]
    rows = [
        Row(
            f"best validation accuracy at rate {rate:g}",
            _HOMEWORK.get(rate, NONE),
            f"{percent(net.best_accuracy)} (ink is 1: {percent(dark[rate].best_accuracy)})",
        )
        for rate, net in own.items()
    ]
    rows += [
        Row(f"at {BEST_RATE:g}, mean of {len(seeds)} seeds", NONE, f"{percent(seeds.mean())} ± {percent(seeds.std())}"),
        Row("our better settings, 256 hidden units", NONE, percent(better.best_accuracy)),
        Row("time of 50 epochs in numpy", NONE, own[BEST_RATE].spent()),
    ]
    return Result(
        rows=tuple(rows),
        text=(
            f"Sigmoid, Xavier, batches of {BATCH}, 50 epochs, plain steps. The homework adds the gradients of a batch "
            f"up; our engine takes their mean, so that its rate r is our {BATCH} r. Its files have paper 1 and ink 0: "
            "nearly all inputs are 1, so that every unit's sum moves with each step. The same network on the same "
            "pictures with ink 1 and paper 0 learns better, and stands the rate of 0.1 that the homework's cannot.",
            "Our better settings: 256 ReLU units, He's first weights, Adam with a one-cycle rate, distorted training "
            "pictures, dropout, label smoothing, a running mean of the weights; the training split alone.",
        ),
        numbers={
            "valid_accuracy": {f"{rate:g}": net.best_accuracy for rate, net in own.items()},
            "valid_accuracy_ink_is_one": {f"{rate:g}": net.best_accuracy for rate, net in dark.items()},
            "valid_accuracy_by_seed": [float(value) for value in seeds],
            "valid_accuracy_better": better.best_accuracy,
            "processor_seconds": own[BEST_RATE].processor_seconds,
        },
        figures=(
            context.figure(
                "05-learning-rates", curves_figure(curves, "1024-64-36 on 36 characters"), "Loss and accuracy by epoch."
            ),
        ),
        data=f"{data.name}: {len(data)} pictures",
    )
