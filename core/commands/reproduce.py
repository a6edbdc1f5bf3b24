"""`reproduce`: the homework's experiments again, with figures, numbers and a page that puts ours beside its own."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from core import faults
from core.commands.option_checks import whole
from core.threads import use_threads

# As core.reproduce.table has them, which takes seconds to import (a test holds the two together).
EXPERIMENTS = (
    "softmax", "linear", "activations", "weights", "rates", "first-layer", "second-layer", "confusions", "torch",
    "mnist", "nist36", "letters", "boxes", "flowers",
)  # fmt: skip


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `reproduce` to the command line."""
    parser = subparsers.add_parser(
        "reproduce",
        help="make the homework's experiments again",
        description="Make the homework's experiments again: a folder with figures, numbers (JSON) and a page "
        "(Markdown, HTML). What was made before is kept; what was broken off goes on.",
    )
    parser.add_argument(
        "experiments", metavar="EXPERIMENT", nargs="*", help=f"all by default; or some of: {', '.join(EXPERIMENTS)}"
    )
    parser.add_argument(
        "--data", metavar="FOLDER", help='where the data lies; "synthetic" for handwriting drawn by Inkscope'
    )
    parser.add_argument("--output", metavar="FOLDER", type=Path, default=Path("reproduction"), help="where all goes")
    parser.add_argument("--quick", action="store_true", help="small parts of the data: to see that all works")
    parser.add_argument("--fresh", action="store_true", help="make again what was made before")
    parser.add_argument("--seed", metavar="N", type=whole(), default=0, help="start of every random draw (default: 0)")
    parser.add_argument("--threads", metavar="N", type=whole(1, 256), default=1, help="processor threads (default: 1)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make them. Returns 0, or 2 if one that was named could not be made; raises InkscopeError."""
    use_threads(arguments.threads)
    from core.reproduce.context import Context
    from core.reproduce.driver import reproduce
    from core.reproduce.sources import find_sources
    from core.reproduce.table import chosen

    experiments = chosen(arguments.experiments)
    context = Context(
        arguments.output,
        find_sources(arguments.data),
        quick=arguments.quick,
        seed=arguments.seed,
        threads=arguments.threads,
        say=faults.say,
    )
    entries = reproduce(context, experiments, fresh=arguments.fresh)
    left_out = [entry for entry in entries if entry.result.skipped]
    sys.stdout.write(f"{arguments.output / 'reproduction.html'}\n")
    return 2 if left_out and arguments.experiments else 0
