"""train, evaluate, runs, weights, confusion through the real command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.cli import run_command
from core.data import catalogue
from core.data.corrections import CorrectionStore, digest_of
from core.inspection_messages import Correction
from core.nets.model_file import load_model
from core.train.runs import RunsFolder

ROOT = Path(__file__).parents[3]


@pytest.fixture
def dataset(tmp_path):
    rng = np.random.default_rng(3)
    prototypes = rng.integers(0, 255, (4, 10, 10))
    labels = rng.integers(0, 4, 300)
    images = np.clip(prototypes[labels] + rng.normal(0, 70, (300, 10, 10)), 0, 255).astype(np.uint8)
    path = tmp_path / "toy.npz"
    split = np.array(["train"] * 200 + ["valid"] * 50 + ["test"] * 50)
    np.savez(path, images=images, labels=np.array(list("ABCD"))[labels], split=split)
    return str(path)


@pytest.fixture
def trained(dataset, capsys):
    train = ["train", "--dataset", dataset, "--hidden", "8", "--learning-rate", "0.5", "--epochs", "4", "--run", "toy"]
    assert run_command(train) == 0
    capsys.readouterr()
    return dataset


def test_train_says_what_it_does_and_writes_a_model(dataset, tmp_path, capsys):
    output = tmp_path / "models" / "m.safetensors"
    code = run_command(["train", "--dataset", dataset, "--hidden", "12,6", "--epochs", "2", "--init", "he",
                        "--activation", "relu", "--output", str(output), "--run", "first try"])  # fmt: skip
    said = capsys.readouterr()
    assert code == 0
    assert [line.split(":")[0] for line in said.err.splitlines()] == ["epoch 0/2", "epoch 1/2", "epoch 2/2"]
    assert "left" in said.err
    assert "first-try finished" in said.out
    model = load_model(output)
    assert model.header.labels == tuple("ABCD")
    assert model.header.settings["hidden"] == "12,6"
    config = RunsFolder().open("first try").info().config
    assert (config.initializer, config.activation, config.hidden) == ("he", "relu", (12, 6))


def test_corrections_are_learned_from_unless_switched_off(dataset, capsys):
    data = catalogue.load(dataset)
    CorrectionStore().keep(dataset, {digest_of(image): Correction(excluded=True) for image in data.images[:40]})
    train = ["train", "--dataset", dataset, "--hidden", "4", "--epochs", "1"]
    assert run_command([*train, "--run", "with"]) == 0
    assert "Your corrections apply: 0 samples relabelled, 40 left out." in capsys.readouterr().err
    assert run_command([*train, "--run", "without", "--corrections", "off"]) == 0
    assert "corrections apply" not in capsys.readouterr().err
    steps = {name: RunsFolder().open(name).info().step for name in ("with", "without")}
    assert steps == {"with": 5, "without": 7}  # of 32: 160 and 200 samples
    assert RunsFolder().open("without").info().config.corrections == "off"


def test_torch_is_chosen_for_other_networks(dataset, capsys):
    assert run_command(["train", "--dataset", dataset, "--model", "reader", "--epochs", "1", "--run", "r",
                        "--augment", "shape", "--optimizer", "adamw", "--learning-rate", "0.01"]) == 0  # fmt: skip
    config = RunsFolder().open("r").info().config
    assert (config.backend, config.optimizer) == ("torch", "adam")


@pytest.mark.parametrize(
    "extra",
    [
        ["--epochs", "0"],
        ["--model", "squeezenet", "--backend", "numpy"],
        ["--model", "transformer"],
        ["--learning-rate", "nan"],
        ["--init-from", "nowhere.safetensors"],
        ["--device", "cuda", "--backend", "torch"],
        ["--resume", "nobody"],
        ["--resume", "nobody", "--run", "me"],
        ["--dataset", "no-such-data"],
    ],
)
def test_what_cannot_be_trained_is_one_sentence(extra, dataset, capsys):
    import torch

    if "cuda" in extra and torch.cuda.is_available():
        pytest.skip("this machine has CUDA")
    assert run_command(["train", "--dataset", dataset, "--epochs", "1", *extra]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert "Traceback" not in said.err
    assert RunsFolder().list() == []


def test_resume_goes_on_and_keeps_its_settings(trained, capsys):
    assert run_command(["train", "--resume", "toy", "--epochs", "6"]) == 0
    said = capsys.readouterr()
    assert [line.split(":")[0] for line in said.err.splitlines()] == ["epoch 5/6", "epoch 6/6"]
    assert run_command(["train", "--resume", "toy", "--hidden", "9"]) == 2
    assert "hidden" in capsys.readouterr().err


def test_a_run_of_a_file_beside_one_is_resumed_from_elsewhere(dataset, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    train = ["train", "--dataset", "toy.npz", "--hidden", "4", "--epochs", "1"]
    assert run_command([*train, "--run", "near", "--output", "m.safetensors"]) == 0
    assert run_command([*train, "--run", "next", "--init-from", "m.safetensors"]) == 0
    (tmp_path / "else").mkdir()
    monkeypatch.chdir(tmp_path / "else")
    for name in ("near", "next"):
        assert run_command(["train", "--resume", name, "--epochs", "2"]) == 0
        assert RunsFolder().open(name).info().config.dataset == str(tmp_path / "toy.npz")
    monkeypatch.chdir(tmp_path)
    assert run_command(["train", "--resume", "near", "--dataset", "toy.npz", "--epochs", "3"]) == 0


def test_a_learning_rate_is_suggested_without_training(dataset, capsys):
    assert run_command(["train", "--dataset", dataset, "--hidden", "8", "--find-learning-rate"]) == 0
    assert 0.01 < float(capsys.readouterr().out) < 10
    assert RunsFolder().list() == []


def test_evaluate_in_text_and_json(trained, capsys):
    assert run_command(["evaluate", "--model", "toy", "--dataset", trained, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["count"] == 50
    assert 0.8 < found["accuracy"] <= 1
    assert 0 <= found["ece"] <= 1
    assert sum(score["count"] for score in found["per_class"].values()) == 50
    right = sum(score["count"] * score["recall"] for score in found["per_class"].values())
    assert right / 50 == pytest.approx(found["accuracy"])
    assert sum(pair["count"] for pair in found["confused_pairs"]) == round(50 * (1 - found["accuracy"]))
    assert run_command(["evaluate", "--model", "toy", "--dataset", trained, "--split", "valid"]) == 0
    assert "of 50" in capsys.readouterr().out
    assert run_command(["evaluate", "--model", "toy", "--dataset", trained, "--split", "dev"]) == 2
    assert run_command(["evaluate", "--model", "nobody", "--dataset", trained]) == 2


def test_all_samples_are_measured_on_demand_and_a_drawn_split_is_said(trained, tmp_path, capsys):
    with np.load(trained) as arrays:
        np.savez(tmp_path / "unsplit.npz", images=arrays["images"], labels=arrays["labels"])
    evaluate = ["evaluate", "--model", "toy", "--format", "json", "--dataset"]
    assert run_command([*evaluate, str(tmp_path / "unsplit.npz")]) == 0
    said = capsys.readouterr()
    count = json.loads(said.out)["count"]
    assert f"{count} of its 300 samples were drawn" in said.err
    for path in (str(tmp_path / "unsplit.npz"), trained):
        assert run_command([*evaluate, path, "--split", "all"]) == 0
        said = capsys.readouterr()
        assert json.loads(said.out)["count"] == 300
        assert not said.err


def test_samples_that_the_model_cannot_know_are_said(trained, tmp_path, capsys):
    with np.load(trained) as arrays:
        labels = np.where(arrays["labels"] == "A", "Z", arrays["labels"])
        np.savez(tmp_path / "other.npz", images=arrays["images"], labels=labels, split=arrays["split"])
    unknown = int((labels[-50:] == "Z").sum())  # the test split
    evaluate = ["evaluate", "--model", "toy", "--dataset", str(tmp_path / "other.npz"), "--format", "json"]
    assert run_command(evaluate) == 0
    said = capsys.readouterr()
    assert said.err == f"{unknown} of 50 samples, whose labels the model does not know, are not counted.\n"
    assert json.loads(said.out)["count"] == 50 - unknown


def test_a_model_of_lines_is_none_of_characters(dataset, tmp_path, capsys):
    with np.load(dataset) as arrays:
        images = np.pad(arrays["images"], ((0, 0), (11, 11), (11, 11)))
        np.savez(tmp_path / "large.npz", images=images, labels=arrays["labels"], split=arrays["split"])
    lines = str(ROOT / "assets" / "models" / "lines.safetensors")
    for command in (["evaluate", "--model", lines], ["confusion", lines, "--output", str(tmp_path / "c.png")]):
        assert run_command([*command, "--dataset", str(tmp_path / "large.npz")]) == 2
        assert "reads whole lines" in capsys.readouterr().err


def test_figures_are_written(trained, tmp_path, capsys):
    for kind in ("png", "svg", "pdf"):
        output = tmp_path / f"figure.{kind}"
        assert run_command(["confusion", "toy", "--dataset", trained, "--output", str(output)]) == 0
        assert output.stat().st_size > 1000
    for layer in ("1", "2", "fc2"):
        output = tmp_path / f"weights{layer}.png"
        assert run_command(["weights", "toy", "--layer", layer, "--output", str(output)]) == 0
        assert output.stat().st_size > 1000
    assert run_command(["weights", "toy", "--layer", "3", "--output", str(tmp_path / "w.png")]) == 2
    assert run_command(["weights", "toy", "--output", str(tmp_path / "w.gif")]) == 2
    assert "layer" in capsys.readouterr().err


def test_weights_of_a_convolution(dataset, tmp_path):
    assert run_command(["train", "--dataset", dataset, "--model", "reader", "--epochs", "1", "--run", "conv"]) == 0
    for layer in ("1", "2", "5", "6"):
        output = tmp_path / f"{layer}.png"
        assert run_command(["weights", "conv", "--layer", layer, "--output", str(output)]) == 0
        assert output.stat().st_size > 1000


def test_runs_are_listed_shown_compared_deleted_and_restored(trained, tmp_path, capsys):
    assert run_command(["train", "--dataset", trained, "--epochs", "1", "--run", "other"]) == 0
    capsys.readouterr()
    assert run_command(["runs", "list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["run", "toy", "other"]
    assert run_command(["runs", "show", "toy"]) == 0
    shown = capsys.readouterr().out
    assert "learning rate    0.5" in shown
    assert "best" in shown
    assert run_command(["runs", "compare", "toy", "other", "--output", str(tmp_path / "c.svg")]) == 0
    assert "epochs: toy 4, other 1" in capsys.readouterr().out
    assert run_command(["runs", "delete", "toy", "toy"]) == 0
    assert run_command(["runs", "show", "toy"]) == 2
    assert run_command(["runs", "restore", "toy"]) == 0
    assert run_command(["runs", "show", "toy"]) == 0
    assert run_command(["runs", "restore", "../toy"]) == 2


def test_no_runs_yet_says_what_to_do(capsys):
    assert run_command(["runs", "list"]) == 0
    assert "train" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT")
def test_control_c_stops_after_the_batch_and_says_how_to_resume(dataset, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, str(ROOT / "main.py"), "train"]
    process = subprocess.Popen(
        [*command, "--dataset", dataset, "--epochs", "100000", "--run", "long"],
        env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    for _ in range(5):
        assert process.stderr.readline().startswith("epoch")
    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert "Stopping" in rest
    assert "train --resume long" in rest
    assert "Traceback" not in rest
    info = RunsFolder().open("long").info()
    assert info.state == "stopped"
    done = subprocess.run(
        [*command, "--resume", "long", "--epochs", str(info.epoch + 2)],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert RunsFolder().open("long").info().epoch == info.epoch + 2


def test_every_option_stands_in_the_help(capsys):
    assert run_command(["train", "--help"]) == 0
    said = capsys.readouterr().out
    for option in ("--dataset", "--learning-rate", "--init ", "--resume", "--output", "--freeze", "--ema"):
        assert option in said
