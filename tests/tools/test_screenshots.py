"""The pictures of the window that are kept: each is shown by a page, each that a page shows is there, none is large."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "screenshots"
LARGEST = 150 * 1024  # bytes: the repository stays small


def shown(page):
    return set(re.findall(r"screenshots/([\w.-]+\.png)", page.read_text(encoding="utf-8")))


def test_the_page_on_the_window_shows_all_pictures_and_no_other():
    kept = {path.name for path in FOLDER.iterdir()}
    assert kept == shown(ROOT / "docs" / "window.md"), "trials of a picture do not belong here"


def test_the_readme_shows_pictures_that_are_there():
    assert shown(ROOT / "README.md")
    assert shown(ROOT / "README.md") <= shown(ROOT / "docs" / "window.md")


def test_no_picture_is_large():
    assert {path.name: path.stat().st_size for path in FOLDER.iterdir() if path.stat().st_size > LARGEST} == {}
