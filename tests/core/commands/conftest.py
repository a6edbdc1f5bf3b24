"""A reader that needs no model, and pictures to read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.commands import page_source
from core.image.sheet import Picture
from core.page import Box, Candidate, Glyph, Line, Page, Word


class DarkRows:
    """Reads one "I" for each run of dark rows: enough to tell pictures apart, and blind on a blank one.

    By exact shapes it is a bar, "1".
    """

    name = "dark rows"

    def read_picture(
        self,
        picture: Picture,
        *,
        alphabet: str = "auto",
        exact_shapes: bool = False,
        check: Callable[[float, str], None] | None = None,
    ) -> Page:
        if check is not None:
            check(0.5, "reading")
        dark = (picture.pixels.min(axis=(1, 2)) < 128).astype(int)
        begins = np.flatnonzero(np.diff(dark, prepend=0) == 1)
        read = (Candidate("I", 0.75), Candidate("1", 0.25))[:: -1 if exact_shapes else 1]
        glyphs = [Glyph(Box(int(row), 0, int(row) + 1, 9), read) for row in begins]
        lines = tuple(Line((Word((glyph,), 0.75),)) for glyph in glyphs)
        return Page(lines, picture.height, picture.width, source=picture.source, seconds=0.01, alphabet="capitals")


@pytest.fixture
def fake_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_source, "open_reader", lambda model: DarkRows())


@pytest.fixture
def draw(tmp_path: Path) -> Callable[..., Path]:
    """Write a white picture with this many dark stripes and give its path."""

    def write(name: str, stripes: int) -> Path:
        pixels = np.full((60, 40, 3), 255, dtype=np.uint8)
        for stripe in range(stripes):
            pixels[5 + 8 * stripe : 8 + 8 * stripe, 5:30] = 0
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(path)
        return path

    return write
