"""No file of Python is longer than the house allows, those of the tests included."""

from __future__ import annotations

from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_FOLDERS = ("core", "gui", "tools", "tests", "benchmarks")
_MOST = 300


def test_files_are_short() -> None:
    files = [_ROOT / "main.py", *(file for folder in _FOLDERS for file in (_ROOT / folder).rglob("*.py"))]
    assert {file.relative_to(_ROOT).parts[0] for file in files} == {"main.py", *_FOLDERS}
    counts = {str(file.relative_to(_ROOT)): len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    assert {name: count for name, count in counts.items() if count > _MOST} == {}
