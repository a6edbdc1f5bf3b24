"""`line-data`: build the strips of lines that the second reader is trained on."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.commands.option_checks import require_writable, whole


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `line-data` to the command line."""
    parser = subparsers.add_parser(
        "line-data",
        help="build the lines that the second reader is trained on",
        description="Lines of real writing, of fonts and composed of characters, as strips 32 pixels high.",
    )
    parser.add_argument("--lines", type=Path, metavar="FOLDER", help="real lines: labels.tsv and its pictures")
    parser.add_argument("--characters", type=Path, metavar="FOLDER", help="with unipen-curated.npz")
    parser.add_argument("--fonts", type=Path, metavar="FOLDER", help="folder with @fontsource packages")
    parser.add_argument("--prose", type=Path, metavar="FILE", help="text that lines are made of, else made-up words")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="the .npz to write")
    parser.add_argument(
        "--written", type=whole(0, 1_000_000), default=10000, metavar="N", help="lines in fonts (default: 10000)"
    )
    parser.add_argument(
        "--composed", type=whole(0, 1_000_000), default=12000, metavar="N", help="composed lines (default: 12000)"
    )
    parser.add_argument("--seed", type=whole(), default=0, help="start of every random draw")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Build the strips. Returns 0; raises InkscopeError."""
    from core.commands.progress_bar import ProgressBar
    from core.read.training.line_build import Amounts, build

    require_writable(arguments.output)
    with ProgressBar(1) as bar:
        data = build(
            arguments.output,
            lines=arguments.lines,
            characters=arguments.characters,
            fonts=arguments.fonts,
            prose=arguments.prose,
            amounts=Amounts(arguments.written, arguments.composed, arguments.seed),
            check=bar.show,
        )
    print(f"{len(data)} lines written to {arguments.output}")  # noqa: T201
    return 0
