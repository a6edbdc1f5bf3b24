"""`confusion`: the confusion matrix of a model on a dataset as a figure."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.alphabet import CHOICES
from core.commands.model_data import SPLIT_HELP, evaluate_on
from core.commands.option_checks import require_writable
from core.threads import use_one_thread


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `confusion` to the command line."""
    parser = subparsers.add_parser("confusion", help="draw the confusion matrix of a model on a dataset")
    parser.add_argument("model", metavar="RUN_OR_FILE", help="a model file or the name of a run")
    parser.add_argument("--dataset", metavar="D", required=True, help="a dataset's name or path")
    parser.add_argument("--split", default="test", help=SPLIT_HELP)
    parser.add_argument("--alphabet", choices=CHOICES, default="auto", help="characters to answer with (default: auto)")
    parser.add_argument("--output", metavar="FILE", type=Path, required=True, help="a .png, .svg or .pdf file")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Evaluate and draw. Returns 0; raises InkscopeError."""
    use_one_thread()
    from core.export.figures import check_format, confusion_figure, save_figure
    from core.train.models import open_model

    check_format(arguments.output)
    require_writable(arguments.output)
    model = open_model(arguments.model)
    found = evaluate_on(model, arguments.dataset, split=arguments.split, alphabet=arguments.alphabet)
    title = (
        f"{model.header.name} on {arguments.dataset}, {arguments.split}: {found.accuracy:.2%} of {found.count} right"
    )
    save_figure(confusion_figure(found.confusion, found.labels, title), arguments.output)
    return 0
