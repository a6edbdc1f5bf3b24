"""The window's end of the reading engine's pipe, and a reader that does as told."""

from __future__ import annotations

import multiprocessing
import threading

import numpy as np

from core.errors import ImageError, ModelError
from core.image.sheet import Picture
from core.ink import Ink, Stroke
from core.messages import (
    Progress,
)
from core.page import Page
from core.service import serve
from core.transport import receive, send

INK = Ink((Stroke(np.ones((3, 4), np.float32)),))


class FakeReader:
    """Answers with an empty page; waits for the gate between two checks, so that a test can act in the middle."""

    def __init__(self, name="fake", gate=None):
        self.name, self.gate, self.begun = name, gate, threading.Event()

    def read_ink(self, ink, *, alphabet="auto", exact_shapes=False, check=None):
        if check is not None:
            check(0.0, "Looking for lines")
            self.begun.set()
            if self.gate is not None:
                assert self.gate.wait(5)
            check(1.0, "Done")
        return Page((), 10, 20, source=f"{len(ink.strokes)} strokes", alphabet=alphabet)

    def read_picture(self, picture, *, alphabet="auto", exact_shapes=False, check=None):
        if picture.source == "poison":
            raise ZeroDivisionError("a fault of ours")
        return Page((), picture.height, picture.width, source=picture.source, alphabet=alphabet)


class FakeTools:
    def __init__(self, gate=None, broken_model=False):
        self.reader = FakeReader(gate=gate)
        self.broken_model = broken_model

    def open_reader(self, path):
        if path is not None:
            return FakeReader(path.stem)
        if self.broken_model:
            raise ModelError("The model file is damaged; install Inkscope again.")
        return self.reader

    def open_picture(self, path, page):
        if path.suffix == ".bad":
            raise ImageError("This is no picture; open a PNG.")
        return Picture(np.full((2, 3, 3), page, np.uint8), path.name, page)

    def count_pages(self, path):
        return 4


class Desk:
    """The window's end of the pipe."""

    def __init__(self, tools):
        self.connection, far = multiprocessing.get_context("spawn").Pipe()
        self.thread = threading.Thread(target=serve, args=(far, tools))
        self.far = far
        self.thread.start()

    def ask(self, *requests):
        for request in requests:
            send(self.connection, request)

    def answer(self):
        """The next event that is not progress."""
        while True:
            assert self.connection.poll(5), "no answer"
            event = receive(self.connection)
            if not isinstance(event, Progress):
                return event

    def close(self):
        self.connection.close()
        self.thread.join(5)
        assert not self.thread.is_alive()
        self.far.close()
