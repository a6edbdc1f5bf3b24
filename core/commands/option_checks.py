"""What commands ask of their options before any work is done: numbers within bounds, files that can be written."""

from __future__ import annotations

import argparse
import math
import os
from collections.abc import Callable
from pathlib import Path

from core.errors import ConfigError

_LARGEST = 2**31 - 1  # of a seed, as TrainingConfig has it


def whole(low: int = 0, high: int = _LARGEST) -> Callable[[str], int]:
    """An argparse type: a whole number from low to high, both included. Seeds take the default bounds."""

    def parse(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {low} to {high}")
        return value

    return parse


def number(low: float, high: float) -> Callable[[str], float]:
    """An argparse type: a number from low to high, both included."""

    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is no number from {low:g} to {high:g}")
        return value

    return parse


def require_writable(path: Path) -> None:
    """Raise ConfigError where a file could not be written: better now than after an hour of work. Makes nothing."""
    place = path.absolute().parent
    while not os.path.lexists(place):
        place = place.parent
    if path.is_dir():
        reason = "it is a folder"
    elif not place.is_dir():
        reason = f"{place} is no folder"
    elif not os.access(place, os.W_OK):
        reason = f"the folder {place} takes no files"
    else:
        return
    raise ConfigError(f"{path} cannot be written: {reason}; choose another file.")
