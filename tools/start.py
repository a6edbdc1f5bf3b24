"""`make run`: opens the window; without a display reads the sample page instead and saves a picture of the window."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_MAIN = _ROOT / "main.py"
_SAMPLE = _ROOT / "assets" / "samples" / "todo.jpg"
_PICTURE = _ROOT / "build" / "window.png"


def main() -> int:
    """Start Inkscope in the way that this machine allows. Returns the exit code."""
    if has_display():
        return subprocess.run([sys.executable, str(_MAIN)], check=False).returncode
    _say("There is no display here, so no window opens. This is what Inkscope reads on its sample page")
    _say(f"({_SAMPLE.relative_to(_ROOT)}):\n")
    code = subprocess.run([sys.executable, str(_MAIN), "read", str(_SAMPLE)], check=False).returncode
    if code != 0:
        return code
    return _save_picture()


def has_display() -> bool:
    """Whether a window can be shown: always on macOS and Windows, on others where X11 or Wayland is named."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _save_picture() -> int:
    _PICTURE.parent.mkdir(exist_ok=True)
    command = [sys.executable, str(_MAIN), "--picture", str(_PICTURE), str(_SAMPLE)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    code = subprocess.run(command, env=environment, check=False).returncode
    if code == 0:
        _say(f"\nA picture of the window is in {_PICTURE.relative_to(_ROOT)}.")
    return code


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
