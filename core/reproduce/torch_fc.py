"""9: the fully connected network in torch: the same as in numpy, and our better settings, on the test split."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.data.dataset import Dataset
from core.export.figures import curves_figure
from core.reproduce.context import Context, Trained
from core.reproduce.learning_rates import seeds_of
from core.reproduce.networks import BEST_RATE, as_homework, better_fc, dark_net, homework_config, homework_net, tested
from core.reproduce.result import NONE, Number, Result, Row, percent
from core.train.history_file import load_history

_STEPS = 100


def torch_net(context: Context, name: str, data: Dataset, *, seed: int = 0) -> Trained:
    """The homework's network in torch, from the same first weights and with the same batches as in numpy."""
    config = homework_config(context, data, BEST_RATE, backend="torch", seed=context.seed + seed)
    return context.train(name, config, data)


def largest_gap(one: Trained, other: Trained, steps: int) -> float:
    """Largest difference of the loss over the first steps."""
    losses = [load_history(trained.run.history).batches["loss"][:steps] for trained in (one, other)]
    return float(np.abs(losses[0] - losses[1]).max())


def run(context: Context) -> Result:
    """Raises DataError where the homework's characters are not here."""
    dark = context.dataset("nist36")
    data = as_homework(dark)
    numpy_ones = [homework_net(context, seed=seed) for seed in seeds_of(context)]
    torch_ones = [torch_net(context, "homework in torch", data, seed=seed) for seed in seeds_of(context)]
    numpy_one, torch_one = numpy_ones[0], torch_ones[0]
    numpy_dark, torch_dark = dark_net(context), torch_net(context, "homework ink is one in torch", dark)
    better = better_fc(context)
    tests = {
        "numpy": tested(context, numpy_one, data).accuracy,
        "torch": tested(context, torch_one, data).accuracy,
        "numpy, ink is 1": tested(context, numpy_dark, dark).accuracy,
        "torch, ink is 1": tested(context, torch_dark, dark).accuracy,
        "better": tested(context, better, dark).accuracy,
    }
    nets = dict(zip(tests, (numpy_one, torch_one, numpy_dark, torch_dark, better), strict=True))
    gaps = (largest_gap(numpy_one, torch_one, _STEPS), largest_gap(numpy_dark, torch_dark, _STEPS))
    curves = [nets[name].curve(name) for name in ("numpy, ink is 1", "torch, ink is 1")]
    figure = curves_figure([*curves, better.curve("1024-256-36, our settings")], "Fully connected networks")
    valid: dict[str, Number] = {name: net.best_accuracy for name, net in nets.items()}
    return Result(
        rows=(
            Row("1024-64-36 in numpy: best validation, test", "75.61 % (NIST36), –", _pair(numpy_one, tests["numpy"])),
            Row("in torch", NONE, _pair(torch_one, tests["torch"])),
            Row(
                f"best validation, mean of {len(numpy_ones)} seeds: numpy, torch",
                NONE,
                f"{_mean(numpy_ones)}, {_mean(torch_ones)}",
            ),
            Row("in numpy, ink is 1 and paper 0", NONE, _pair(numpy_dark, tests["numpy, ink is 1"])),
            Row("in torch, ink is 1 and paper 0", NONE, _pair(torch_dark, tests["torch, ink is 1"])),
            Row("1024-256-36, our settings: best validation, test", NONE, _pair(better, tests["better"])),
            Row(
                f"loss, numpy against torch, first {_STEPS} steps",
                NONE,
                f"differs by {gaps[0]:.1e} at most; ink is 1: {gaps[1]:.1e}",
            ),
            Row("time of 50 epochs, numpy", NONE, numpy_one.spent()),
            Row("time of 50 epochs, torch", NONE, torch_one.spent()),
        ),
        text=(
            "Both engines start from the same numbers and see the same batches, so that their losses are the same but "
            "for rounding. As the homework has it, with paper 1, its step of 0.01 is at the edge of what this network "
            "stands: the loss jumps from epoch to epoch, a difference in the seventh digit grows to points within some "
            "hundred steps, and where a run ends is partly luck: it is the means over the seeds that agree. With ink 1 "
            "the curves stay together.",
            "The better network differs in width (256), ReLU, Adam, distorted pictures and the mean of weights.",
        ),
        numbers={
            "valid_accuracy": valid,
            "valid_accuracy_by_seed": {
                "numpy": [net.best_accuracy for net in numpy_ones],
                "torch": [net.best_accuracy for net in torch_ones],
            },
            "test_accuracy": tests,
            f"largest_gap_of_loss_in_{_STEPS}_steps": list(gaps),
        },
        figures=(context.figure("09-torch", figure, "The curves of numpy and torch lie on each other."),),
        data=f"{dark.name}: {len(dark)} pictures",
    )


def _mean(nets: Sequence[Trained]) -> str:
    accuracies = np.array([net.best_accuracy for net in nets])
    return f"{percent(accuracies.mean())} ± {percent(accuracies.std())}"


def _pair(trained: Trained, test: float) -> str:
    return f"{percent(trained.best_accuracy)}, {percent(test)}"
