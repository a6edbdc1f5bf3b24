"""What the window asks about networks, runs and their mistakes. Values only.

A question travels inside core.messages.Inspect, its answer (core.inspection_answers) inside core.messages.Inspected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

READER = "@reader"  # the shipped reader as a source
NEWEST = -1  # as an epoch: the newest that was kept
ORDERS = ("index", "norm", "change", "similarity")
SCALES = ("shared", "own")
METHODS = ("gradient", "integrated", "occlusion")


@dataclass(frozen=True, slots=True)
class Subject:
    """Which network is looked at, and with which samples.

    source: id of a run, path of a model file, READER, or "" for the newest run (the reader where there is none).
    dataset: "" for the one that it learned from. split: train, valid or test.
    """

    source: str = ""
    epoch: int = NEWEST
    dataset: str = ""
    split: str = "valid"


# Questions.


@dataclass(frozen=True, slots=True)
class Describe:
    """What is there to look at? Answer: Description."""

    kind: ClassVar[str] = "describe"
    subject: Subject = Subject()


@dataclass(frozen=True, slots=True)
class ShowMosaic:
    """A layer's weights as tiles. Answer: Mosaic. layer: the first where it has none of that name. aspect: width by
    height of the pane.

    order: one of ORDERS. scale: one of SCALES. start: also the same tiles before training.
    """

    kind: ClassVar[str] = "mosaic"
    subject: Subject
    layer: str = ""
    order: str = "index"
    scale: str = "shared"
    aspect: float = 1.0
    start: bool = False


@dataclass(frozen=True, slots=True)
class ShowUnit:
    """One unit from near. Answer: Unit."""

    kind: ClassVar[str] = "unit"
    subject: Subject
    layer: str
    unit: int


@dataclass(frozen=True, slots=True)
class FindExciting:
    """The training pictures that drive a unit most. Answer: Exciting."""

    kind: ClassVar[str] = "exciting"
    subject: Subject
    layer: str
    unit: int
    most: int = 16


@dataclass(frozen=True, eq=False, slots=True)
class See:
    """What the network makes of a patch, uint8 (H, W) ink 255 on 0, or (H, W, 3). Answer: Seen."""

    kind: ClassVar[str] = "see"
    subject: Subject
    patch: NDArray[np.uint8]


@dataclass(frozen=True, eq=False, slots=True)
class Explain:
    """Which pixels the answer label rests on, by one of METHODS. Answer: Explained. label: "" for the best."""

    kind: ClassVar[str] = "explain"
    subject: Subject
    patch: NDArray[np.uint8]
    method: str = "gradient"
    label: str = ""


@dataclass(frozen=True, slots=True)
class DreamOf:
    """A picture that drives a unit as far as it goes. Answer: Dreamt. layer "": the classes."""

    kind: ClassVar[str] = "dream"
    subject: Subject
    layer: str
    unit: int


@dataclass(frozen=True, slots=True)
class ShowConfusion:
    """The confusion matrix. Answer: Confusion."""

    kind: ClassVar[str] = "confusion"
    subject: Subject


@dataclass(frozen=True, slots=True)
class ShowGallery:
    """The samples of one cell, most confident first. Answer: Gallery. true, predicted: labels."""

    kind: ClassVar[str] = "gallery"
    subject: Subject
    true: str
    predicted: str
    most: int = 160


@dataclass(frozen=True, slots=True)
class ShowCalibration:
    """How far confidence can be trusted. Answer: Calibration."""

    kind: ClassVar[str] = "calibration"
    subject: Subject


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person said of one sample: another label, or that it shall not count. Neither: as in the data set."""

    label: str = ""
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Correct:
    """Keep all corrections of a data set, by the digest of the picture, in place of those before. Answer: Corrected."""

    kind: ClassVar[str] = "correct"
    dataset: str
    corrections: Mapping[str, Correction]


@dataclass(frozen=True, slots=True)
class SaveFigure:
    """Write what the question shows to a .png, .svg or .pdf figure or a .csv of its numbers. Answer: Saved."""

    kind: ClassVar[str] = "save"
    question: ShowMosaic | ShowConfusion | ShowCalibration | ShowUnit | See
    path: str


@dataclass(frozen=True, slots=True)
class SaveFilm:
    """Write a GIF of what the question shows over all kept epochs. Answer: Saved. seconds: of one epoch."""

    kind: ClassVar[str] = "save"
    question: ShowMosaic | ShowConfusion
    path: str
    seconds: float = 0.2


Question = (
    Describe
    | ShowMosaic
    | ShowUnit
    | FindExciting
    | See
    | Explain
    | DreamOf
    | ShowConfusion
    | ShowGallery
    | ShowCalibration
    | Correct
    | SaveFigure
    | SaveFilm
)
