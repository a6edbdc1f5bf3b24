"""Loading a data set can be given up at once, and what was begun is not begun again."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from core.alphabet import Alphabet
from core.data import catalogue
from core.data.dataset import Dataset
from core.errors import Cancelled, DataError
from core.inspection.sources import Sources, no_check
from core.train.runs import RunsFolder


@pytest.fixture
def sources(tmp_path):
    return Sources(RunsFolder(tmp_path / "runs"))


def give_up(_fraction, _text):
    raise Cancelled("Stopped as asked.")


def test_a_long_loading_is_given_up_and_taken_up_again(sources, monkeypatch):
    images = np.zeros((2, 4, 4), np.uint8)
    data = Dataset(images, np.zeros(2, np.int64), Alphabet(("A",)), np.array(["train"] * 2), np.array([""] * 2))
    let_go, begun = threading.Event(), []

    def load(name):
        begun.append(name)
        let_go.wait(30)
        return data

    monkeypatch.setattr(catalogue, "load", load)
    for _ in range(2):
        with pytest.raises(Cancelled):
            sources._dataset("slow", give_up)
    let_go.set()
    assert sources._dataset("slow", no_check) is data
    assert begun == ["slow"]


def test_what_goes_wrong_while_loading_is_said_each_time(sources):
    for _ in range(2):
        with pytest.raises(DataError, match="no dataset called 'nothing'"):
            sources._dataset("nothing", no_check)
