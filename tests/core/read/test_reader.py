"""The whole pipeline on our own sample pages and on composed lines; no picture of ../shared."""

from __future__ import annotations

from importlib.resources import as_file, files
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from core.errors import Cancelled, ModelError
from core.image.load import open_picture
from core.image.sheet import Picture
from core.ink import Ink, Stroke
from core.metrics import edit_distance
from core.page import Page
from core.read.models import open_classifier
from core.read.reader import Reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.open()


def _sample(name: str) -> tuple[Picture, str]:
    with as_file(files("assets") / "samples") as folder:
        picture = next(path for path in folder.glob(f"{name}.*") if path.suffix in (".jpg", ".png"))
        return open_picture(picture), (folder / f"{name}.gt.txt").read_text().strip()


@pytest.fixture(scope="module")
def todo(reader: Reader) -> tuple[Page, str]:
    picture, text = _sample("todo")
    return reader.read_picture(picture), text


def _plain(text: str) -> str:
    return "".join(character for character in text.upper() if character.isalnum())


def test_the_sample_page_is_read(todo: tuple[Page, str]) -> None:
    page, text = todo
    assert edit_distance(_plain(page.text), _plain(text)) <= 0.03 * len(_plain(text))
    assert len(page.lines) == len(text.splitlines())


def test_a_heading_above_two_columns_is_read_first_then_column_by_column(reader: Reader) -> None:
    picture, text = _sample("soup")
    lines, wanted = reader.read_picture(picture).text.splitlines(), text.splitlines()
    assert len(lines) == len(wanted)
    assert all(edit_distance(_plain(one), _plain(other)) <= 2 for one, other in zip(lines, wanted, strict=True))


def test_every_glyph_has_a_box_in_the_picture_a_patch_and_ordered_candidates(todo: tuple[Page, str]) -> None:
    page, _ = todo
    for glyph in page.glyphs:
        assert 0 <= glyph.box.top < glyph.box.bottom <= page.height
        assert 0 <= glyph.box.left < glyph.box.right <= page.width
        assert glyph.patch is not None
        assert glyph.patch.shape == (32, 32)
        rest = [candidate.confidence for candidate in glyph.candidates[1:]]
        assert rest == sorted(rest, reverse=True)
        assert all(0.0 <= candidate.confidence <= 1.0 for candidate in glyph.candidates)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_page_reads_the_same(reader: Reader, todo: tuple[Page, str], turns: int) -> None:
    picture, text = _sample("todo")
    page = reader.read_picture(Picture(np.ascontiguousarray(np.rot90(picture.pixels, turns)), "turned"))
    assert edit_distance(_plain(page.text), _plain(text)) <= 0.08 * len(_plain(text))


def test_a_blank_page_gives_no_text(reader: Reader) -> None:
    page = reader.read_picture(Picture(np.full((300, 400, 3), 235, np.uint8), "blank"))
    assert page.text == ""
    assert (page.height, page.width) == (300, 400)


def test_empty_ink_gives_no_text(reader: Reader) -> None:
    assert reader.read_ink(Ink()).text == ""


def _stroke(points: list[tuple[float, float]]) -> Stroke:
    """A stroke through (column, row) points, resampled as a mouse would give it."""
    path = np.array(points, dtype=np.float32)
    steps = np.concatenate([np.linspace(a, b, 12) for a, b in pairwise(path)])
    return Stroke(np.column_stack([steps, np.full(len(steps), 0.7), np.linspace(0, 1, len(steps))]))


def test_drawn_strokes_are_read_with_boxes_in_canvas_units(reader: Reader) -> None:
    left = [_stroke([(100, 300), (130, 200), (160, 300)]), _stroke([(112, 265), (148, 265)])]
    right = [_stroke([(220, 200), (220, 300)]), _stroke([(185, 200), (255, 200)])]
    page = reader.read_ink(Ink((*left, *right)), alphabet="capitals")
    assert page.text == "AT"
    box = page.glyphs[0].box
    assert abs(box.left - 97) <= 4
    assert abs(box.bottom - 303) <= 4


def test_alphabets_are_kept_to(reader: Reader) -> None:
    picture, _ = _sample("todo")
    digits = reader.read_picture(picture, alphabet="digits")
    assert not any(character.isalpha() for character in digits.text)
    capitals = reader.read_picture(picture, alphabet="capitals")
    assert capitals.text == capitals.text.upper()
    assert capitals.alphabet == "capitals"


def test_reading_twice_gives_the_same(reader: Reader, todo: tuple[Page, str]) -> None:
    picture, _ = _sample("todo")
    assert reader.read_picture(picture).lines == todo[0].lines


def test_cancelling_ends_the_reading(reader: Reader) -> None:
    picture, _ = _sample("todo")

    def stop(fraction: float, what: str) -> None:
        if fraction > 0.4:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        reader.read_picture(picture, check=stop)


def test_progress_never_goes_back(reader: Reader) -> None:
    picture, _ = _sample("todo")
    seen: list[float] = []
    reader.read_picture(picture, check=lambda fraction, what: seen.append(fraction))
    assert seen == sorted(seen)
    assert 0.0 <= seen[0] <= seen[-1] <= 1.0


def test_a_model_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    path.write_bytes(b"not a model")
    with pytest.raises(ModelError, match="other"):
        open_classifier(path)
