"""ReadController: asks the engine to read the drawing or the picture, and keeps the newest answer to each.

No widgets: the workspace connects its signals to the panes. Each request carries a new generation number; an answer
with another number than the last one of its source is stale and dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from core.ink import Ink
from core.messages import (
    Cancel,
    Failed,
    ImageOpened,
    LoadModel,
    OpenImage,
    PageRead,
    Progress,
    ReadInk,
    ReadPixels,
    Request,
    Stopped,
)
from core.page import Page
from core.settings import Settings
from gui.messages import Messages
from gui.read.drawing import Drawing
from gui.settings_store import SettingsStore

DRAWING, PICTURE = "drawing", "picture"


class ReadingEngine(Protocol):
    """What is needed of gui.engine.Engine."""

    @property
    def event_received(self) -> SignalInstance: ...
    def next_generation(self) -> int: ...
    def send(self, request: Request) -> None: ...


@dataclass(slots=True)
class Source:
    """One thing that is read: the drawing or the picture. generation: of its newest request, 0 before the first.

    asked: the newest request for a picture; shown: the one whose picture is on screen. answered: generation of the
    request whose page it is.
    """

    generation: int = 0
    answered: int = 0
    page: Page | None = None
    stale: bool = False
    asked: OpenImage | ReadPixels | None = None
    shown: OpenImage | ReadPixels | None = None


class ReadController(QObject):
    """Signals:
    page_changed(str, Page | None): source and its new page; is_stale() tells whether it is behind already.
    stale_changed(str, bool): the page that is shown is older than what is being read, or stands again.
    picture_asked(bool): a picture is to be read, another one than the one shown or the same once more.
    picture_opened(ImageOpened), progressed(Progress), picture_given_up(): it failed or was stopped.
    """

    page_changed = Signal(str, object)
    stale_changed = Signal(str, bool)
    picture_asked = Signal(bool)
    picture_opened = Signal(object)
    progressed = Signal(object)
    picture_given_up = Signal()

    def __init__(
        self,
        drawing: Drawing,
        engine: ReadingEngine,
        settings: SettingsStore,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._drawing = drawing
        self._engine = engine
        self._store = settings
        self._messages = messages
        self._sources = {DRAWING: Source(), PICTURE: Source()}
        self._alphabet, self._exact = settings.settings.alphabet, settings.settings.exact_shapes
        self._model = self._model_before = ""
        self._model_generation = 0
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self.read_drawing)
        drawing.changed.connect(self._on_drawing_changed)
        engine.event_received.connect(self.take)
        settings.changed.connect(self._on_settings_changed)
        self._use_model(settings.settings.model)

    def page(self, source: str) -> Page | None:
        """The newest page of DRAWING or PICTURE."""
        return self._sources[source].page

    def page_generation(self, source: str) -> int:
        """Of the request that the newest page answers; 0 where there is none."""
        return self._sources[source].answered

    def is_stale(self, source: str) -> bool:
        """Whether something newer is being read."""
        return self._sources[source].stale

    @property
    def shown_picture(self) -> OpenImage | ReadPixels | None:
        """The request whose picture is on screen."""
        return self._sources[PICTURE].shown

    def read_drawing(self) -> None:
        """Read the drawing now."""
        self._rest.stop()
        if self._drawing.ink:
            generation = self._engine.next_generation()
            self._ask(DRAWING, ReadInk(generation, self._drawing.ink, self._alphabet, self._exact))

    def open_picture(self, path: str, page: int = 0) -> None:
        """Open a picture file and read it; once it is open it is the first of the recent files."""
        generation = self._engine.next_generation()
        self._ask_picture(OpenImage(generation, path, page, self._alphabet, self._exact), new=True)

    def open_page(self, page: int) -> None:
        """Open another page, from 0, of the file that is shown."""
        shown = self._sources[PICTURE].shown
        if isinstance(shown, OpenImage):
            self.open_picture(shown.path, page)

    def read_pixels(self, pixels: NDArray[np.uint8], source: str = "pasted picture") -> None:
        """Read pixels, uint8 (H, W, 3), that the window holds."""
        request = ReadPixels(self._engine.next_generation(), pixels, source, self._alphabet, self._exact)
        self._ask_picture(request, new=True)
        self._on_opened(ImageOpened(request.generation, pixels, source))

    def read_again(self, source: str) -> None:
        """Read the same once more, with the alphabet and exactness of now."""
        shown, generation = self._sources[PICTURE].shown, self._engine.next_generation()
        if source == DRAWING:
            self.read_drawing()
        elif shown is not None:
            again = replace(shown, generation=generation, alphabet=self._alphabet, exact_shapes=self._exact)
            self._ask_picture(again, new=False)

    def cancel(self, source: str) -> None:
        """Give up what is being read; the old page stands again."""
        state = self._sources[source]
        if state.stale and state.generation:
            self._engine.send(Cancel(state.generation))

    def take(self, event: object) -> None:
        """One event of the engine."""
        source = self._source_of(event)
        if source is None:
            if isinstance(event, Failed) and event.generation == self._model_generation:
                self._lose_model(event.message)
            return
        if isinstance(event, PageRead):
            self._sources[source].answered = event.generation
            self._show(source, event.page)
        elif isinstance(event, ImageOpened):
            self._on_opened(event)
        elif isinstance(event, Progress) and source == PICTURE:
            self.progressed.emit(event)
        elif isinstance(event, (Failed, Stopped)):
            self._give_up(source)
            if isinstance(event, Failed):
                self._messages.fail(event.message)

    def _source_of(self, event: object) -> str | None:
        """Whose newest request this answers; None for stale answers and for events that answer nothing."""
        generation = getattr(event, "generation", 0)
        fresh = (name for name, state in self._sources.items() if generation and state.generation == generation)
        return next(fresh, None)

    def _ask_picture(self, request: OpenImage | ReadPixels, *, new: bool) -> None:
        state = self._sources[PICTURE]
        state.asked = request
        if not new:
            state.shown = request
        self.picture_asked.emit(new)
        self._ask(PICTURE, request)

    def _ask(self, source: str, request: ReadInk | OpenImage | ReadPixels) -> None:
        self._sources[source].generation = request.generation
        self._set_stale(source, stale=True)
        self._engine.send(request)

    def _on_opened(self, event: ImageOpened) -> None:
        state = self._sources[PICTURE]
        if state.asked is state.shown:
            return  # read again: the picture is on screen already, and the person's zoom stays
        state.shown, state.page = state.asked, None
        self.picture_opened.emit(event)
        self.page_changed.emit(PICTURE, None)
        if isinstance(state.shown, OpenImage):
            self._store.put(self._store.settings.with_recent_file(state.shown.path))

    def _show(self, source: str, page: Page | None) -> None:
        state = self._sources[source]
        state.page, state.stale = page, self._is_behind(source)
        self.page_changed.emit(source, page)

    def _give_up(self, source: str) -> None:
        self._set_stale(source, stale=self._is_behind(source))
        if source == PICTURE:
            self._sources[PICTURE].asked = self._sources[PICTURE].shown
            self.picture_given_up.emit()

    def _is_behind(self, source: str) -> bool:
        """While the pause after a stroke runs, an answer that comes is already behind the ink."""
        return source == DRAWING and self._rest.isActive()

    def _set_stale(self, source: str, *, stale: bool) -> None:
        if stale != self._sources[source].stale:
            self._sources[source].stale = stale
            self.stale_changed.emit(source, stale)

    def _on_drawing_changed(self, ink: Ink) -> None:
        if ink:
            self._set_stale(DRAWING, stale=True)
            self._rest.start(self._store.settings.read_delay)
            return
        self._rest.stop()
        self.cancel(DRAWING)
        self._sources[DRAWING].generation = 0  # an answer to the old ink must not come back
        self._show(DRAWING, None)

    def _on_settings_changed(self, settings: Settings) -> None:
        if settings.model != self._model:
            self._use_model(settings.model)
            self._read_all_again()
        if (settings.alphabet, settings.exact_shapes) != (self._alphabet, self._exact):
            self._alphabet, self._exact = settings.alphabet, settings.exact_shapes
            self._read_all_again()

    def _use_model(self, path: str) -> None:
        if path != self._model:
            self._model_before, self._model = self._model, path
            self._model_generation = self._engine.next_generation()
            self._engine.send(LoadModel(self._model_generation, path))

    def _lose_model(self, sentence: str) -> None:
        """The model cannot read, or its file is gone: the one that still reads stays, and the settings say so."""
        lost, stays = self._model, self._model_before
        name = Path(stays).stem if stays else "the shipped model"
        self._messages.fail(f"{sentence} So {name} reads." if lost else sentence)
        if lost:
            self._store.change(model=stays)

    def _read_all_again(self) -> None:
        for source in self._sources:
            self.read_again(source)
