"""What is asked of a sheet before reading: its lines, their primitives, what the network says of each run of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from core.alphabet import NOISE, PART, READER_ALPHABET, looks_like
from core.image.pieces import stroke_width
from core.image.sheet import Sheet
from core.read import spacing
from core.read.classifier import GlyphClassifier
from core.read.memory import Memory
from core.segment.components import Components
from core.segment.lines import TextLine, find_lines
from core.segment.primitives import Primitives, find_primitives

_CHARACTERS = READER_ALPHABET.characters
_SURE = 0.93  # probability from which on a component is one whole character
# Shapes of one bare stroke may as well be a piece of another character: never sure.
_TELLING = np.array([place for place, c in enumerate(_CHARACTERS) if c.isalnum() and c not in "Iil1jrvcCLJU"])
_ALIKE = np.array([[float(b in looks_like(a)) for b in _CHARACTERS] for a in _CHARACTERS], dtype=np.float32)
_LOW = 0.45  # letter heights: lower primitives may be stray marks


@dataclass(frozen=True, eq=False, slots=True)
class Hypotheses:
    """The edges of one line's lattice. runs: int64 (M, 2), first and last primitive. patches: uint8 (M, 32, 32).

    boxes: int64 (M, 4) in the sheet. gaps: float64 (P,), see spacing.gaps. logs: float64 (M, labels), the network's.
    key: stands for all of it.
    """

    primitives: Primitives
    runs: NDArray[np.int64]
    patches: NDArray[np.uint8]
    boxes: NDArray[np.int64]
    gaps: NDArray[np.float64]
    logs: NDArray[np.float64]
    key: Hashable = None

    def skips(self) -> NDArray[np.float64]:
        """Log score of each edge being no writing, float64 (M,): single primitives only, low ones more easily."""
        single = self.runs[:, 0] == self.runs[:, 1]
        noise = np.exp(self.logs[:, READER_ALPHABET.index(NOISE)])
        piece = np.exp(self.logs[:, READER_ALPHABET.index(PART)])
        low = (self.boxes[:, 2] - self.boxes[:, 0]) < _LOW * self.primitives.line.height
        return np.where(single, np.log(noise + np.where(low, 0.2 * piece + 0.02, 1e-4)), -np.inf)


def look(
    sheet: Sheet,
    components: Components,
    classifier: GlyphClassifier,
    check: Callable[[float], None],
    memory: Memory[Hypotheses],
) -> list[Hypotheses]:
    """The hypotheses of every line of a sheet, top to bottom. check: told how far it is, 0..1; may raise Cancelled.

    components: of the sheet's mask. memory: lines that were looked at before; a line of the same ink at the same place
    is taken from there.
    """
    stroke = round(4 * stroke_width(sheet.mask)) / 4  # a line's cuts must not change with every stroke drawn elsewhere
    found = []
    lines = find_lines(components)
    for place, line in enumerate(lines):
        check(place / len(lines))
        key = _key(sheet, components, line, stroke)
        found.append(memory.recall(key, partial(_look_at, sheet, components, line, stroke, classifier, key)))
    return found


def _key(sheet: Sheet, components: Components, line: TextLine, stroke: float) -> Hashable:
    """What decides all that is asked about a line."""
    boxes = components.boxes[line.members]
    top, left = (int(side) for side in boxes[:, :2].min(axis=0))
    bottom, right = (int(side) for side in boxes[:, 2:].max(axis=0))
    members = np.isin(components.labels[top:bottom, left:right], line.members + 1)
    inked = np.where(members, sheet.ink[top:bottom, left:right], 0).astype(np.uint8)
    digest = blake2b(inked.tobytes() + np.packbits(members).tobytes(), digest_size=16).digest()
    return digest, inked.shape, top, left, line.centre, line.height, stroke


def _look_at(
    sheet: Sheet, components: Components, line: TextLine, stroke: float, classifier: GlyphClassifier, key: Hashable
) -> Hypotheses:
    sure = _sure(sheet, components, line, classifier)
    primitives = find_primitives(sheet, components, line, stroke=stroke, sure=sure)
    runs = np.array(primitives.runs(), dtype=np.int64).reshape(-1, 2)
    seen = classifier.patches_of([primitives.crop(first, last) for first, last in runs])
    boxes = np.array([primitives.box(first, last) for first, last in runs], dtype=np.int64)
    logs = classifier.log_probabilities(seen).astype(np.float64)
    return Hypotheses(primitives, runs, seen, boxes, spacing.gaps(primitives), logs, key)


def _sure(sheet: Sheet, components: Components, line: TextLine, classifier: GlyphClassifier) -> NDArray[np.bool_]:
    """Which members of a line are whole characters beyond doubt: the many that need no cutting. bool (members,)."""
    seen = classifier.patches_of([_alone(sheet, components, int(member)) for member in line.members])
    shares = np.exp(classifier.log_probabilities(seen)[:, : len(_CHARACTERS)])
    # Twins share their probability: what is sure is that it is one character, not which.
    whole = np.isin(shares.argmax(axis=1), _TELLING) & ((shares @ _ALIKE).max(axis=1) >= _SURE)
    tall = components.heights[line.members] > _LOW * line.height
    narrow = components.widths[line.members] < 1.5 * line.height
    return np.asarray(whole & tall & narrow)


def _alone(sheet: Sheet, components: Components, member: int) -> NDArray[np.uint8]:
    top, left, bottom, right = components.boxes[member]
    own = components.labels[top:bottom, left:right] == member + 1
    return np.where(own, sheet.ink[top:bottom, left:right], 0).astype(np.uint8)
