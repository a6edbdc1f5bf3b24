"""`gradcheck`: the gradients of the network from scratch beside central differences and torch's."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from core.commands.option_checks import whole
from core.threads import use_one_thread

if TYPE_CHECKING:
    from core.nets.gradient_check import Reference


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `gradcheck` to the command line."""
    parser = subparsers.add_parser(
        "gradcheck",
        help="check the gradients of the network from scratch",
        description="Compare every gradient of the network from scratch with central differences in float64 and with "
        "torch's, and print the largest relative errors.",
        epilog="Exit code 0 when all errors are at most 1e-6, 1 when any is larger.",
    )
    parser.add_argument("--seed", type=whole(), default=0, help="draws the inputs and weights (default: 0)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the table, row by row. Returns 1 if any gradient is wrong, else 0."""
    use_one_thread()
    from core.nets.gradient_check import TOLERANCE, check_all

    reference = _torch_reference()
    _write("layer, loss or network", "differences", "torch")
    failed = 0
    for result in check_all(arguments.seed, reference):
        failed += not result.passed
        _write(result.name, _number(result.differences), _number(result.reference), "" if result.passed else "WRONG")
    verdict = f"{failed} are wrong" if failed else "all are right"
    note = "" if reference else " Torch is not installed and was not asked."
    sys.stdout.write(f"Largest relative errors; allowed is {TOLERANCE:g}: {verdict}.{note}\n")
    return 1 if failed else 0


def _torch_reference() -> Reference | None:
    try:
        from core.nets.torch_check import torch_gradients
    except ImportError:
        return None
    return torch_gradients


def _write(*cells: str) -> None:
    name, *rest = cells
    sys.stdout.write(f"{name:<34}" + "".join(f"{cell:>14}" for cell in rest).rstrip() + "\n")


def _number(error: float | None) -> str:
    return "-" if error is None else f"{error:.1e}"
