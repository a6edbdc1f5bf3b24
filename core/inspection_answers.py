"""What the window is answered about networks, runs and their mistakes. Values only.

Pictures come ready to be coloured: uint8 places in a colour map, so that the window computes nothing. Places of a
diverging map: GAP is no value, 1..255 are values, ZERO is zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.inspection_messages import Correction

GAP, ZERO = 0, 128  # places of a diverging map


@dataclass(frozen=True, slots=True)
class Layer:
    """name, and shape of its weights: (units, inputs) or (units, channels, rows, columns)."""

    name: str
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """A source: source and title; its epochs whose weights were kept; what else there is to choose.

    sources: (source, title) of everything that can be looked at. datasets: names. best: the best epoch, -1 unknown.
    input_shape: (channels, rows, columns).
    """

    source: str
    title: str
    architecture: str
    labels: tuple[str, ...]
    input_shape: tuple[int, ...]
    layers: tuple[Layer, ...]
    epochs: tuple[int, ...]
    best: int
    dataset: str
    sources: tuple[tuple[str, str], ...]
    datasets: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Mosaic:
    """Tiles side by side. picture: uint8 (H, W), places in a diverging map; or (H, W, 3), colours.

    start: the same before training, or None. units: unit of each tile, in the order shown. columns: tiles in a row.
    tile: rows and columns of a tile; gap: pixels above and left of each. limit: value at either end of the map, 0
    where each tile has its own. names: of the units, or empty. count: units of the layer.
    """

    source: str
    title: str
    epoch: int
    layer: str
    picture: NDArray[np.uint8]
    start: NDArray[np.uint8] | None
    units: NDArray[np.int64]
    columns: int
    tile: tuple[int, int]
    gap: int
    limit: float
    names: tuple[str, ...]
    count: int
    composed: bool


@dataclass(frozen=True, eq=False, slots=True)
class Unit:
    """A unit from near. picture: uint8 (h, w) in a diverging map, or (h, w, 3). limit: value at the map's end.

    counts (B), edges (B + 1): histogram of its weights. epochs (E), norms (E), changes (E): L2 norm of its weights,
    and of their difference from the start. classes, to_classes (K): its weight to each class, empty where it has none.
    """

    layer: str
    unit: int
    name: str
    epoch: int
    picture: NDArray[np.uint8]
    limit: float
    counts: NDArray[np.int64]
    edges: NDArray[np.float64]
    epochs: NDArray[np.int64]
    norms: NDArray[np.float64]
    changes: NDArray[np.float64]
    classes: tuple[str, ...]
    to_classes: NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Exciting:
    """images uint8 (n, H, W) or (n, H, W, 3), most exciting first, with their labels and the unit's answers (n)."""

    layer: str
    unit: int
    images: NDArray[np.uint8]
    labels: tuple[str, ...]
    answers: NDArray[np.float64]
    among: int


@dataclass(frozen=True, eq=False, slots=True)
class LayerSeen:
    """One layer's activations, uint8 (h, w), places in a diverging map. shape: (channels, rows, columns) or (units)."""

    name: str
    shape: tuple[int, ...]
    picture: NDArray[np.uint8]
    limit: float


@dataclass(frozen=True, eq=False, slots=True)
class Seen:
    """A patch on its way through. patch: as the network takes it. labels and probabilities (K): best first."""

    epoch: int
    patch: NDArray[np.uint8]
    layers: tuple[LayerSeen, ...]
    labels: tuple[str, ...]
    probabilities: NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Explained:
    """picture: uint8 (H, W), places in a diverging map: what speaks for the label is above ZERO, against it below."""

    method: str
    label: str
    patch: NDArray[np.uint8]
    picture: NDArray[np.uint8]
    limit: float


@dataclass(frozen=True, eq=False, slots=True)
class Dreamt:
    """picture: uint8 (H, W) ink 255 on 0, or (H, W, 3). first, last: the unit's answer to noise and to the picture."""

    layer: str
    unit: int
    name: str
    picture: NDArray[np.uint8]
    first: float
    last: float


@dataclass(frozen=True, eq=False, slots=True)
class Confusion:
    """counts: int64 (K, K), rows true, columns predicted, in the order of labels.

    order: int64 (K), places of labels so that confused ones stand together. accuracy: 0..1. corrected: how many
    corrections count in it. live: as measured while training, without running the network again.
    """

    source: str
    title: str
    epoch: int
    dataset: str
    split: str
    labels: tuple[str, ...]
    counts: NDArray[np.int64]
    order: NDArray[np.int64]
    accuracy: float
    corrected: int
    live: bool


@dataclass(frozen=True, eq=False, slots=True)
class Gallery:
    """Samples of a cell: images uint8 (n, H, W) or (n, H, W, 3), confidence (n) of what was predicted, digests (n).

    labels: of the data set, before corrections. count: samples of the cell in all. corrections: all of the data set.
    """

    dataset: str
    true: str
    predicted: str
    images: NDArray[np.uint8]
    confidence: NDArray[np.float64]
    digests: tuple[str, ...]
    labels: tuple[str, ...]
    count: int
    corrections: Mapping[str, Correction] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, slots=True)
class Calibration:
    """Of count samples, mistakes of them wrong. ece: expected calibration error.

    confidence, accuracy, samples (B): mean of both and count in each bin, NaN where it is empty. thresholds (T):
    0..1; flagged, caught (T): samples, and mistakes among them, whose confidence is below the threshold.
    """

    epoch: int
    dataset: str
    split: str
    count: int
    mistakes: int
    ece: float
    confidence: NDArray[np.float64]
    accuracy: NDArray[np.float64]
    samples: NDArray[np.int64]
    thresholds: NDArray[np.float64]
    flagged: NDArray[np.int64]
    caught: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Corrected:
    """The corrections of the data set are kept."""

    dataset: str
    count: int


@dataclass(frozen=True, slots=True)
class Saved:
    """The file was written."""

    path: str


Answer = (
    Description
    | Mosaic
    | Unit
    | Exciting
    | Seen
    | Explained
    | Dreamt
    | Confusion
    | Gallery
    | Calibration
    | Corrected
    | Saved
)
