"""The experiments of the homework, in its order: number, name, title, module."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from core.errors import ConfigError
from core.reproduce.context import Context
from core.reproduce.result import Result


@dataclass(frozen=True, slots=True)
class Experiment:
    """One experiment. name: for the command line. title: what it is about."""

    number: int
    name: str
    title: str
    module: str

    def run(self, context: Context) -> Result:
        """Make it. Raises InkscopeError where it cannot be made, with what is missing."""
        found = importlib.import_module(f"core.reproduce.{self.module}").run(context)
        assert isinstance(found, Result)
        return found


EXPERIMENTS = tuple(
    Experiment(number, name, title, module)
    for number, (name, title, module) in enumerate(
        (
            ("softmax", "Softmax and the constant that changes nothing", "softmax"),
            ("linear", "A deep network without activations is one linear map", "collapse"),
            ("activations", "Sigmoid, tanh, ReLU, and vanishing gradients", "vanishing"),
            ("weights", "First weights: zeros, unscaled, Xavier", "initialization"),
            ("rates", "1024-64-36 from scratch: learning rates", "learning_rates"),
            ("first-layer", "The first layer, before and after", "first_weights"),
            ("second-layer", "The second layer, with an example of each class", "second_weights"),
            ("confusions", "What is taken for what", "confusions"),
            ("torch", "The fully connected network in torch", "torch_fc"),
            ("mnist", "A CNN on MNIST", "mnist_cnn"),
            ("nist36", "A CNN on 36 characters", "nist_cnn"),
            ("letters", "A CNN on many letters, and the four pages read", "letters_cnn"),
            ("boxes", "Characters found on the four pages", "boxes"),
            ("flowers", "SqueezeNet fine-tuned against a small CNN: Flowers-17", "flowers"),
        ),
        start=1,
    )
)


def chosen(names: list[str]) -> tuple[Experiment, ...]:
    """The experiments of these names or numbers, in the homework's order; all for none. Raises ConfigError."""
    if not names:
        return EXPERIMENTS
    known = {experiment.name: experiment for experiment in EXPERIMENTS}
    known |= {str(experiment.number): experiment for experiment in EXPERIMENTS}
    for name in names:
        if name not in known:
            every = ", ".join(experiment.name for experiment in EXPERIMENTS)
            raise ConfigError(f"There is no experiment {name!r}: choose of {every}.")
    asked = {known[name] for name in names}
    return tuple(experiment for experiment in EXPERIMENTS if experiment in asked)
