"""An engine process for tests: the real loop with tools that obey the name of the picture. No test in here."""

from __future__ import annotations

import os
import time
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from core.errors import ImageError
from core.image.sheet import Picture
from core.page import Box, Candidate, Glyph, Line, Page, Word
from core.service import serve

TARGET = f"{__name__}:main"
DEADLY_TARGET = f"{__name__}:die"


def page_of(text: str, source: str = "", alphabet: str = "all") -> Page:
    """A page whose glyphs stand in a grid of 20 x 20 pixels; second candidate is "?"."""
    lines = []
    for row, line in enumerate(text.split("\n")):
        words, column = [], 0
        for word in line.split():
            glyphs = []
            for character in word:
                box = Box(20 * row, 20 * column, 20 * row + 16, 20 * column + 16)
                candidates = (Candidate(character, 0.9), Candidate("?", 0.06), Candidate("!", 0.04))
                glyphs.append(Glyph(box, candidates, np.full((32, 32), 80, np.uint8)))
                column += 1
            words.append(Word(tuple(glyphs), 0.9))
            column += 1
        lines.append(Line(tuple(words)))
    return Page(tuple(lines), 200, 400, source=source, alphabet=alphabet)


class FakeReader:
    name = "fake-reader"

    def read_ink(self, ink, *, alphabet="auto", exact_shapes=False, check=None):
        if len(ink.strokes) == 13:
            os._exit(13)
        return page_of("I" * len(ink.strokes), "drawing")

    def read_picture(self, picture, *, alphabet="auto", exact_shapes=False, check=None):
        if picture.source.startswith("deadly"):
            os._exit(3)
        if picture.source.startswith("slow"):
            for step in range(1000):
                check(step / 1000, "Reading slowly")
                time.sleep(0.01)
        if picture.source.startswith("stuck"):
            time.sleep(60)
        return page_of("PAGE", picture.source)


class FakeTools:
    def open_reader(self, path):
        reader = FakeReader()
        if path is not None:
            reader.name = path.stem
        return reader

    def open_picture(self, path: Path, page: int):
        if path.suffix == ".bad":
            raise ImageError("This is no picture; open a PNG.")
        return Picture(np.full((60, 80, 3), 200, np.uint8), path.name, page)

    def count_pages(self, path):
        return 1


def main(connection: Connection) -> None:
    serve(connection, FakeTools())


def die(connection: Connection) -> None:
    os._exit(5)
