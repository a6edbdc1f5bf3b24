"""`reader-data`: build the dataset that the shipped reader is trained on."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.commands.option_checks import number, require_writable, whole


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `reader-data` to the command line."""
    parser = subparsers.add_parser(
        "reader-data",
        help="build the dataset that the reader is trained on",
        description="Draw, distort and compose characters into the reader's training set (about 20 minutes).",
    )
    parser.add_argument("--characters", type=Path, required=True, metavar="FOLDER", help="with unipen-curated.npz")
    parser.add_argument("--fonts", type=Path, metavar="FOLDER", help="folder with @fontsource packages (optional)")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="the .npz to write")
    parser.add_argument("--seed", type=whole(), default=0, help="start of every random draw")
    parser.add_argument(
        "--share", type=number(0.001, 1.0), default=1.0, help="of the usual amount of samples (0.01 to try)"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Build the dataset. Returns 0; raises InkscopeError."""
    from core.commands.progress_bar import ProgressBar
    from core.read.training.build import build

    require_writable(arguments.output)
    with ProgressBar(1) as bar:
        data = build(
            arguments.characters,
            arguments.fonts,
            arguments.output,
            seed=arguments.seed,
            share=arguments.share,
            check=bar.show,
        )
    print(f"{len(data)} samples of {len(data.alphabet)} classes written to {arguments.output}")  # noqa: T201
    return 0
