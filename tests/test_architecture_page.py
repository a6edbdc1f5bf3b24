"""docs/architecture.md stays true: every file and folder that it names under "Folders" exists."""

from __future__ import annotations

from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]


def _named_paths() -> list[Path]:
    """Paths of the tree in the page: two blanks more for each level, a folder ends with a slash."""
    page = (_ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    tree = page.split("## Folders")[1].split("```")[1].strip("\n")
    folders: list[str] = []
    paths = []
    for line in tree.splitlines():
        name = line.split()[0]
        depth = (len(line) - len(line.lstrip())) // 2
        folders = [*folders[:depth], name]
        paths.append(_ROOT / "".join(folders[:depth]) / name)
    return paths


def test_what_the_page_names_exists() -> None:
    paths = _named_paths()
    assert len(paths) > 40
    assert [str(path.relative_to(_ROOT)) for path in paths if not path.exists()] == []
