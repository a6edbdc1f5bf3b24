"""The engine process: takes requests from the window, reads, sends events back. One thread, one request at a time.

A request is given up when the window cancels it or sends a newer one of the same kind; the reader asks after every
step of its work. What fails is answered with one sentence and the loop goes on.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol, TypedDict

import numpy as np

from core.errors import Cancelled, DataError, InkscopeError
from core.explanation import Explanation
from core.image.sheet import Picture
from core.ink import Ink, Stroke
from core.messages import (
    Cancel,
    EngineReady,
    Event,
    ExplainWord,
    Failed,
    ImageOpened,
    LoadModel,
    OpenImage,
    PageRead,
    Progress,
    ReadInk,
    ReadPixels,
    Request,
    Shutdown,
    Stopped,
    WordExplained,
    Work,
)
from core.page import Page
from core.transport import receive, send

_log = logging.getLogger(__name__)

Check = Callable[[float, str], None]
_PROGRESS_EVERY = 0.05  # seconds


class Asked(TypedDict):
    """How a request wants to be read."""

    alphabet: str
    exact_shapes: bool
    check: Check


class Reading(Protocol):
    """What the service needs of core.read.reader.Reader."""

    @property
    def name(self) -> str: ...
    def read_picture(
        self, picture: Picture, *, alphabet: str = ..., exact_shapes: bool = ..., check: Check | None = ...
    ) -> Page: ...
    def read_ink(
        self, ink: Ink, *, alphabet: str = ..., exact_shapes: bool = ..., check: Check | None = ...
    ) -> Page: ...
    def explain(self, page: Page, line: int, word: int, *, check: Check | None = ...) -> Explanation: ...


class Tools(Protocol):
    """What the service needs of the rest of the engine."""

    def open_reader(self, path: Path | None) -> Reading: ...
    def open_picture(self, path: Path, page: int) -> Picture: ...
    def count_pages(self, path: Path) -> int: ...


class EngineTools:
    """The real tools, imported at first use: only the engine process pays for them."""

    def open_reader(self, path: Path | None) -> Reading:
        """The reader of a model file, of the shipped one for None; raises ModelError."""
        from core.read.reader import Reader

        return Reader.open(path)

    def open_picture(self, path: Path, page: int) -> Picture:
        """The page-th page of a picture file; raises ImageError."""
        from core.image import load

        return load.open_picture(path, page)

    def count_pages(self, path: Path) -> int:
        """How many pages a picture file has; raises ImageError."""
        from core.image import load

        return load.count_pages(path)


def main(connection: Connection) -> None:
    """What the engine process runs (see core.worker)."""
    serve(connection, EngineTools())


def serve(connection: Connection, tools: Tools) -> None:
    """Answer requests until Shutdown comes or the window is gone."""
    try:
        Service(connection, tools).run()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        _log.info("the window is gone")


class Service:
    """The loop. Sends EngineReady once the reader is warm, then answers requests in order, newest of a kind only."""

    def __init__(self, connection: Connection, tools: Tools) -> None:
        self._connection = connection
        self._tools = tools
        self._waiting: deque[Request] = deque()
        self._reader: Reading | None = None
        self._pages: dict[str, tuple[int, Page]] = {}  # by kind: what can be explained, and the generation it answers
        self._last_progress = 0.0

    def run(self) -> None:
        """Returns after Shutdown; raises EOFError or OSError when the window is gone."""
        self._guard(0, self._start)
        while not isinstance(request := self._next(), Shutdown):
            if not isinstance(request, Cancel):  # what it would cancel is done already
                self._answer(request)

    def _start(self) -> None:
        """Get ready, and say so."""
        self._load_model(None)

    def _next(self) -> Request:
        if not self._waiting:
            self._take()
        while self._connection.poll():
            self._take()
        request = self._waiting.popleft()
        while not isinstance(request, Cancel | Shutdown) and self._is_given_up(request):
            self._send(Stopped(request.generation))
            request = self._waiting.popleft()
        return request

    def _take(self) -> None:
        self._waiting.append(receive(self._connection))  # type: ignore[arg-type]  # only requests are sent here

    def _is_given_up(self, request: Work) -> bool:
        return any(
            isinstance(newer, Shutdown)
            or (newer.generation == request.generation if isinstance(newer, Cancel) else _replaces(newer, request))
            for newer in self._waiting
        )

    def _answer(self, request: Work) -> None:
        self._last_progress = time.monotonic()
        self._guard(request.generation, lambda: self._work(request))

    def _guard(self, generation: int, work: Callable[[], object]) -> None:
        try:
            work()
        except Cancelled:
            self._send(Stopped(generation))
        except InkscopeError as error:
            self._send(Failed(generation, str(error)))
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise
        except Exception:  # noqa: BLE001  # the edge of the process: whatever it is, the window must hear of it
            details = traceback.format_exc()
            _log.error("a request failed unexpectedly\n%s", details)
            self._send(Failed(generation, "This failed by a fault of Inkscope; the log says more.", True, details))

    def _work(self, request: Work) -> None:
        if isinstance(request, LoadModel):
            self._load_model(Path(request.path) if request.path else None)
        elif isinstance(request, ReadInk):
            self._answer_page(request, self._ready_reader().read_ink(request.ink, **self._asked(request)))
        elif isinstance(request, ReadPixels):
            self._read_picture(request, Picture(request.pixels, request.source))
        elif isinstance(request, OpenImage):
            self._open_image(request)
        elif isinstance(request, ExplainWord):
            self._explain(request)
        else:
            raise TypeError(f"this process does not answer {type(request).__name__}")

    def _open_image(self, request: OpenImage) -> None:
        path, check = Path(request.path), self._check(request)
        check(0.0, "Opening the picture")
        pages = self._tools.count_pages(path)
        picture = self._tools.open_picture(path, request.page)
        check(0.1, "Showing the picture")
        pixels = np.ascontiguousarray(picture.pixels)
        self._send(ImageOpened(request.generation, pixels, picture.source, pages))
        self._read_picture(request, picture)

    def _read_picture(self, request: OpenImage | ReadPixels, picture: Picture) -> None:
        self._answer_page(request, self._ready_reader().read_picture(picture, **self._asked(request)))

    def _answer_page(self, request: OpenImage | ReadPixels | ReadInk, page: Page) -> None:
        self._pages[request.kind] = (request.generation, page)
        self._send(PageRead(request.generation, page))

    def _explain(self, request: ExplainWord) -> None:
        page = next((page for generation, page in self._pages.values() if generation == request.page), None)
        if page is None:
            raise DataError("This page is no longer at hand; read it again to see why.")
        told = self._ready_reader().explain(page, request.line, request.word, check=self._check(request))
        self._send(WordExplained(request.generation, told))

    def _asked(self, request: ReadInk | OpenImage | ReadPixels) -> Asked:
        """How to read, as the reader takes it."""
        return {"alphabet": request.alphabet, "exact_shapes": request.exact_shapes, "check": self._check(request)}

    def _load_model(self, path: Path | None) -> Reading:
        reader = self._tools.open_reader(path)
        reader.read_ink(_warm_up_ink())  # the first reading pays for what is set up once
        self._reader = reader
        self._send(EngineReady(reader.name))
        return reader

    def _ready_reader(self) -> Reading:
        if self._reader is None:  # the model could not be opened at the start: perhaps now, else say why again
            return self._load_model(None)
        return self._reader

    def _check(self, request: Work) -> Check:
        def check(fraction: float, text: str) -> None:
            while self._connection.poll():
                self._take()
            if self._is_given_up(request):
                raise Cancelled("Stopped as asked.")
            now = time.monotonic()
            if now - self._last_progress >= _PROGRESS_EVERY:
                self._last_progress = now
                self._send(Progress(request.generation, fraction, text))

        return check

    def _send(self, event: Event) -> None:
        send(self._connection, event)


def _replaces(newer: Work, request: Work) -> bool:
    """Whether a newer request makes an older one idle. A stroke must not wait for the explanation of an old page."""
    return newer.kind == request.kind or isinstance(request, ExplainWord)


def _warm_up_ink() -> Ink:
    points = [(20.0, 10.0 + step, 1.0, 0.01 * step) for step in range(30)]
    return Ink((Stroke(np.array(points, np.float32)),))
