"""`train-lines`: train the second reader, which takes whole lines."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from core.commands.option_checks import number, require_writable, whole

if TYPE_CHECKING:
    from core.read.training.line_strips import LineStrips
    from core.train.line_batches import Lines


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `train-lines` to the command line."""
    parser = subparsers.add_parser(
        "train-lines",
        help="train the second reader, which takes whole lines",
        description="Train on strips made by line-data. Stopped, it goes on where it was with the same command.",
    )
    parser.add_argument("data", type=Path, metavar="FILE", help="strips of lines, made by line-data")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="the model file to write")
    parser.add_argument("--checkpoint", type=Path, metavar="FILE", help="(default: beside the model)")
    parser.add_argument("--init-from", type=Path, metavar="FILE", help="a model of train-lines to begin with")
    parser.add_argument("--epochs", type=whole(1, 100_000), default=10)
    parser.add_argument("--learning-rate", type=number(1e-7, 100.0), default=2e-3)
    parser.add_argument("--hidden", type=whole(1, 4096), nargs="+", default=[128, 128], metavar="UNITS")
    parser.add_argument(
        "--real", type=whole(0, 1000), default=2, metavar="TIMES", help="each real line in an epoch (default: 2)"
    )
    parser.add_argument("--seed", type=whole(), default=0)
    parser.add_argument("--threads", type=whole(1, 256), default=1)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Train and write the model after every epoch. Returns 0; raises InkscopeError."""
    from core.read.lines.model import open_line_model, save_line_model
    from core.read.lines.network import LABELS
    from core.read.training.line_strips import load
    from core.train.torch_lines import LineConfig, spec_of, train_lines

    require_writable(arguments.output)
    data = load(arguments.data)
    config = LineConfig(
        epochs=arguments.epochs, learning_rate=arguments.learning_rate, hidden=tuple(arguments.hidden),
        seed=arguments.seed, threads=arguments.threads,
    )  # fmt: skip
    train, valid = (_lines(data, split, arguments.real) for split in ("train", "valid"))
    checkpoint = arguments.checkpoint or arguments.output.with_suffix(".checkpoint")
    sys.stdout.write(f"{len(train)} lines to train on, {len(valid)} to check with\n")
    start = None if arguments.init_from is None else open_line_model(arguments.init_from).tensors
    for epoch in train_lines(train, valid, len(LABELS), config, checkpoint, start=start):
        save_line_model(arguments.output, spec_of(config, len(LABELS)), epoch.tensors)
        sys.stdout.write(
            f"epoch {epoch.epoch}/{config.epochs}: loss {epoch.loss:.4f}, valid characters wrong {epoch.error:.2%}, "
            f"{epoch.seconds:.0f} s\n"
        )
        sys.stdout.flush()
    return 0


def _lines(data: LineStrips, split: str, real: int) -> Lines:
    """The strips of one split that are wide enough for their text."""
    import numpy as np

    from core.read.lines.network import encode
    from core.train.line_batches import Lines

    targets = [encode(text) for text in data.texts]
    chosen = [
        place
        for place in range(len(data))
        if data.split[place] == split and len(targets[place]) * 4 < data.images[place].shape[1]
    ]
    repeats = [real if split == "train" and data.sources[place] == "lines" else 1 for place in chosen]
    return Lines([data.images[k] for k in chosen], [targets[k] for k in chosen], np.array(repeats, np.int64))
