"""`datasets list | info | fetch` as typed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.cli import run_command


@pytest.fixture
def few(tmp_path: Path) -> Path:
    images = np.random.default_rng(0).integers(1, 256, (60, 10, 8), dtype=np.uint8)
    images[1] = images[0]
    np.savez(tmp_path / "few.npz", images=images, labels=np.arange(60) % 3)
    return tmp_path / "few.npz"


def test_list(few: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("INKSCOPE_DATA", str(few.parent))
    assert run_command(["datasets", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("synthetic ") and "16,200 of 36" in line for line in lines)
    assert any(line.startswith("mnist ") and "datasets fetch mnist" in line for line in lines)
    assert any(line.startswith("few ") and str(few) in line for line in lines)
    assert run_command(["datasets", "list", "--format", "json"]) == 0
    table = json.loads(capsys.readouterr().out)["datasets"]
    assert {"name", "title", "classes", "samples", "licence", "where"} == set(table[0])


def test_info(few: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["datasets", "info", str(few)]) == 0
    text = capsys.readouterr().out
    assert "few: 60 samples of 3 classes" in text
    assert "10 x 8 pixels" in text
    assert "2 pictures are equal to one with another label." in text
    assert run_command(["datasets", "info", str(few), "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["counts"]["train"].keys() == {"0", "1", "2"}
    assert sum(report["splits"].values()) == report["samples"] == 60


def test_picture(few: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = few.with_name("sheet.png")
    assert run_command(["datasets", "info", str(few), "--picture", str(picture)]) == 0
    with Image.open(picture) as sheet:
        assert sheet.size == (2 * 8 * 10 + 8 + 2, 3 * 12 + 2)
    assert "sheet.png" in capsys.readouterr().err
    assert run_command(["datasets", "info", str(few), "--picture", str(few.with_name("sheet.txt"))]) == 2
    assert run_command(["datasets", "info", str(few), "--picture", str(few / "x.png")]) == 2
    assert "could not be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["info", "nosuch"], ["info", "mnist"], ["fetch", "nist36"], ["fetch", "nosuch"], ["info", "/dev/null"]]
)
def test_failures_are_one_sentence_and_exit_code_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["datasets", *words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
