"""From text sources to a written language model, and its measure: bits per character on lines that it never saw."""

from __future__ import annotations

import logging
import math
from pathlib import Path

import numpy as np

from core.read import language_case
from core.read.language import LanguageModel
from core.read.language_build import count_lines, pack, prune, smooth
from core.read.language_corpus import Line, cased, fold, make_lines, split, to_codes
from core.read.language_file import save_packed
from core.read.language_sources import gather

_LOG = logging.getLogger(__name__)
_CASE_LINES = 250_000  # enough for the table of letter case
_MEASURED = 600  # lines of each kind


def build(paths: dict[str, Path], output: Path, *, seed: int, threshold: float) -> list[Line]:
    """Build a model from the sources, write it, and give the lines that were held out.

    paths: see core.read.language_sources.gather. threshold: see core.read.language_build.prune. Raises DataError.
    """
    text = gather(paths)
    rng = np.random.default_rng(seed)
    lines = make_lines(split(text, held_out=False), rng)
    held_out = make_lines(split(text, held_out=True), np.random.default_rng(seed + 1))
    levels = smooth(count_lines(fold(lines)))
    kept = prune(levels, threshold)
    _LOG.info("n-grams kept by order: %s", [int(part.sum()) for part in kept])
    chosen = rng.choice(len(lines), min(len(lines), _CASE_LINES), replace=False)
    capital = language_case.learn([to_codes(cased(lines[place], rng)) for place in chosen])
    save_packed(output, pack(levels, kept, capital), f"sources: {', '.join(sorted(paths))}; seed {seed}")
    return held_out


def measure(path: Path, lines: list[Line]) -> dict[str, float]:
    """Bits per character (line ends counted) by kind of line: as written, and prose and names also in capitals."""
    model = LanguageModel.open(path)
    rng = np.random.default_rng(2)
    groups: dict[str, list[str]] = {}
    for place in rng.permutation(len(lines)):
        line = lines[place]
        groups.setdefault(line.kind, []).append(line.text)
        if line.kind in ("prose", "names"):
            groups.setdefault(f"{line.kind} in capitals", []).append(line.text.upper())
    return {kind: bits_per_character(model, groups[kind][:_MEASURED]) for kind in sorted(groups)}


def bits_per_character(model: LanguageModel, lines: list[str]) -> float:
    """Mean over all characters and line ends of -log2 P. All lines are walked side by side."""
    longest = max(len(line) for line in lines)
    codes = np.full((len(lines), longest), -1, np.int64)
    for place, line in enumerate(lines):
        codes[place, : len(line)] = model.codes(line)
    states = np.full(len(lines), model.start, np.int64)
    total = 0.0
    for column in codes.T:
        there = column >= 0
        logs, after = model.advance(states, np.maximum(column, 0))
        total += float(logs[there].sum())
        states = np.where(there, after, states)
    total += float(model.end(states).sum())
    return -total / math.log(2) / (sum(map(len, lines)) + len(lines))
