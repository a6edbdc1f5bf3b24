"""11: a convolutional network on the homework's 36 characters, trained on its training split alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.alphabet import looks_like
from core.export.figures import confusion_figure, curves_figure
from core.metrics import wilson_interval
from core.reproduce.context import Context
from core.reproduce.networks import as_homework, better_fc, homework_net, nist_cnn, tested
from core.reproduce.result import NONE, Result, Row, percent


def alike_accuracy(confusion: NDArray[np.int64], labels: tuple[str, ...]) -> float:
    """Accuracy if characters of one shape (O and 0, I and 1, S and 5, Z and 2 ...) may stand for each other."""
    same = np.array([[other in looks_like(label) for other in labels] for label in labels])
    return float(confusion[same].sum() / confusion.sum())


def run(context: Context) -> Result:
    """Raises DataError where the homework's characters are not here."""
    data, trained = context.dataset("nist36"), nist_cnn(context)
    test = tested(context, trained, data)
    fc = tested(context, better_fc(context), data).accuracy
    baseline = tested(context, homework_net(context), as_homework(data)).accuracy
    alike = alike_accuracy(test.confusion, test.labels)
    low, high = wilson_interval(round(test.accuracy * test.count), test.count)
    return Result(
        rows=(
            Row("CNN: test accuracy", NONE, f"{percent(test.accuracy)} of {test.count}"),
            Row("CNN: look-alikes (O/0, I/1, S/5, Z/2 ...) taken as one", NONE, percent(alike)),
            Row("CNN: best validation accuracy", NONE, percent(trained.best_accuracy)),
            Row("fully connected, our settings: test", NONE, percent(fc)),
            Row("fully connected, the homework's: test", NONE, percent(baseline)),
            Row("time of training the CNN", NONE, trained.spent()),
        ),
        text=(
            "Four 3 x 3 convolutions of 32 to 128 channels with batch normalization, a hidden layer of 192 (the "
            f"network that reads pages). 95 % interval of the test accuracy (Wilson): {percent(low)} to "
            f"{percent(high)}. "
            f"It beats the homework's network by {100 * (test.accuracy - baseline):.1f} points on the same test split.",
        ),
        numbers={
            "test_accuracy": test.accuracy,
            "test_accuracy_look_alikes_joined": alike,
            "valid_accuracy": trained.best_accuracy,
            "test_accuracy_better_fc": fc,
            "test_accuracy_homework": baseline,
            "test_count": test.count,
            "training_processor_seconds": trained.processor_seconds,
            "training_seconds": trained.info.seconds,
        },
        figures=(
            context.figure("11-cnn", curves_figure([trained.curve("CNN")], "CNN on 36 characters"), "By epoch."),
            context.figure(
                "11-confusions", confusion_figure(test.confusion, test.labels, "CNN on the test split"), "Confusions."
            ),
        ),
        data=f"{data.name}: {len(data)} pictures",
    )
