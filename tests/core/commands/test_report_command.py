"""`report`: a page that stands by itself, with the run's figures and numbers in it."""

from __future__ import annotations

import re

import numpy as np
import pytest

from core.alphabet import Alphabet
from core.cli import run_command
from core.data import catalogue
from core.data.dataset import Dataset
from core.train.config import TrainingConfig
from core.train.engine import train
from core.train.runs import RunsFolder


@pytest.fixture
def trained(monkeypatch):
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 3, 160)
    images = np.clip(rng.integers(0, 255, (3, 8, 8))[labels] + rng.normal(0, 60, (160, 8, 8)), 0, 255)
    split = np.array(["train"] * 100 + ["valid"] * 30 + ["test"] * 30)
    data = Dataset(images.astype(np.uint8), labels, Alphabet(("A", "B", "<")), split, np.array([""] * 160), name="toy")
    monkeypatch.setattr(catalogue, "load", lambda name, seed=0: data)
    config = TrainingConfig(dataset="toy", epochs=2, hidden=(5,), learning_rate=0.3)
    list(train(config, data, run=RunsFolder().create(config, name="My <run>")))


def test_the_page_holds_the_figures_and_numbers(trained, tmp_path):
    path = tmp_path / "page.html"
    assert run_command(["report", "My <run>", "--output", str(path)]) == 0
    page = path.read_text()
    assert "<h1>My &lt;run&gt;</h1>" in page
    assert page.count("data:image/png;base64,") == 4
    assert "http" not in page
    best = max(RunsFolder().list(), key=lambda info: info.created)
    assert f"{best.best_accuracy:.2%} of 30" in page
    assert re.search(r"<th>learning rate</th><td>0\.3</td>", page)


def test_a_pdf_has_a_page_for_each_figure(trained, tmp_path):
    path = tmp_path / "page.pdf"
    assert run_command(["report", "My <run>", "--split", "test", "--output", str(path)]) == 0
    assert path.read_bytes().startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b", path.read_bytes())) == 5


def test_other_endings_and_runs_are_refused(tmp_path, capsys):
    assert run_command(["report", "none", "--output", str(tmp_path / "page.html")]) == 2
    assert run_command(["report", "none", "--output", str(tmp_path / "page.doc")]) == 2
    assert "choose such an ending" in capsys.readouterr().err
