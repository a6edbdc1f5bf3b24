"""9: the fully connected network in torch: the same as in numpy, and our better settings, on the test split."""

from __future__ import annotations

from core.data.dataset import Dataset
from core.export.figures import curves_figure
from core.reproduce.context import Context, Trained
from core.reproduce.networks import BEST_RATE, as_homework, better_fc, homework_config, homework_net, tested
from core.reproduce.result import Result, Row, percent


def torch_net(context: Context, data: Dataset) -> Trained:
    """The homework's network in torch, from the same first weights and with the same batches."""
    config = homework_config(context, data, BEST_RATE, backend="torch")
    return context.train("homework in torch", config, data)


def largest_gap(ours: Trained, theirs: Trained, epochs: int) -> float:
    """Largest difference of the validation loss over the first epochs."""
    pairs = zip(ours.epochs[: epochs + 1], theirs.epochs[: epochs + 1], strict=True)
    return max(abs(one.valid_loss - other.valid_loss) for one, other in pairs)


def run(context: Context) -> Result:
    """Raises DataError where the homework's characters are not here."""
    dark = context.dataset("nist36")
    data = as_homework(dark)
    numpy_one, torch_one, better = homework_net(context), torch_net(context, data), better_fc(context)
    accuracies = {
        "numpy": tested(context, numpy_one, data).accuracy,
        "torch": tested(context, torch_one, data).accuracy,
        "better": tested(context, better, dark).accuracy,
    }
    figure = curves_figure(
        [numpy_one.curve("numpy"), torch_one.curve("torch"), better.curve("1024-256-36, our settings")],
        "Fully connected networks",
    )
    gap = largest_gap(numpy_one, torch_one, 3)
    return Result(
        rows=(
            Row("numpy: best validation, test", "75.61 % (NIST36), –", _pair(numpy_one, accuracies["numpy"])),
            Row("torch, the same network: best validation, test", "–", _pair(torch_one, accuracies["torch"])),
            Row("1024-256-36, our settings: best validation, test", "–", _pair(better, accuracies["better"])),
            Row("validation loss, numpy against torch, first 3 epochs", "–", f"differs by {gap:.1e} at most"),
            Row("time: numpy", "–", numpy_one.spent()),
            Row("time: torch", "–", torch_one.spent()),
        ),
        text=(
            "Both engines start from the same numbers and see the same batches: their curves part only as rounding "
            "grows. The better network differs in width (256), ReLU, Adam, distorted pictures and the mean of weights.",
        ),
        numbers={
            "valid_accuracy": {
                "numpy": numpy_one.best_accuracy,
                "torch": torch_one.best_accuracy,
                "better": better.best_accuracy,
            },
            "test_accuracy": accuracies,
            "largest_gap_of_loss_in_three_epochs": gap,
        },
        figures=(context.figure("09-torch", figure, "The curves of numpy and torch lie on each other."),),
        data=f"{dark.name}: {len(dark)} pictures",
    )


def _pair(trained: Trained, test: float) -> str:
    return f"{percent(trained.best_accuracy)}, {percent(test)}"
