"""Figures: what is drawn, each format, no pyplot, bad endings."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from core.errors import ExportError
from core.export.figures import Curve, confusion_figure, curves_figure, mosaic, save_figure, weights_figure

RNG = np.random.default_rng(0)
STARTS = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}


def _curve(name="run", epochs=4):
    values = np.linspace(1, 0.2, epochs)
    return Curve(name, np.arange(epochs, dtype=float), values, values + 0.1, 1 - values, 0.9 - values)


FIGURES = {
    "weights": lambda: weights_figure(RNG.standard_normal((5, 4, 6)), "fc1"),
    "colour": lambda: weights_figure(RNG.standard_normal((5, 3, 4, 6)), "conv1"),
    "rows": lambda: weights_figure(RNG.standard_normal((3, 1, 40)), "fc2", names=("A", "B", "C")),
    "many": lambda: weights_figure(RNG.standard_normal((1100, 3, 3)), "conv2"),
    "zeros": lambda: weights_figure(np.zeros((2, 3, 3)), "zeros"),
    "confusion": lambda: confusion_figure(RNG.integers(0, 99, (4, 4)), "ABCD", "test"),
    "curves": lambda: curves_figure([_curve("one"), _curve("two", 6)], "compared"),
    "no curves": lambda: curves_figure([_curve(epochs=0)], "nothing yet"),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_written_in_every_format(name, tmp_path):
    figure = FIGURES[name]()
    for kind, start in STARTS.items():
        path = tmp_path / f"figure.{kind}"
        save_figure(figure, path)
        assert path.read_bytes().startswith(start)
    with Image.open(tmp_path / "figure.png") as picture:
        assert min(picture.size) > 200
        assert len(set(picture.convert("L").resize((60, 60)).tobytes())) > 10  # something is drawn


def test_at_most_1024_tiles_are_drawn_and_it_is_said():
    figure = FIGURES["many"]()
    assert "first 1024 of 1100" in figure.get_suptitle()
    assert np.isfinite(figure.axes[0].images[0].get_array()).sum() == 1024 * 9


@pytest.mark.parametrize("shape", [(7, 4, 6), (1, 3, 3), (12, 1, 50), (5, 4, 6, 3)])
def test_a_mosaic_holds_each_tile_whole(shape):
    tiles = RNG.random(shape)
    picture, corners = mosaic(tiles, 2)
    assert len(corners) == len(tiles)
    for tile, (row, column) in zip(tiles, corners, strict=True):
        np.testing.assert_array_equal(picture[row : row + shape[1], column : column + shape[2]], tile)
    inside = np.zeros(picture.shape[:2], bool)
    for row, column in corners:
        assert not inside[row : row + shape[1], column : column + shape[2]].any()
        inside[row : row + shape[1], column : column + shape[2]] = True


def test_weights_share_one_zero_centred_scale():
    axes = weights_figure(np.array([[[1.0, -2.0]], [[0.5, 0.0]]]), "t", names=("A", "B")).axes[0]
    assert axes.images[0].get_clim() == (-2.0, 2.0)
    assert [text.get_text() for text in axes.texts] == ["A", "B"]


def test_a_confusion_figure_says_counts_and_labels():
    axes = confusion_figure(np.array([[5, 2], [0, 7]]), "OS", "t").axes[0]
    assert {text.get_text() for text in axes.texts} == {"5", "2", "7"}
    assert [label.get_text() for label in axes.get_yticklabels()] == ["O", "S"]


def test_the_same_figure_gives_the_same_bytes(tmp_path):
    for kind in STARTS:
        for name in ("a", "b"):
            save_figure(confusion_figure(np.eye(3, dtype=np.int64), "ABC", "t"), tmp_path / f"{name}.{kind}")
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()


@pytest.mark.parametrize("name", ["figure", "figure.jpg", "figure.exe", ".png"])
def test_another_ending_is_one_sentence(name, tmp_path):
    with pytest.raises(ExportError):
        save_figure(FIGURES["confusion"](), tmp_path / name)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError):
        save_figure(FIGURES["confusion"](), tmp_path / "file" / "figure.png")


def test_pyplot_stays_out():
    code = "import sys, core.export.figures; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
