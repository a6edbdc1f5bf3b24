"""Synthetic handwriting: stroke templates written by invented hands, each with its own habits. Unlimited, no network.

A hand has a slant, proportions, a pen and favourite shapes; each of its characters strays from these a little. The
shape's control points are shaken, its strokes shifted and turned, the whole bent, and the path is inked by a pen
whose pressure swells and fades.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.alphabet import CAPITALS, DIGITS, NIST36_ALPHABET, READER_ALPHABET, SMALL, Alphabet
from core.data.dataset import Dataset, encode
from core.data.entries import SYNTHETIC_LICENCE
from core.data.pen import draw_paths
from core.data.strokes import Shape, shapes
from core.errors import DataError

ALPHABETS = {
    "synthetic": NIST36_ALPHABET,
    "synthetic-digits": Alphabet(tuple(DIGITS)),
    "synthetic-letters": Alphabet((*CAPITALS, *SMALL)),
    "synthetic-all": Alphabet(READER_ALPHABET.characters),
}
_HANDS = 120
_SHARES = {"train": 2 / 3, "valid": 2 / 9, "test": 1 / 9}  # as in NIST36: 300, 100 and 50 of each class
_PER_CLASS = 450
_PLAIN_HEIGHT = 0.45  # lower characters (marks) are not blown up beyond this height, in heights of a capital
_FILL = (0.62, 0.80)  # of the picture's side is taken by the longer side of a character


@dataclass(frozen=True, eq=False, slots=True)
class Hands:
    """Habits of H invented writers. Arrays (H,): slant and tilt in radians, aspect (width factor), pen (radius in
    heights of a capital), tremor, sloppiness (0..1 and beyond); taste float32 (H, shapes): liking of each shape."""

    slant: NDArray[np.float32]
    tilt: NDArray[np.float32]
    aspect: NDArray[np.float32]
    pen: NDArray[np.float32]
    tremor: NDArray[np.float32]
    sloppiness: NDArray[np.float32]
    taste: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.slant)


def invent_hands(count: int, rng: np.random.Generator) -> Hands:
    """Draw writers at random. Most write upright or slightly to the right, with one to three pen widths."""

    def normal(middle: float, spread: float) -> NDArray[np.float32]:
        return rng.normal(middle, spread, count).astype(np.float32)

    weights = np.log([shape.weight for shape in shapes()])
    taste = weights + 1.2 * rng.gumbel(size=(count, len(weights)))
    return Hands(
        slant=np.clip(normal(0.07, 0.17), -0.35, 0.6),
        tilt=normal(0.0, 0.035),
        aspect=np.exp(normal(0.02, 0.2)),
        pen=np.exp(normal(np.log(0.047), 0.38)).clip(0.02, 0.105),
        tremor=np.abs(normal(0.0, 0.008)),
        sloppiness=rng.uniform(0.35, 1.25, count).astype(np.float32),
        taste=taste.astype(np.float32),
    )


def write_paths(
    labels: Sequence[str] | NDArray[np.str_], hand: NDArray[np.intp], hands: Hands, rng: np.random.Generator, count: int
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.intp]]:
    """Write each label (N,) in its hand (N,): points (N, count, 2) row and column in heights of a capital, row 1 the
    baseline; radii (N, count) in the same unit; the stroke of each point, int (N, count).

    Raises DataError for a label that has no template.
    """
    chosen = _choose(labels, hand, hands, rng)
    matrices, controls, strokes, looseness = _stack(count)
    points = np.empty((len(chosen), count, 2), dtype=np.float32)
    mess = hands.sloppiness[hand][:, None, None]
    shaken = controls[chosen] + 0.058 * mess * looseness[chosen][..., None] * _normal(rng, controls[chosen].shape)
    for place in np.unique(chosen):
        samples = chosen == place
        points[samples] = np.matmul(matrices[place], shaken[samples, : matrices[place].shape[1]])
    stroke_of = strokes[chosen]
    points += _stroke_drift(points, stroke_of, mess, rng)
    points = _shape_whole(points, hand, hands, rng)
    reach = np.ptp(points, axis=1).max(axis=1).clip(0.1, 1.0)  # a hand trembles less over a short way
    points += (hands.tremor[hand] * reach)[:, None, None] * _along(rng, points.shape, 24)
    swell = 1.0 + 0.14 * _along(rng, (*points.shape[:2], 1), 5)[..., 0]
    radii = hands.pen[hand][:, None] * np.exp(0.08 * _normal(rng, (len(hand), 1))) * swell.clip(0.6, 1.4)
    return points, radii, stroke_of


def draw(
    labels: Sequence[str] | NDArray[np.str_],
    rng: np.random.Generator,
    *,
    size: int = 32,
    hands: Hands | None = None,
    hand: NDArray[np.intp] | None = None,
) -> NDArray[np.uint8]:
    """Pictures of these labels, uint8 (N, size, size), ink 255 on 0.

    About centred, aspect kept, the longer side about three quarters of the picture; marks (". , -") stay small.
    hands: the writers (else new ones are invented); hand: int (N,), who of them writes which.
    """
    if not len(labels):
        return np.zeros((0, size, size), dtype=np.uint8)
    writers = invent_hands(max(1, min(len(labels), _HANDS)), rng) if hands is None else hands
    whose = rng.integers(0, len(writers), len(labels)) if hand is None else hand
    points, radii, stroke_of = write_paths(labels, whose, writers, rng, max(3 * size, 96))
    low, high = points.min(axis=1), points.max(axis=1)
    extent = np.maximum((high - low).max(axis=1), _PLAIN_HEIGHT)
    scale = (rng.uniform(*_FILL, len(labels)) * size / extent).astype(np.float32)[:, None]
    shift = rng.normal(0.0, 0.02, (len(labels), 2)).astype(np.float32) * size
    centre = (low + high) / 2
    pixels = (points - centre[:, None]) * scale[..., None] + (shift + (size - 1) / 2)[:, None]
    height = np.maximum(high[:, :1] - low[:, :1], _PLAIN_HEIGHT)
    pens = radii * scale * height**0.8  # a letter that is enlarged to fill the picture is not inked with a fatter pen
    least = np.where((high - low).max(axis=1, keepdims=True) < 0.2, 0.036, 0.018)  # a full stop is pressed
    pens = np.clip(pens, least * size, 0.075 * size)
    return draw_paths(pixels.astype(np.float32), pens.astype(np.float32), _inked(stroke_of, rng), size)


def make(name: str = "synthetic", *, per_class: int = _PER_CLASS, seed: int = 0, size: int = 32) -> Dataset:
    """A dataset of a named alphabet (see ALPHABETS), split by hands 6 : 2 : 1. Raises DataError for a bad count."""
    if not 9 <= per_class <= 100_000:
        raise DataError(f"{name} takes 9 to 100,000 samples of each class, not {per_class}.")
    alphabet = ALPHABETS[name]
    rng = np.random.default_rng(seed)
    hands = invent_hands(_HANDS, rng)
    first, labels, split, hand = 0, [], [], []
    for part, share in _SHARES.items():
        last = first + round(share * _HANDS)
        count = round(share * per_class) * len(alphabet)
        labels.append(np.tile(np.array(alphabet.labels), round(share * per_class)))
        split.append(np.full(count, part, dtype="<U5"))
        hand.append(rng.integers(first, last, count))
        first = last
    words, whose = np.concatenate(labels), np.concatenate(hand)
    return Dataset(
        images=draw(words, rng, size=size, hands=hands, hand=whose),
        labels=encode(words, alphabet),
        alphabet=alphabet,
        split=np.concatenate(split),
        writers=np.char.add("hand ", whose.astype(np.str_)),
        name=name,
        licence=SYNTHETIC_LICENCE,
    )


def stream(
    alphabet: Alphabet, batch_size: int, rng: np.random.Generator, *, size: int = 32
) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.int64]]]:
    """New handwriting without end: (images uint8 (batch_size, size, size), labels int64), every batch by new hands."""
    names = np.array(alphabet.characters)
    while True:
        words = names[rng.integers(0, len(names), batch_size)]
        yield draw(words, rng, size=size), encode(words, alphabet)


def _normal(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float32]:
    return rng.standard_normal(shape, dtype=np.float32)


def _along(rng: np.random.Generator, shape: tuple[int, ...], nodes: int) -> NDArray[np.float32]:
    """Smooth noise along the second axis, (N, P, D), about unit spread: random nodes joined by straight lines."""
    count, length, fields = shape
    coarse = _normal(rng, (count, nodes, fields))
    position = np.linspace(0, nodes - 1, length)
    before = np.minimum(position.astype(np.intp), nodes - 2)
    rest = (position - before).astype(np.float32)[:, None]
    return coarse[:, before] * (1 - rest) + coarse[:, before + 1] * rest


@lru_cache(maxsize=1)
def _places() -> dict[str, NDArray[np.intp]]:
    """Where each label's shapes stand in strokes.shapes()."""
    found: dict[str, list[int]] = {}
    for place, shape in enumerate(shapes()):
        found.setdefault(shape.label, []).append(place)
    return {label: np.array(places) for label, places in found.items()}


