"""The window stays light: importing all of it loads no library of the engine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_IMPORT_ALL = """
import importlib, pkgutil, sys
import gui
for module in pkgutil.walk_packages(gui.__path__, "gui."):
    importlib.import_module(module.name)
print("loaded:", *sys.modules)
"""


@pytest.mark.gui
def test_the_window_loads_no_engine_library() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT_ALL],
        cwd=_ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    loaded = done.stdout.splitlines()[-1].split()
    assert "PySide6.QtWidgets" in loaded
    assert not {"torch", "skimage", "scipy", "matplotlib", "PIL", "safetensors"} & set(loaded)
