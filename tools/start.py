"""`make run`: opens the window; without a display reads the sample page instead and saves a picture of the window."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_MAIN = _ROOT / "main.py"
_SAMPLE = _ROOT / "assets" / "samples" / "todo.jpg"
_PICTURE = _ROOT / "build" / "window.png"


def main() -> int:
    """Start Inkscope in the way that this machine allows. Returns the exit code."""
    sys.path.insert(0, str(_ROOT))
    from gui.display import has_display

    if has_display():
        return subprocess.run([sys.executable, str(_MAIN)], check=False).returncode
    _say("There is no display here, so no window opens. This is what Inkscope reads on its sample page")
    _say(f"({_SAMPLE.relative_to(_ROOT)}):\n")
    code = subprocess.run([sys.executable, str(_MAIN), "read", str(_SAMPLE)], check=False).returncode
    if code != 0:
        return code
    code = take_picture(_PICTURE, [str(_SAMPLE)])
    if code == 0:
        _say(f"\nA picture of the window is in {_PICTURE.relative_to(_ROOT)}.")
    return code


def take_picture(picture: Path, arguments: list[str]) -> int:
    """Draw the window with these arguments (gui/arguments.py) into a PNG file. Returns the exit code.

    It gets settings of its own, so that the person's neither show nor change.
    """
    with tempfile.TemporaryDirectory() as home:
        own = {f"XDG_{kind}_HOME": str(Path(home) / kind.lower()) for kind in ("CONFIG", "DATA", "STATE")}
        command = [sys.executable, str(_MAIN), "--picture", str(picture), *arguments]
        return subprocess.run(command, env={**os.environ, **own}, check=False).returncode


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
