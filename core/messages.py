"""What the window and the engine process say to each other: typed, frozen, picklable values. No behaviour.

Requests go to the engine, events come back. A generation is a number that the window raises with each request of a
kind; an event carries the generation of the request that it answers, so that stale answers can be dropped. Of the
requests of one kind only the newest matters: it takes the place of the older ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from core.explanation import Explanation
from core.ink import Ink
from core.inspection_answers import Answer
from core.inspection_messages import Question
from core.page import Page

# Requests: window -> engine.


@dataclass(frozen=True, slots=True)
class ReadInk:
    """Read a drawing. alphabet: one of core.alphabet.CHOICES. exact_shapes: without the language's say."""

    kind: ClassVar[str] = "ink"
    generation: int
    ink: Ink
    alphabet: str = "auto"
    exact_shapes: bool = False


@dataclass(frozen=True, slots=True)
class OpenImage:
    """Decode a picture file (its page-th page), send ImageOpened, then read it and send PageRead."""

    kind: ClassVar[str] = "picture"
    generation: int
    path: str
    page: int = 0
    alphabet: str = "auto"
    exact_shapes: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class ReadPixels:
    """Read pixels that the window holds already (pasted): uint8 (H, W, 3) RGB."""

    kind: ClassVar[str] = "picture"
    generation: int
    pixels: NDArray[np.uint8]
    source: str = "pasted picture"
    alphabet: str = "auto"
    exact_shapes: bool = False


@dataclass(frozen=True, slots=True)
class ExplainWord:
    """Say why a word was read as it was. page: generation of the request whose answer it stands in, the last picture's
    or the last drawing's. line, word: its places in that page."""

    kind: ClassVar[str] = "explanation"
    generation: int
    page: int
    line: int
    word: int


@dataclass(frozen=True, slots=True)
class LoadModel:
    """Read with another model file; "" for the shipped one."""

    kind: ClassVar[str] = "model"
    generation: int
    path: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Inspect:
    """Answer a question about a network or its mistakes; of each kind of question only the newest matters."""

    generation: int
    question: Question

    @property
    def kind(self) -> str:
        return self.question.kind


@dataclass(frozen=True, slots=True)
class Cancel:
    """Give up the request of this generation, if it is still under way."""

    generation: int


@dataclass(frozen=True, slots=True)
class Shutdown:
    """Finish: the engine process ends."""


Work = ReadInk | OpenImage | ReadPixels | ExplainWord | LoadModel | Inspect
Request = ReadInk | OpenImage | ReadPixels | ExplainWord | LoadModel | Inspect | Cancel | Shutdown

# Events: engine -> window.


@dataclass(frozen=True, slots=True)
class EngineReady:
    """The engine is warm. model: the name of the model that reads."""

    model: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the request is, 0..1, and what is being done, for a person."""

    generation: int
    fraction: float
    text: str


@dataclass(frozen=True, eq=False, slots=True)
class ImageOpened:
    """The decoded picture, uint8 (H, W, 3), and how many pages its file has."""

    generation: int
    pixels: NDArray[np.uint8]
    source: str
    pages: int = 1


@dataclass(frozen=True, slots=True)
class PageRead:
    """The text of the request with this generation."""

    generation: int
    page: Page


@dataclass(frozen=True, eq=False, slots=True)
class WordExplained:
    """Why the word that was asked about was read as it was."""

    generation: int
    explanation: Explanation


@dataclass(frozen=True, eq=False, slots=True)
class Inspected:
    """The answer to the question of this generation."""

    generation: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Failed:
    """The request could not be done. message: one sentence. unexpected: a fault of ours; details hold the traceback."""

    generation: int
    message: str
    unexpected: bool = False
    details: str = ""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The request was cancelled as asked."""

    generation: int


Event = EngineReady | Progress | ImageOpened | PageRead | WordExplained | Inspected | Failed | Stopped
