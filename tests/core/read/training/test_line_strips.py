"""The line reader's training set: every source gives strips with their texts; files come back as they were written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from core.errors import DataError
from core.read.language_symbols import CODE_OF
from core.read.lines.strip import HEIGHT
from core.read.training import line_strips as strips
from core.read.training.line_build import Amounts, build
from core.read.training.pool import Hands, Pool
from core.read.training.written import Pen, can_write, write

QUIET = lambda done, what: None  # noqa: E731
SAMPLES = [
    (np.full((HEIGHT, 20), 7, np.uint8), "Ab", "train", "lines"),
    (np.full((HEIGHT, 33), 9, np.uint8), "7 c", "valid", "fonts"),
]


@pytest.fixture(scope="module")
def font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A font that is always there: matplotlib's."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


def lines_folder(folder: Path) -> Path:
    """Two lines written with a plain font, one of them of the test split, as IAM's folder lists them."""
    rows = ["file\twriter\tsplit\ttext"]
    for name, split, text in (("a.png", "train", 'He said "no" –'), ("b.png", "test", "never seen")):
        image = Image.new("L", (400, 72), 250)
        ImageDraw.Draw(image).text((20, 20), text.replace("–", ""), fill=30, font=ImageFont.load_default(28))
        image.save(folder / name)
        rows.append(f"{name}\t001\t{split}\t{text}")
    (folder / "labels.tsv").write_text("\n".join(rows), "utf-8")
    return folder


def test_a_file_gives_the_strips_back(tmp_path: Path) -> None:
    data = strips.gather(iter(SAMPLES))
    strips.save(data, tmp_path / "lines.npz")
    back = strips.load(tmp_path / "lines.npz")
    assert (back.texts, back.split, back.sources) == (data.texts, data.split, data.sources)
    for one, other in zip(back.images, data.images, strict=True):
        np.testing.assert_array_equal(one, other)


def test_no_strips_and_wrong_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="No line"):
        strips.gather(iter([]))
    path = tmp_path / "lines.npz"
    for content in (b"", b"nothing of the kind", b"PK\x03\x04broken"):
        path.write_bytes(content)
        with pytest.raises(DataError, match="line-data"):
            strips.load(path)
    np.savez(path, strips=np.zeros((HEIGHT, 9), np.uint8), ends=[4, 9], texts=["a"], split=["train"], sources=["lines"])
    with pytest.raises(DataError, match="do not fit"):
        strips.load(path)


def test_real_lines_are_read_but_for_the_test_split(tmp_path: Path) -> None:
    (sample,) = strips.real_lines(lines_folder(tmp_path), QUIET)
    image, text, split, source = sample
    assert (text, split, source) == ('He said "no" -', "train", "lines")
    assert image.shape[0] == HEIGHT
    assert image.shape[1] > 60


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"labels\.tsv"):
        list(strips.real_lines(tmp_path, QUIET))


def test_darkness_is_zero_on_paper_and_full_on_ink() -> None:
    grey = np.full((10, 10), 240, np.uint8)
    grey[4:6] = 90
    dark = strips.line_darkness(grey)
    assert dark[0, 0] == 0
    assert dark[4, 4] == 255


def test_the_source_of_text_keeps_to_our_characters_and_shares() -> None:
    draw = strips.text_source(["the quick brown fox jumps", "over the lazy dog"], capitals=0.3)
    rng = np.random.default_rng(0)
    lines = [draw(rng) for _ in range(400)]
    assert all(set(line) <= CODE_OF.keys() and 0 < len(line) <= 60 and line == line.strip() for line in lines)
    small = [line for line in lines if line.islower()]
    letters = set("abcdefghijklmnopqrstuvwxyz ")
    assert 0.45 < len(small) / 400 < 0.7
    assert set(" ".join(line for line in small if set(line) <= letters and len(line) > 9).split()) <= {
        "the",
        "quick",
        "brown",
        "fox",
        "jumps",
        "over",
        "lazy",
        "dog",
    }
    assert 0.2 < np.mean([line.isupper() and set(line.lower()) <= letters for line in lines]) < 0.4


def test_without_prose_the_language_model_makes_words_up() -> None:
    line = strips.text_source([], capitals=0.0)(np.random.default_rng(3))
    assert len(line) > 2


def test_a_font_writes_what_it_is_asked(font: Path) -> None:
    rng = np.random.default_rng(0)
    ink = write("Hello you", font, Pen(shake=0.5), rng)
    assert ink.max() > 200
    columns = np.flatnonzero((ink > 100).any(axis=0))
    assert np.diff(columns).max() > 8  # the gap between the words
    longer = write("Hello you there", font, Pen(shake=0.5), np.random.default_rng(0))
    assert longer.shape[1] > ink.shape[1]
    assert can_write(font, "Az9!")


def test_a_stretched_and_leaning_pen_shows(font: Path) -> None:
    plain, wide = (write("Hill", font, Pen(shake=0.0, stretch=s), np.random.default_rng(0)) for s in (1.0, 1.5))
    spans = [np.ptp(np.flatnonzero((ink > 100).any(axis=0))) for ink in (plain, wide)]
    assert spans[1] / spans[0] == pytest.approx(1.5, abs=0.1)


def test_composed_lines_come_from_the_hands(tmp_path: Path) -> None:
    bar = np.zeros((20, 20), np.uint8)
    bar[2:18, 8:12] = 255
    hands = Hands(Pool({character: [(1.0, bar[None])] for character in CODE_OF if character != " "}))
    found = list(strips.composed_lines(hands, 5, "valid", [], np.random.default_rng(0), QUIET))
    assert len(found) == 5
    assert all(image.any() and split == "valid" and source == "composed" for image, _, split, source in found)


def test_build_joins_the_sources_that_are_named(tmp_path: Path) -> None:
    output = tmp_path / "out.npz"
    data = build(
        output, lines=lines_folder(tmp_path), characters=None, fonts=None, prose=None, amounts=Amounts(), check=QUIET
    )
    assert strips.load(output).texts == data.texts == ('He said "no" -',)
    with pytest.raises(DataError, match="cannot be read"):
        build(output, lines=None, characters=None, fonts=None, prose=tmp_path / "no", amounts=Amounts(), check=QUIET)
