"""The networks that more than one experiment uses, with their settings: the homework's own and our better ones.

All learn from the training split alone; the validation split chooses the epoch; the test split is looked at once.
"""

from __future__ import annotations

from core.data.dataset import Dataset
from core.reproduce.context import Context, Trained
from core.train.config import TrainingConfig
from core.train.evaluation import Evaluation, evaluate, with_images

HOMEWORK_RATES = (0.1, 0.01, 0.001)
BEST_RATE = 0.01
BATCH = 32


def homework_config(context: Context, data: Dataset, rate: float, **values: str | int | float) -> TrainingConfig:
    """The homework's 1024-64-36: sigmoid, Xavier, plain gradient steps, batches of 32, 50 epochs.

    rate: as the homework counts it. It adds the gradients of a batch up where we take their mean, so that its 0.01 is
    our 0.32.
    """
    return context.config(data, **{"learning_rate": rate * BATCH, "batch_size": BATCH, "epochs": 50, **values})


def as_homework(data: Dataset) -> Dataset:
    """The pictures as the homework's files have them: paper 255, ink 0."""
    return with_images(data, 255 - data.images)


def homework_net(context: Context, rate: float = BEST_RATE, *, seed: int = 0) -> Trained:
    """The homework's network, from scratch in numpy, on its data as it lies in its files."""
    data = as_homework(context.dataset("nist36"))
    config = homework_config(context, data, rate, seed=context.seed + seed)
    return context.train(f"homework {rate:g} seed {config.seed}", config, data)


def dark_net(context: Context, rate: float = BEST_RATE) -> Trained:
    """The same with ink 1 on paper 0: most inputs are 0, so that the mean of the paper is not to be unlearned."""
    data = context.dataset("nist36")
    return context.train(f"homework ink is one {rate:g}", homework_config(context, data, rate), data)


def better_fc(context: Context) -> Trained:
    """The same kind of network, 1024-256-36, as well as we can train it."""
    data = context.dataset("nist36")
    config = context.config(
        data,
        backend="torch",
        hidden=(256,),
        activation="relu",
        initializer="he",
        optimizer="adam",
        learning_rate=0.003,
        schedule="one-cycle",
        weight_decay=0.02,
        dropout=0.2,
        label_smoothing=0.05,
        augment="usual",
        ema=0.995,
        batch_size=64,
        epochs=60,
    )
    return context.train("better fc", config, data)


def nist_cnn(context: Context) -> Trained:
    """A convolutional network (the reader's, 0.6 M parameters) on the homework's training split alone."""
    data = context.dataset("nist36")
    return context.train("nist36 cnn", cnn_config(context, data, epochs=12), data)


def cnn_config(context: Context, data: Dataset, *, epochs: int, model: str = "reader") -> TrainingConfig:
    """How we train convolutional networks on characters."""
    return context.config(
        data,
        model=model,
        backend="torch",
        initializer="he",
        optimizer="adam",
        learning_rate=0.003,
        schedule="one-cycle",
        weight_decay=0.02,
        dropout=0.25 if model == "reader" else 0.0,
        label_smoothing=0.05,
        augment="usual" if model == "reader" else "light",
        ema=0.995,
        batch_size=128,
        epochs=epochs,
    )


def tested(context: Context, trained: Trained, data: Dataset) -> Evaluation:
    """The network on the test split."""
    return evaluate(trained.model, data.part("test"), threads=context.threads)
