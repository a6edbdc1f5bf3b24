"""A context whose data is tiny and drawn, and whose results lie in a temporary folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data import synthetic
from core.reproduce.context import Context
from core.reproduce.sources import Sources

PAGE_LINES = ("ABC", "HELLO")


@pytest.fixture(scope="session")
def drawn():
    """Nine of each class, drawn once."""
    return {
        name: synthetic.make(kind, per_class=9, seed=3)
        for name, kind in (("nist36", "synthetic"), ("mnist", "synthetic-digits"), ("letters", "synthetic-letters"))
    }


@pytest.fixture
def context(tmp_path: Path, drawn) -> Context:
    return Context(tmp_path / "out", Sources((tmp_path / "data",)), quick=True, loaded=dict(drawn))


@pytest.fixture
def page_folder(tmp_path: Path, drawn) -> Path:
    """A page composed of drawn capitals, well apart, with its text, where Sources finds it."""
    folder = tmp_path / "data" / "pages" / "cmu16720"
    folder.mkdir(parents=True)
    Image.fromarray(compose_page(drawn["nist36"], PAGE_LINES)).save(folder / "01_list.jpg", quality=95)
    (folder / "01_list.gt.txt").write_text("\n".join(PAGE_LINES) + "\n", encoding="utf-8")
    return folder


def compose_page(data, lines):
    """Letters of 96 pixels in black on white, uint8 (H, W, 3)."""
    side, gap = 96, 30
    width = max(len(line) for line in lines)
    page = np.zeros((len(lines) * (side + 60) + 80, width * (side + gap) + 80), np.uint8)
    for row, line in enumerate(lines):
        for column, character in enumerate(line):
            place = int(np.flatnonzero(data.labels == data.alphabet.index(character))[0])
            glyph = np.asarray(Image.fromarray(data.images[place]).resize((side, side), Image.Resampling.BICUBIC))
            top, left = 40 + row * (side + 60), 40 + column * (side + gap)
            page[top : top + side, left : left + side] = glyph
    return np.repeat((255 - page)[..., None], 3, axis=2)
