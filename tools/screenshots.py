"""Takes pictures of the real window for the documents: `python tools/screenshots.py`. They go to docs/screenshots."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_FOLDER = _ROOT / "docs" / "screenshots"
_SAMPLES = _ROOT / "assets" / "samples"
# Name of the picture -> arguments of the window (gui/arguments.py).
_SHOTS: dict[str, list[str]] = {
    "read-light": ["--theme", "light", str(_SAMPLES / "todo.jpg")],
    "read-dark": ["--theme", "dark", str(_SAMPLES / "note.jpg")],
}


def main() -> int:
    """Take every picture, with settings of their own so that the person's do not show. Returns the exit code."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    failed = 0
    for name, arguments in _SHOTS.items():
        with tempfile.TemporaryDirectory() as folder:
            failed += _take(_FOLDER / f"{name}.png", arguments, Path(folder)) != 0
    return 1 if failed else 0


def _take(picture: Path, arguments: list[str], home: Path) -> int:
    own = {name: str(home / name.lower()) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    command = [sys.executable, str(_ROOT / "main.py"), "--picture", str(picture), *arguments]
    code = subprocess.run(command, env={**os.environ, **own}, check=False).returncode
    sys.stdout.write(f"{picture.relative_to(_ROOT)}{'' if code == 0 else ' failed'}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
