"""What is asked about a sheet before reading: its lines, their primitives, what the network says of each run of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.alphabet import NOISE, PART, READER_ALPHABET
from core.image.raster import stroke_width
from core.image.sheet import Sheet
from core.read import spacing
from core.read.classifier import GlyphClassifier
from core.read.patch import patches
from core.segment.components import find_components
from core.segment.lines import find_lines
from core.segment.primitives import Primitives, find_primitives

_LOW = 0.45  # letter heights: lower primitives may be stray marks


@dataclass(frozen=True, eq=False, slots=True)
class Hypotheses:
    """The edges of one line's lattice. runs: int64 (M, 2), first and last primitive. patches: uint8 (M, 32, 32).

    boxes: int64 (M, 4) in the sheet. gaps: float64 (P,), see spacing.gaps. logs: float64 (M, labels), the network's.
    """

    primitives: Primitives
    runs: NDArray[np.int64]
    patches: NDArray[np.uint8]
    boxes: NDArray[np.int64]
    gaps: NDArray[np.float64]
    logs: NDArray[np.float64]

    def skips(self) -> NDArray[np.float64]:
        """Log score of each edge being no writing, float64 (M,): single primitives only, low ones more easily."""
        single = self.runs[:, 0] == self.runs[:, 1]
        noise = np.exp(self.logs[:, READER_ALPHABET.index(NOISE)])
        piece = np.exp(self.logs[:, READER_ALPHABET.index(PART)])
        low = (self.boxes[:, 2] - self.boxes[:, 0]) < _LOW * self.primitives.line.height
        return np.where(single, np.log(noise + np.where(low, 0.2 * piece + 0.02, 1e-4)), -np.inf)


def look(sheet: Sheet, classifier: GlyphClassifier, check: Callable[[float], None]) -> list[Hypotheses]:
    """The hypotheses of every line of a sheet, top to bottom. check: told how far it is, 0..1; may raise Cancelled."""
    components = find_components(sheet.mask)
    stroke = stroke_width(sheet.mask)
    found = []
    lines = find_lines(components)
    for place, line in enumerate(lines):
        check(place / len(lines))
        found.append(_of(find_primitives(sheet, components, line, stroke=stroke), classifier))
    return found


def _of(primitives: Primitives, classifier: GlyphClassifier) -> Hypotheses:
    runs = np.array(primitives.runs(), dtype=np.int64).reshape(-1, 2)
    seen = patches([primitives.crop(first, last) for first, last in runs])
    boxes = np.array([primitives.box(first, last) for first, last in runs], dtype=np.int64)
    logs = classifier.log_probabilities(seen).astype(np.float64)
    return Hypotheses(primitives, runs, seen, boxes, spacing.gaps(primitives), logs)
