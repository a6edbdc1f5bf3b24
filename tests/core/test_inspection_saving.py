"""What is looked at, saved as figures, numbers and films."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from PIL import Image
from toy_run import LABELS, RUN, weights_of

from core.errors import ConfigError, ExportError
from core.inspection.pictures import diverging, side_by_side, unit_pictures
from core.inspection_answers import GAP, ZERO
from core.inspection_messages import (
    READER,
    SaveFigure,
    SaveFilm,
    See,
    ShowCalibration,
    ShowConfusion,
    ShowMosaic,
    ShowUnit,
    Subject,
)


def test_each_view_is_saved_as_a_figure(inspection, data, tmp_path):
    """One view as each kind; the end-to-end test saves each as all kinds."""
    questions = [
        ShowMosaic(RUN, start=True), ShowConfusion(RUN), ShowCalibration(RUN), ShowUnit(RUN, "fc1", 0),
        See(RUN, data.images[0]),
    ]  # fmt: skip
    for number, question in enumerate(questions):
        ending = ("png", "svg", "pdf")[number % 3]
        path = tmp_path / f"{number}.{ending}"
        assert inspection.answer(SaveFigure(question, str(path))).path == str(path)
        start = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[ending]
        assert path.read_bytes().startswith(start)
        assert path.stat().st_size > 2000


def test_numbers_are_saved_as_csv(inspection, tmp_path):
    path = tmp_path / "weights.csv"
    inspection.answer(SaveFigure(ShowMosaic(RUN), str(path)))
    rows = list(csv.reader(path.read_text().splitlines()))
    assert len(rows) == 10
    assert rows[0][:2] == ["unit", "w0"]
    np.testing.assert_allclose(
        np.array(rows[1][1:], float), weights_of(inspection, 3)["fc1.weight"][0], rtol=1e-5, atol=1e-9
    )
    inspection.answer(SaveFigure(ShowConfusion(RUN), str(path)))
    assert [row[0] for row in csv.reader(path.read_text().splitlines())][1:] == list(LABELS)
    with pytest.raises(ExportError):
        inspection.answer(SaveFigure(ShowConfusion(RUN), str(tmp_path / "matrix.jpg")))


def test_the_epochs_are_saved_as_a_film(inspection, tmp_path):
    for question in (ShowMosaic(RUN), ShowConfusion(RUN)):
        path = tmp_path / "film.gif"
        inspection.answer(SaveFilm(question, str(path)))
        with Image.open(path) as film:
            assert film.n_frames == 4
    with pytest.raises(ConfigError):
        inspection.answer(SaveFilm(ShowMosaic(Subject(READER)), str(tmp_path / "film.gif")))


def test_pictures_by_hand():
    assert diverging(np.array([-2.0, -1.0, 0.0, 1.0, np.nan]), 1.0).tolist() == [1, 1, ZERO, 255, GAP]
    tiles = np.arange(3, dtype=np.uint8).reshape(3, 1, 1) + 1
    assert side_by_side(tiles, 2, 1).tolist() == [
        [0, 0, 0, 0, 0], [0, 1, 0, 2, 0], [0, 0, 0, 0, 0], [0, 3, 0, 0, 0], [0, 0, 0, 0, 0],
    ]  # fmt: skip
    row = unit_pictures(np.arange(5.0).reshape(1, 1, 1, 5))
    assert row.shape == (1, 2, 3)
    assert np.isnan(row[0, 1, 2])
    channels = unit_pictures(np.ones((1, 2, 2, 2)))
    assert channels.shape == (1, 2, 5)
    assert np.isnan(channels[0, :, 2]).all()
