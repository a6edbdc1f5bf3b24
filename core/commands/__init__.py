"""The sub-commands of the command line, one module each.

A command module's name has no underscore and is the command's name without hyphens. It has `add_parser(subparsers) ->
None`, which sets `run` as the parser's default, and `run(arguments) -> int`, the exit code. Its top level imports
nothing heavy (no numpy, torch, scipy, skimage): that happens inside `run`. A module with an underscore in its name
helps a command.
"""
