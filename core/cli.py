"""The command line: finds the commands in core/commands, runs one, and turns what goes wrong into one sentence."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import os
import pkgutil
import sys

import core.commands
from core import faults
from core.errors import Cancelled, InkscopeError
from core.version import VERSION

EXIT_FAULT, EXIT_FAILED, EXIT_STOPPED = 1, 2, 130


def command_names() -> list[str]:
    """Modules of the commands, sorted: those of core/commands without an underscore in their name."""
    return sorted(module.name for module in pkgutil.iter_modules(core.commands.__path__) if "_" not in module.name)


def make_parser() -> argparse.ArgumentParser:
    """The parser with every command's own parser in it."""
    parser = argparse.ArgumentParser(
        prog="inkscope",
        description="Inkscope reads handwriting. Without a command it opens its window.",
    )
    parser.add_argument("--version", action="version", version=f"inkscope {VERSION}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in command_names():
        importlib.import_module(f"core.commands.{name}").add_parser(subparsers)
    return parser


def run_command(argv: list[str]) -> int:
    """Run one command. Returns 0 when all was done, 2 for an expected failure, 1 for a fault of ours, 130 for Ctrl-C.

    An expected failure is one sentence on stderr; a fault is one sentence on stderr and a traceback in the log.
    """
    _tolerate_odd_characters()
    try:
        arguments = make_parser().parse_args(argv)
    except SystemExit as stop:  # argparse has said what is wrong, or printed the help
        return stop.code if isinstance(stop.code, int) else EXIT_FAILED
    try:
        return int(arguments.run(arguments))
    except BrokenPipeError:
        return _reader_left()
    except (Cancelled, KeyboardInterrupt):
        faults.say("Stopped.")
        return EXIT_STOPPED
    except InkscopeError as error:
        faults.say(str(error))
        return EXIT_FAILED
    except Exception as error:  # noqa: BLE001 - the edge of the program: logged, and said in one sentence
        faults.report(error, f"inkscope {arguments.command} failed")
        return EXIT_FAULT


def _tolerate_odd_characters() -> None:
    """A file name or letter that the terminal cannot show is escaped instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _reader_left() -> int:
    """`inkscope read ... | head`: whoever took our output has gone; nothing is wrong.

    What is still in the buffer goes nowhere, so that the flush at exit does not complain.
    """
    with contextlib.suppress(OSError, ValueError):
        output = sys.stdout.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, output)
        os.close(nowhere)
    return 0
