"""The short form of benchmarks/kill_safety.py, in a fresh interpreter: kill -9 leaves a checkpoint that loads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="forks and kills as POSIX systems do")
def test_a_killed_training_resumes_as_if_unhurt():
    done = subprocess.run(
        [sys.executable, "benchmarks/kill_safety.py", "--kills", "12", "--seed", "3"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "12 kills" in done.stdout
    assert "0 checkpoints lost" in done.stdout
