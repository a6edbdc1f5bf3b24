"""Two local processes under torchrun train as one does; a team of one needs no torch."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.errors import ConfigError
from core.train.config import TrainingConfig
from core.train.distributed import Team, team
from core.train.engine import train

ROOT = Path(__file__).parents[3]
SCRIPT = """
import os, sys
sys.path.insert(0, {root!r}); sys.path.insert(0, {here!r})
import numpy as np
from conftest import toy_data
from core.train.distributed import joined
from core.train.engine import train
from test_distributed import CONFIG, lines_of
with joined() as team:
    lines = lines_of(train(CONFIG, toy_data(train=301)))
    if team.first:
        np.save({out!r}, lines)
os._exit(0)  # torch's threads may abort a process that ends while the other one does; the work is done by then
"""
CONFIG = TrainingConfig(
    dataset="toy", backend="torch", hidden=(16,), epochs=2, learning_rate=0.2, batch_size=32,
    class_weights="balanced", label_smoothing=0.05, ema=0.9, measure_every=4,
)  # fmt: skip


def lines_of(records):
    """A row of figures a record."""
    lines = []
    for record in records:
        if hasattr(record, "valid_loss"):
            lines.append([0, record.train_loss, record.train_accuracy, record.valid_loss, record.valid_accuracy])
        else:
            lines.append([record.step, record.loss, record.accuracy, sum(record.gradient_norms.values()), 0])
    return np.array(lines)


def _two_processes(tmp_path):
    out, script = tmp_path / "together.npy", tmp_path / "together.py"
    script.write_text(SCRIPT.format(root=str(ROOT), here=str(Path(__file__).parent), out=str(out)))
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [*torchrun, str(script)], env=environment, capture_output=True, text=True, timeout=110, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return np.load(out)


@pytest.mark.slow
def test_two_processes_give_the_losses_of_one(tmp_path, make_data):
    alone = lines_of(train(CONFIG, make_data(train=301)))
    together = _two_processes(tmp_path)
    assert alone.shape == together.shape == (3 + 2 * 10, 5)
    np.testing.assert_allclose(together, alone, rtol=2e-4, atol=1e-6)


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
