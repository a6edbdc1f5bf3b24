"""Which arguments open the window, and which go to the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from main import wants_window


@pytest.mark.parametrize("arguments", [[], ["--picture", "a.png"], ["--theme", "dark"]])
def test_the_window_is_asked_for(arguments: list[str]) -> None:
    assert wants_window(arguments)


@pytest.mark.parametrize(
    "arguments", [["read", "a.jpg"], ["--help"], ["--version"], ["-h"], ["no-such-command"], ["-x"]]
)
def test_the_command_line_is_asked_for(arguments: list[str]) -> None:
    assert not wants_window(arguments)


def test_a_file_opens_in_the_window_unless_its_name_is_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("note.jpg", "read"):
        (tmp_path / name).touch()
    assert wants_window(["note.jpg"])
    assert not wants_window(["read"])
