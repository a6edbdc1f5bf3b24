"""The line network's training set in full: what `line-data` runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from core.errors import DataError
from core.read.training import line_strips as strips
from core.read.training.fonts import font_files
from core.read.training.pool import Hands
from core.read.training.sources import open_sources

_VALID = 0.03  # valid lines for each training line
_SPLITS = ("train", "valid")


@dataclass(frozen=True, slots=True)
class Amounts:
    """Training lines written in fonts and composed of characters, and the seed they are drawn from."""

    written: int = 10000
    composed: int = 12000
    seed: int = 0


def build(
    output: Path,
    *,
    lines: Path | None,
    characters: Path | None,
    fonts: Path | None,
    prose: Path | None,
    amounts: Amounts,
    check: strips.Check,
) -> strips.LineStrips:
    """Build and write the strips of all sources that are named.

    Raises DataError if none is, one cannot be read or the file cannot be written.
    """
    text = _prose(prose)
    parts: list[Iterator[strips.Sample]] = []
    if lines is not None:
        parts.append(strips.real_lines(lines, check))
    for place, split in enumerate(_SPLITS):
        share = 1.0 if split == "train" else _VALID
        rng = np.random.default_rng([amounts.seed, place])
        if fonts is not None:
            parts.append(
                strips.written_lines(font_files(fonts), round(amounts.written * share), split, text, rng, check)
            )
        if characters is not None:
            hands = Hands.of(open_sources(characters), split)
            parts.append(strips.composed_lines(hands, round(amounts.composed * share), split, text, rng, check))
    data = strips.gather(chain.from_iterable(parts))
    strips.save(data, output)
    return data


def _prose(path: Path | None) -> list[str]:
    if path is None:
        return []
    try:
        return [line for line in path.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"The text {path.name} cannot be read; name a file of plain text.") from error
