"""Two local processes under torchrun train as one does; a team of one needs no torch."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.data.catalogue import load
from core.data.npz import save_npz
from core.errors import ConfigError
from core.nets.model_file import load_model
from core.train.config import TrainingConfig
from core.train.distributed import Team, joined, team
from core.train.engine import train
from core.train.history_file import load_history
from core.train.records import History
from core.train.runs import RunsFolder

ROOT = Path(__file__).parents[3]
SETTINGS = {
    "backend": "torch", "hidden": (16,), "epochs": 2, "learning_rate": 0.2, "batch_size": 32,
    "class_weights": "balanced", "label_smoothing": 0.05, "ema": 0.9, "measure_every": 4,
}  # fmt: skip


def lines_of(records):
    """A row of figures a record."""
    lines = []
    for record in records:
        if hasattr(record, "valid_loss"):
            lines.append([0, record.train_loss, record.train_accuracy, record.valid_loss, record.valid_accuracy])
        else:
            lines.append([record.step, record.loss, record.accuracy, sum(record.gradient_norms.values()), 0])
    return np.array(lines)


def _options(settings):
    for name, value in settings.items():
        yield f"--{name.replace('_', '-')}"
        yield ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


@pytest.mark.slow
@pytest.mark.parametrize("model", ["fc", "small_cnn"])
def test_two_processes_give_the_losses_of_one(model, tmp_path, make_data):
    """`torchrun main.py train`: its run beside one that one process made; calibrated and written as a model."""
    save_npz(make_data(train=301), tmp_path / "toy.npz")
    output = tmp_path / "model.safetensors"
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    command = [str(ROOT / "main.py"), "train", "--dataset", str(tmp_path / "toy.npz"), "--output", str(output)]
    done = subprocess.run(
        [*torchrun, *command, "--model", model, *_options(SETTINGS)],
        env={**os.environ, "OMP_NUM_THREADS": "1"}, capture_output=True, text=True, timeout=110, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.count("finished") == 1
    run = RunsFolder().open(RunsFolder().list()[0].id)
    assert run.info().temperature != 1.0
    assert load_model(output).header.architecture == model
    config = TrainingConfig(dataset=str(tmp_path / "toy.npz"), model=model, **SETTINGS)
    together = load_history(run.history).records()
    assert (len(together.epochs), len(together.batches)) == (3, 2 * 10)
    if model == "fc":  # with batch normalisation each process normalises its own share
        alone = History()
        for record in train(config, load(config.dataset)):
            alone.add(record)
        for one, two in ((alone.epochs, together.epochs), (alone.batches, together.batches)):
            np.testing.assert_allclose(lines_of(two), lines_of(one), rtol=2e-4, atol=1e-6)


def test_a_process_that_has_parted_is_alone(monkeypatch):
    for name, value in (("RANK", "0"), ("WORLD_SIZE", "2"), ("LOCAL_RANK", "0")):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("torch.distributed.init_process_group", lambda backend: None)
    monkeypatch.setattr("torch.distributed.destroy_process_group", lambda: None)
    with joined() as together:
        assert together.world == 2
    assert team() == Team(0, 1, 0)


def test_a_team_of_one_is_the_default(monkeypatch):
    for name in ("RANK", "WORLD_SIZE", "LOCAL_RANK"):
        monkeypatch.delenv(name, raising=False)
    assert team() == Team(0, 1, 0)
    assert team().first


@pytest.mark.parametrize(("rank", "world"), [("2", "2"), ("-1", "2"), ("one", "2"), ("0", "0")])
def test_a_senseless_environment_is_one_sentence(monkeypatch, rank, world):
    monkeypatch.setenv("RANK", rank)
    monkeypatch.setenv("WORLD_SIZE", world)
    with pytest.raises(ConfigError):
        team()


def test_training_in_numpy_imports_no_torch():
    code = (
        "import sys; from conftest import toy_data; from core.train.engine import train;"
        "from core.train.config import TrainingConfig;"
        "list(train(TrainingConfig(dataset='toy', hidden=(4,), epochs=1), toy_data()));"
        "sys.exit('torch' in sys.modules or 'scipy' in sys.modules or 'skimage' in sys.modules)"
    )
    path = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, check=False)
    assert done.returncode == 0
