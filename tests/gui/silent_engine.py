"""An engine that takes requests and answers only what a test says. No test in here."""

from __future__ import annotations

import numpy as np
from fake_engine import page_of
from PySide6.QtCore import QObject, Signal

from core.messages import ImageOpened, PageRead, WordExplained

PIXELS = np.full((120, 300, 3), 255, np.uint8)


class SilentEngine(QObject):
    """As gui.engine.Engine is to the window; sent holds all requests."""

    event_received = Signal(object)
    state_changed = Signal(str, str)

    def __init__(self):
        super().__init__()
        self.sent = []
        self.state, self.sentence, self.model = "starting", "The engine is warming up.", ""
        self.started = self.stopped = False
        self._last = 0

    @property
    def last(self):
        return self.sent[-1]

    def next_generation(self):
        self._last += 1
        return self._last

    def send(self, request):
        self.sent.append(request)

    def start(self):
        self.started = True

    def stop(self):
        self.stopped = True

    def answer(self, text, request=None, source=""):
        """Give this text to a request, the last one unless another is named."""
        self.event_received.emit(PageRead((request or self.last).generation, page_of(text, source)))

    def explain(self, explanation, request=None):
        """Give this explanation to a request, the last one unless another is named."""
        self.event_received.emit(WordExplained((request or self.last).generation, explanation))

    def open(self, pages=1):
        """Give the picture that was asked for last."""
        self.event_received.emit(ImageOpened(self.last.generation, PIXELS, "page.png", pages))
