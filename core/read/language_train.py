"""From text sources to a written language model, and its measure: bits per character on lines that it never saw."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.alphabet import looks_like
from core.read import language_case
from core.read.language import LanguageModel
from core.read.language_build import count_lines, pack, prune, smooth
from core.read.language_corpus import Line, cased, fold, make_lines, split, to_codes
from core.read.language_file import save_packed
from core.read.language_sources import gather
from core.read.language_symbols import CODE_OF

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


@dataclass(frozen=True, slots=True)
class Measure:
    """How well a model foretells lines of a kind. bits: per character, line ends counted. told_apart: share of the
    characters with a twin of like shape (core.alphabet.LOOK_ALIKES) that the model prefers to each of their twins."""

    bits: float
    told_apart: float


def measure(path: Path, lines: list[Line]) -> dict[str, Measure]:
    """By kind of line: as written, and prose and names also in capitals (then twins are capitals and digits)."""
    model = LanguageModel.open(path)
    rng = np.random.default_rng(2)
    groups: dict[str, list[str]] = {}
    for place in rng.permutation(len(lines)):
        line = lines[place]
        groups.setdefault(line.kind, []).append(line.text)
        if line.kind in ("prose", "names"):
            groups.setdefault(f"{line.kind} in capitals", []).append(line.text.upper())
    return {kind: measure_lines(model, groups[kind][:_MEASURED]) for kind in sorted(groups)}


def measure_lines(model: LanguageModel, lines: list[str]) -> Measure:
    """Bits per character of the lines, and how often they beat the same lines with one twin in them."""
    scores = line_scores(model, lines)
    altered, owner = _altered(lines)
    best = np.full(len(owner) and owner.max() + 1, -np.inf)
    originals = np.zeros(len(best))
    if altered:
        np.maximum.at(best, owner, line_scores(model, [text for text, _ in altered]))
        originals[owner] = scores[[line for _, line in altered]]
    bits = -float(scores.sum()) / math.log(2) / sum(len(line) + 1 for line in lines)
    return Measure(bits, float(np.mean(originals > best)) if len(best) else 1.0)


def _altered(lines: list[str]) -> tuple[list[tuple[str, int]], NDArray[np.int64]]:
    """Lines with one character exchanged for a twin, the line each came from, and which character of all it was."""
    altered: list[tuple[str, int]] = []
    owner: list[int] = []
    characters = 0
    for number, line in enumerate(lines):
        capitals = line == line.upper()
        for place, character in enumerate(line):
            twins = sorted(looks_like(character) - {character})
            twins = [twin for twin in twins if twin in CODE_OF and not (capitals and twin.islower())]
            altered += [(line[:place] + twin + line[place + 1 :], number) for twin in twins]
            owner += [characters] * len(twins)
            characters += bool(twins)
    return altered, np.array(owner, np.int64)


def line_scores(model: LanguageModel, lines: list[str]) -> NDArray[np.float64]:
    """(lines,) log probability of each, its end included. All lines are walked side by side."""
    codes = np.full((len(lines), max(map(len, lines))), -1, np.int64)
    for place, line in enumerate(lines):
        codes[place, : len(line)] = to_codes(line)
    states = np.full(len(lines), model.start, np.int64)
    totals = np.zeros(len(lines))
    for column in codes.T:
        there = column >= 0
        logs, after = model.advance(states, np.maximum(column, 0))
        totals += np.where(there, logs, 0.0)
        states = np.where(there, after, states)
    return totals + model.end(states)
