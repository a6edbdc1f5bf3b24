"""Kill a training with SIGKILL at random moments: each time a checkpoint must load, and resuming must end as if unhurt.

    python -m benchmarks.kill_safety [--kills 200] [--seed 0]

A child process trains a small network and writes a checkpoint after every batch, so that most of its time is spent
writing; the parent kills it, checks the run, and starts the next child, which resumes. Prints what it found; exit
code 1 if any check failed. At the end the weights are compared with those of a training that nobody killed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from core.alphabet import Alphabet
from core.data.dataset import Dataset
from core.errors import RunError
from core.train.checkpoint import load_checkpoint
from core.train.config import TrainingConfig
from core.train.engine import train
from core.train.history_file import load_history
from core.train.runs import Run, RunsFolder


def make_data() -> Dataset:
    """Random pictures with random labels: nothing to learn, but bytes to compare."""
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 4, 400)
    return Dataset(
        images=rng.integers(0, 256, (400, 10, 10), dtype=np.uint8),
        labels=labels,
        alphabet=Alphabet(("A", "B", "C", "D")),
        split=np.array(["train"] * 300 + ["valid"] * 100),
        writers=np.array([""] * 400),
    )


def config_for(epochs: int) -> TrainingConfig:
    """A network of which all parts of the state matter."""
    return TrainingConfig(
        dataset="random", hidden=(64,), optimizer="adam", dropout=0.2, ema=0.99, batch_size=30, epochs=epochs
    )


def work(folder: str, epochs: int, ready: object) -> None:
    """The child: train until done or killed."""
    for _ in train(config_for(epochs), make_data(), run=Run(Path(folder)), resume=True, save_seconds=0.0):
        ready.set()  # type: ignore[attr-defined]


def begin(run: Run, epochs: int) -> None:
    """The first batches, up to the first checkpoint, so that there is something to lose."""
    training = train(config_for(epochs), make_data(), run=run)
    for _ in range(4):
        next(training)
    training.close()


def kill_once(run: Run, epochs: int, delay: float) -> bool:
    """Let the child train so many seconds after its first batch, then kill it; returns whether it was still at work."""
    context = multiprocessing.get_context("fork")  # quick to start; no threads here
    ready = context.Event()
    child = context.Process(target=work, args=(str(run.folder), epochs, ready))
    child.start()
    while child.is_alive() and not ready.wait(0.1):
        pass
    child.join(delay)
    at_work = child.is_alive()
    child.kill()
    child.join()
    return at_work


def check(run: Run) -> str:
    """What is wrong with the run after a kill; "" if nothing is."""
    try:
        checkpoint = load_checkpoint(run.last)
        history = load_history(run.history)
        run.info()
    except RunError as error:
        return str(error)
    if len(history.batches) < checkpoint.position.step:
        return f"the history has {len(history.batches)} batches, the checkpoint {checkpoint.position.step}"
    return ""


def main(argv: list[str] | None = None) -> int:
    """Run the trials; returns 1 if any failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args(argv)
    rng = np.random.default_rng(arguments.seed)
    start, epochs, killed, failures = time.monotonic(), 10_000, 0, []
    with tempfile.TemporaryDirectory() as folder:
        runs = RunsFolder(Path(folder))
        run = runs.create(config_for(epochs), name="killed")
        begin(run, epochs)
        while killed < arguments.kills:
            killed += kill_once(run, epochs, float(rng.uniform(0.0, 0.1)))
            trouble = check(run)
            if trouble:
                failures.append(trouble)
                break  # nothing to go on from
        step = 0 if failures else load_checkpoint(run.last).position.step
        same = not failures and compare(runs, run)
    seconds = time.monotonic() - start
    print(f"{killed} kills in {seconds:.0f} s, {step} steps survived, {len(failures)} checkpoints lost")
    print(f"weights and optimizer as without kills: {'yes' if same else 'NO'}")
    for trouble in sorted(set(failures)):
        print(f"  {trouble}")
    return 1 if failures or not same else 0


def compare(runs: RunsFolder, killed: Run) -> bool:
    """Train once without kills up to the same step: are all tensors the same, byte for byte?"""
    survived = load_checkpoint(killed.last)
    whole = runs.create(config_for(10_000), name="whole")
    training = train(config_for(10_000), make_data(), run=whole)
    for record in training:
        if record.step == survived.position.step and hasattr(record, "loss"):
            break
    training.close()
    unhurt = load_checkpoint(whole.last)
    return unhurt.tensors.keys() == survived.tensors.keys() and all(
        unhurt.tensors[name].tobytes() == survived.tensors[name].tobytes() for name in unhurt.tensors
    )


if __name__ == "__main__":
    sys.exit(main())
