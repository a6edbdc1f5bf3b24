"""`evaluate`: how well the reader reads pages with known text, or a model tells the characters of a dataset."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

from core.alphabet import CHOICES
from core.commands.model_data import SPLIT_HELP
from core.errors import ConfigError
from core.threads import use_one_thread


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `evaluate` to the command line."""
    parser = subparsers.add_parser(
        "evaluate",
        help="measure error rates on pages with known text, or a model on a dataset",
        description="Measure the reader on pages (--pages), or a model on a dataset (--model with --dataset).",
    )
    parser.add_argument("--pages", metavar="FOLDER", type=Path, help="pictures with a NAME.gt.txt beside each")
    parser.add_argument("--alphabet", choices=CHOICES, default="auto", help="characters to expect (default: auto)")
    parser.add_argument(
        "--exact-shapes", action="store_true", help="with --pages: each character by its shape alone, without language"
    )
    parser.add_argument("--case", action="store_true", help="with --pages: a small letter for a capital is an error")
    parser.add_argument("--model", metavar="RUN_OR_FILE", help="a model file or the name of a run")
    parser.add_argument("--dataset", metavar="D", help="with --model: a dataset's name or path")
    parser.add_argument("--split", default="test", help=f"with --dataset: {SPLIT_HELP}")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="what to print (default: text)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Evaluate the reader or a model. Returns the exit code; raises InkscopeError."""
    if (arguments.pages is None) == (arguments.dataset is None):
        raise ConfigError("Give either --pages FOLDER, or --model RUN_OR_FILE with --dataset D.")
    if arguments.pages is None and arguments.model is None:
        raise ConfigError("Say with --model RUN_OR_FILE which model to evaluate on the dataset.")
    for option in ("exact_shapes", "case"):
        if arguments.pages is None and getattr(arguments, option):
            raise ConfigError(f"--{option.replace('_', '-')} is about reading pages; give --pages FOLDER with it.")
    if arguments.pages is not None:
        use_one_thread()
    name = "evaluate_model" if arguments.pages is None else "evaluate_pages"
    return int(importlib.import_module(f"core.commands.{name}").run(arguments))
