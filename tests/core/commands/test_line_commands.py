"""line-data and train-lines through the real command line, from pictures of lines to a model that reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from core.cli import run_command
from core.read.lines.model import open_network
from core.read.lines.network import LABELS


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    rows = ["file\twriter\tsplit\ttext"]
    for number in range(8):
        text, image = f"line {number} of it", Image.new("L", (260, 60), 245)
        ImageDraw.Draw(image).text((10, 15), text, fill=20, font=ImageFont.load_default(24))
        image.save(tmp_path / f"{number}.png")
        rows.append(f"{number}.png\tw\t{'valid' if number > 5 else 'train'}\t{text}")
    (tmp_path / "labels.tsv").write_text("\n".join(rows), "utf-8")
    return tmp_path


def test_from_lines_to_a_model(lines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, model = lines / "data.npz", lines / "lines.safetensors"
    assert run_command(["line-data", "--lines", str(lines), "--output", str(data)]) == 0
    assert "8 lines" in capsys.readouterr().out
    train = ["train-lines", str(data), "--output", str(model), "--epochs", "1", "--hidden", "4"]
    assert run_command(train) == 0
    out = capsys.readouterr().out
    assert "6 lines to train on, 2 to check with" in out
    assert "epoch 1/1: loss" in out
    logits = open_network(model).logits(np.zeros((32, 64), np.uint8))
    assert logits.shape == (16, len(LABELS))
    assert (lines / "lines.checkpoint").is_file()
    assert run_command(train) == 0  # nothing is left to do
    assert "epoch" not in capsys.readouterr().out.replace("epochs", "")


def test_what_is_no_set_of_lines_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "some.npz"
    path.write_bytes(b"no")
    assert run_command(["train-lines", str(path), "--output", str(tmp_path / "m.safetensors")]) == 2
    assert "holds no strips of lines" in capsys.readouterr().err
    assert run_command(["line-data", "--output", str(path)]) == 2
    assert "No line could be made" in capsys.readouterr().err
