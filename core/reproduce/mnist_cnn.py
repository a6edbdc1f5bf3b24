"""10: a convolutional network of 73 k parameters on MNIST's digits."""

from __future__ import annotations

from core.export.figures import curves_figure
from core.metrics import wilson_interval
from core.reproduce.context import Context, Trained
from core.reproduce.networks import cnn_config, tested
from core.reproduce.result import NONE, Result, Row, percent


def mnist_cnn(context: Context) -> Trained:
    """The network; its epochs are chosen to take less than ten minutes on two cores."""
    data = context.dataset("mnist")
    return context.train("mnist cnn", cnn_config(context, data, epochs=10, model="small_cnn"), data)


def run(context: Context) -> Result:
    """Train, and look at the test split once. Raises DataError where MNIST is not here."""
    data, trained = context.dataset("mnist"), mnist_cnn(context)
    test = tested(context, trained, data)
    parameters = sum(values.size for name, values in trained.model.tensors.items() if "running" not in name)
    low, high = wilson_interval(round(test.accuracy * test.count), test.count)
    figure = curves_figure([trained.curve("small CNN")], "MNIST")
    return Result(
        rows=(
            Row("test accuracy, small CNN", NONE, f"{percent(test.accuracy)} of {test.count}"),
            Row("parameters", NONE, f"{parameters}"),
            Row("time of training", NONE, trained.spent()),
        ),
        text=(
            "Three pairs of 3 x 3 convolutions of 16, 32 and 64 channels with batch normalization, then the mean over "
            "the picture. Adam with a one-cycle rate, light distortions, label smoothing, a running mean of the "
            "weights. Where the source has no validation split, a seeded tenth of the training pictures is one. "
            f"95 % interval of the test accuracy (Wilson): {percent(low)} to {percent(high)}.",
        ),
        numbers={
            "test_accuracy": test.accuracy,
            "test_count": test.count,
            "valid_accuracy": trained.best_accuracy,
            "parameters": parameters,
            "epochs": trained.info.config.epochs,
            "training_processor_seconds": trained.processor_seconds,
            "training_seconds": trained.info.seconds,
        },
        figures=(context.figure("10-mnist", figure, "Loss and accuracy by epoch on MNIST."),),
        data=f"{data.name}: {len(data)} pictures",
    )
