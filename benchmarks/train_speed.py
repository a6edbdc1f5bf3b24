"""One epoch of the homework's network, 1024-64-36, over 10,800 samples in batches of 32, float32, one thread.

Ours beside torch, scikit-learn's MLPClassifier, and the bound: the products of matrices alone, which no numpy
program can do without. All in one run, in turns, so that a busy machine slows all alike; the median of --rounds
epochs is printed. Each epoch shuffles, gathers its batches, goes forward and backward and steps.

    python -m benchmarks.train_speed [--rounds 9] [--batch-size 32]
"""

# ruff: noqa: E402 - the number of threads is set before numpy is imported
from __future__ import annotations

import os

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):  # before numpy is imported
    os.environ[variable] = "1"

import argparse
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.nets.losses import cross_entropy
from core.nets.optimizers import SGD
from core.nets.scratch import build_numpy
from core.nets.spec import NetSpec

SAMPLES, INPUTS, HIDDEN, CLASSES, RATE = 10_800, 1024, 64, 36, 0.01
Epoch = Callable[[], object]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--batch-size", type=int, default=32)
    arguments = parser.parse_args()
    rng = np.random.default_rng(0)
    images, labels = rng.random((SAMPLES, INPUTS), np.float32), rng.integers(0, CLASSES, SAMPLES)
    epochs: dict[str, Epoch] = {}
    for name, make in {
        "products of matrices alone": bound,
        "Inkscope, numpy": ours,
        "torch": torch_epoch,
        "scikit-learn MLPClassifier": sklearn_epoch,
    }.items():
        try:
            epochs[name] = make(images, labels, arguments.batch_size)
        except ImportError as error:
            print(f"{name}: left out, because {error.name} is not installed.")
    seconds = measure(epochs, arguments.rounds)
    fastest = statistics.median(seconds["products of matrices alone"])
    print(f"{'1024-64-36, 10,800 samples, batch ' + str(arguments.batch_size):<40}{'ms per epoch':>14}{'x bound':>9}")
    for name, times in seconds.items():
        middle = statistics.median(times)
        print(f"{name:<40}{1000 * middle:>14.1f}{middle / fastest:>9.2f}")


def measure(epochs: dict[str, Epoch], rounds: int) -> dict[str, list[float]]:
    """Seconds of each epoch, in turns, after one of each that warms up."""
    seconds: dict[str, list[float]] = {name: [] for name in epochs}
    for turn in range(rounds + 1):
        for name, epoch in epochs.items():
            start = time.perf_counter()
            epoch()
            if turn:
                seconds[name].append(time.perf_counter() - start)
    return seconds


def bound(images: np.ndarray, labels: np.ndarray, size: int) -> Epoch:
    """The five products of matrices of each batch, in place, on one batch that stays in the cache."""
    x, d_y, d_h = images[:size], np.ones((size, CLASSES), np.float32), np.ones((size, HIDDEN), np.float32)
    first, second = np.ones((HIDDEN, INPUTS), np.float32), np.ones((CLASSES, HIDDEN), np.float32)
    hidden, answers = np.empty_like(d_h), np.empty_like(d_y)
    d_first, d_second = np.empty_like(first), np.empty_like(second)

    def epoch() -> None:
        for _ in range(0, SAMPLES, size):
            np.matmul(x, first.T, out=hidden)
            np.matmul(hidden, second.T, out=answers)
            np.matmul(d_y.T, hidden, out=d_second)
            np.matmul(d_y, second, out=d_h)
            np.matmul(d_h.T, x, out=d_first)

    return epoch


def ours(images: np.ndarray, labels: np.ndarray, size: int) -> Epoch:
    """The network from scratch, as core/train drives it."""
    rng = np.random.default_rng(0)
    network = build_numpy(NetSpec("fc", input_shape=(1, 32, 32), classes=CLASSES, hidden=(HIDDEN,)), rng)
    optimizer = SGD(RATE)
    pictures = images.reshape(-1, 1, 32, 32)

    def epoch() -> None:
        order = rng.permutation(SAMPLES)
        for start in range(0, SAMPLES, size):
            part = order[start : start + size]
            loss = cross_entropy(network.forward(pictures[part], training=True), labels[part])
            network.backward(loss.d_logits)
            optimizer.step(network.vector, network.gradient_vector)

    return epoch


def torch_epoch(images: np.ndarray, labels: np.ndarray, size: int) -> Epoch:
    """The same in torch, without its DataLoader, which would take longer still."""
    import torch

    torch.set_num_threads(1)
    network = torch.nn.Sequential(torch.nn.Linear(INPUTS, HIDDEN), torch.nn.Sigmoid(), torch.nn.Linear(HIDDEN, CLASSES))
    optimizer = torch.optim.SGD(network.parameters(), lr=RATE)
    x, y = torch.from_numpy(images), torch.from_numpy(labels)

    def epoch() -> None:
        order = torch.randperm(SAMPLES)
        for start in range(0, SAMPLES, size):
            part = order[start : start + size]
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(network(x[part]), y[part]).backward()
            optimizer.step()

    return epoch


def sklearn_epoch(images: np.ndarray, labels: np.ndarray, size: int) -> Epoch:
    """One iteration of MLPClassifier from warm: solver sgd, no momentum, no penalty."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore", ConvergenceWarning)
    network = MLPClassifier(
        (HIDDEN,), activation="logistic", solver="sgd", alpha=0.0, batch_size=size, learning_rate_init=RATE,
        momentum=0.0, nesterovs_momentum=False, max_iter=1, warm_start=True, random_state=0,
    )  # fmt: skip

    return lambda: network.fit(images, labels)


if __name__ == "__main__":
    main()