def _choose(
    labels: Sequence[str] | NDArray[np.str_], hand: NDArray[np.intp], hands: Hands, rng: np.random.Generator
) -> NDArray[np.intp]:
    """A shape for each sample, (N,): the one that its hand likes best just now."""
    chosen = np.zeros(len(labels), dtype=np.intp)
    words = np.asarray(labels)
    for label in np.unique(words):
        places = _places().get(str(label))
        if places is None:
            raise DataError(f"There is no stroke template for {str(label)!r}.")
        samples = np.flatnonzero(words == label)
        liking = hands.taste[hand[samples]][:, places] + 0.5 * rng.gumbel(size=(len(samples), len(places)))
        chosen[samples] = places[liking.argmax(axis=1)]
    return chosen


@lru_cache(maxsize=4)
def _stack(
    count: int,
) -> tuple[list[NDArray[np.float32]], NDArray[np.float32], NDArray[np.intp], NDArray[np.float32]]:
    """All shapes in arrays padded to the most control points C: T matrices (count, its C), controls (T, C, 2), stroke
    of each point (T, count), looseness (T, C): how far a control point may stray; less where points stand close."""
    all_shapes = shapes()
    most = max(len(shape.controls) for shape in all_shapes)
    matrices = []
    controls = np.zeros((len(all_shapes), most, 2), dtype=np.float32)
    strokes = np.zeros((len(all_shapes), count), dtype=np.intp)
    looseness = np.zeros((len(all_shapes), most), dtype=np.float32)
    for place, shape in enumerate(all_shapes):
        used = len(shape.controls)
        matrix, strokes[place] = shape.matrix(count)
        matrices.append(matrix)
        controls[place, :used] = shape.controls
        looseness[place, :used] = _looseness(shape)
    return matrices, controls, strokes, looseness


