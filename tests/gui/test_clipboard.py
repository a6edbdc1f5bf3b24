"""What is copied is there as picture and as text, and does not crash the program when it ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.gui
_COPY = """
from PySide6.QtGui import QGuiApplication, QImage
from gui.clipboard import copy_both
app = QGuiApplication([])
image = QImage(20, 10, QImage.Format.Format_RGB32)
image.fill(0xFF0000)
for text in ("first", "second"):
    copy_both(image, text)
clipboard = app.clipboard()
print(clipboard.text(), clipboard.image().width(), clipboard.image().pixelColor(3, 3).name())
"""


def test_both_are_there_and_the_program_ends_well():
    done = subprocess.run(
        [sys.executable, "-c", _COPY],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["second", "20", "#ff0000"]
