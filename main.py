"""The way in: without arguments the window, with a sub-command the command line.

Nothing heavy is imported here: the window loads Qt, the command line never does, and `--help` loads neither numpy.
"""

from __future__ import annotations

import sys

_WINDOW_OPTIONS = ("--picture",)  # `--picture FILE` draws the window into a file instead of opening it


def main(argv: list[str] | None = None) -> int:
    """Run Inkscope; argv without the program's name, None for the real one. Returns the exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments or arguments[0] in _WINDOW_OPTIONS:
        from gui.app import run

        return run(arguments)
    from core.cli import run_command

    return run_command(arguments)


if __name__ == "__main__":
    sys.exit(main())