def _looseness(shape: Shape) -> NDArray[np.float32]:
    gaps = np.linalg.norm(np.diff(shape.controls, axis=0), axis=1)
    gaps[np.diff(shape.stroke_of) > 0] = 1.0
    around = np.minimum(np.concatenate([[1.0], gaps]), np.concatenate([gaps, [1.0]]))
    loose: NDArray[np.float32] = np.clip(around / 0.45, 0.08, 1.0).astype(np.float32)
    return loose


def _stroke_drift(
    points: NDArray[np.float32], stroke_of: NDArray[np.intp], mess: NDArray[np.float32], rng: np.random.Generator
) -> NDArray[np.float32]:
    """Strokes do not meet where they should: each is shifted and turned a little. (N, P, 2)"""
    most = int(stroke_of.max()) + 1
    samples = np.arange(len(points))[:, None]
    shift = (0.028 * mess * _normal(rng, (len(points), most, 2)))[samples, stroke_of]
    turn = (0.05 * mess[..., 0] * _normal(rng, (len(points), most)))[samples, stroke_of][..., None]
    arm = points - points.mean(axis=1, keepdims=True)
    drift: NDArray[np.float32] = shift + turn * np.stack([-arm[..., 1], arm[..., 0]], axis=2)
    return drift


def _shape_whole(
    points: NDArray[np.float32], hand: NDArray[np.intp], hands: Hands, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Aspect, bend, slant and tilt of whole characters, about the middle of the baseline band. (N, P, 2)"""
    count = len(points)
    mess = hands.sloppiness[hand]
    row = points[..., 0] - 0.5
    column = points[..., 1] - points[..., 1].mean(axis=1, keepdims=True)
    column = column * (hands.aspect[hand] * np.exp(0.13 * mess * _normal(rng, (count,))))[:, None]
    bend = (0.12 * mess * _normal(rng, (count,)))[:, None]
    widen = (0.12 * mess * _normal(rng, (count,)))[:, None]
    lean = (0.10 * mess * _normal(rng, (count,)))[:, None]
    column = column * (1 + widen * row) + bend * (row * row - 0.1)
    row = row + lean * column * row + 0.05 * mess[:, None] * _normal(rng, (count, 1)) * column * column
    slant = (hands.slant[hand] + 0.05 * mess * _normal(rng, (count,)))[:, None]
    column = column - np.tan(slant) * row
    tilt = (hands.tilt[hand] + 0.035 * mess * _normal(rng, (count,)))[:, None]
    cosine, sine = np.cos(tilt), np.sin(tilt)
    return np.stack([cosine * row + sine * column + 0.5, cosine * column - sine * row], axis=2).astype(np.float32)


def _inked(stroke_of: NDArray[np.intp], rng: np.random.Generator) -> NDArray[np.bool_]:
    """Where the pen leaves ink, (N, P): everywhere but in a rare short gap, as a dry pen makes."""
    count, length = stroke_of.shape
    inked = np.ones((count, length), dtype=bool)
    for sample in np.flatnonzero(rng.random(count) < 0.06):
        start = int(rng.integers(0, length))
        inked[sample, start : start + int(rng.integers(2, max(3, length // 14)))] = False
    return inked
