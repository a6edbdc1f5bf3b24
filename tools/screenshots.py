"""Takes pictures of the real window for the documents: `python tools/screenshots.py`. They go to docs/screenshots."""

from __future__ import annotations

import sys
from pathlib import Path

from start import take_picture

_ROOT = Path(__file__).resolve().parent.parent
_FOLDER = _ROOT / "docs" / "screenshots"
_SAMPLES = _ROOT / "assets" / "samples"
# Name of the picture -> arguments of the window (gui/arguments.py).
_SHOTS: dict[str, list[str]] = {
    "read-light": ["--theme", "light", str(_SAMPLES / "todo.jpg")],
    "read-dark": ["--theme", "dark", str(_SAMPLES / "note.jpg")],
}


def main() -> int:
    """Take every picture. Returns the exit code."""
    failed = 0
    for name, arguments in _SHOTS.items():
        code = take_picture(_FOLDER / f"{name}.png", arguments)
        sys.stdout.write(f"{name}{'' if code == 0 else ' failed'}\n")
        failed += code != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
