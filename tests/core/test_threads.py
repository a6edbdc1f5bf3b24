"""What a process takes of the processor: asked in processes of their own, for it cannot be taken back."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from core.threads import use_threads

_LATER = "import os; from core.threads import give_way; before = os.nice(0); give_way(); print(os.nice(0) - before)"


@pytest.mark.skipif(not hasattr(os, "nice"), reason="only Unix has niceness")
def test_what_gives_way_comes_after_the_window():
    done = subprocess.run([sys.executable, "-c", _LATER], capture_output=True, text=True, check=True, timeout=60)
    assert 0 <= int(done.stdout) <= 19 - os.nice(0)
    assert int(done.stdout) > 0 or os.nice(0) == 19, "nothing is behind the last"


def test_what_the_person_has_set_is_kept(monkeypatch):
    monkeypatch.setattr(os, "environ", {"OMP_NUM_THREADS": "3"})
    use_threads(1)
    assert (os.environ["OMP_NUM_THREADS"], os.environ["OPENBLAS_NUM_THREADS"]) == ("3", "1")
