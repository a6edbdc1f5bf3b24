"""The command line with the shipped model, on our own sample pages and on pages without writing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from main import main

_ROOT = Path(__file__).resolve().parents[3]
_SAMPLES = _ROOT / "assets" / "samples"


def test_reading_loads_neither_qt_nor_torch() -> None:
    code = (
        "import sys; from main import main; code = main(['read', 'assets/samples/todo.jpg'])\n"
        "print('loaded:', *sys.modules); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=_ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "FRIDAY" in done.stdout
    loaded = done.stdout.splitlines()[-1].split()
    assert "core.read.reader" in loaded
    assert not {"torch", "PySide6", "pyqtgraph", "matplotlib"} & set(loaded)


def test_the_sample_pages_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--pages", str(_SAMPLES), "--format", "json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["all"]["pages"] == 4
    assert result["all"]["letters_and_digits"] > 200
    assert result["all"]["error_rate"] <= 0.05


@pytest.mark.parametrize("grey", [255, 200])
def test_a_blank_page_is_empty_text(grey: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grain = np.random.default_rng(8).normal(0, 2, (600, 800, 3))
    Image.fromarray(np.clip(grey + grain, 0, 255).astype(np.uint8)).save(tmp_path / "blank.png")
    assert main(["read", str(tmp_path / "blank.png")]) == 0
    assert capsys.readouterr() == ("", "")


def test_an_all_black_page_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.new("RGB", (800, 600)).save(tmp_path / "black.png")
    assert main(["read", str(tmp_path / "black.png")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_picture_of_one_pixel_is_empty_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.new("RGB", (1, 1), "white").save(tmp_path / "dot.png")
    assert main(["read", str(tmp_path / "dot.png")]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("content", [b"", b"no model", b"\x08\0\0\0\0\0\0\0{}      "], ids=["empty", "text", "hollow"])
def test_a_bad_model_is_one_sentence(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "model.safetensors").write_bytes(content)
    model = str(tmp_path / "model.safetensors")
    assert main(["read", str(_SAMPLES / "todo.jpg"), "--model", model]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
