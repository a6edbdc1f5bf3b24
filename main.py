"""The way in: without arguments, with a file or with options of the window the window; with a command the command line.

Nothing heavy is imported here: the window loads Qt, the command line never does, and `--help` does not even load numpy.
"""

from __future__ import annotations

import sys
from pathlib import Path

from core.cli import EXIT_FAILED, command_names, run_command


def main(argv: list[str] | None = None) -> int:
    """Run Inkscope; argv without the program's name, None for the real one. Returns the exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    if not wants_window(arguments):
        return run_command(arguments)
    return open_window(arguments)


def open_window(arguments: list[str]) -> int:
    """The window; where it cannot open one sentence, and 2. Returns the exit code."""
    from core import faults
    from gui.display import has_display

    if not has_display() and not {"--picture", "-h", "--help"} & {argument.partition("=")[0] for argument in arguments}:
        faults.say("There is no display here for the window; `read` on the command line does without one.")
        return EXIT_FAILED
    try:
        from gui.app import run
    except ImportError as error:  # Qt's wheels leave some libraries to the system
        faults.say(f"The window cannot open here ({error}); `make run` says which libraries Qt needs.")
        return EXIT_FAILED
    return run(arguments)


def wants_window(arguments: list[str]) -> bool:
    """Whether these arguments ask for the window: none, one of its own options, or a file to open in it."""
    if not arguments:
        return True
    first = arguments[0]
    if first in command_names() or first in ("-h", "--help", "--version"):
        return False
    return first.startswith("--") or Path(first).is_file()


if __name__ == "__main__":
    sys.exit(main())
