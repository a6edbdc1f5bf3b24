"""Setting up: what is wanted, what is missing, what a person is told to type."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import qt_libraries
import set_up
import start

_CONSTRAINTS = Path(__file__).resolve().parents[2] / "constraints.txt"


def test_every_requirement_is_pinned() -> None:
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in _CONSTRAINTS.read_text().splitlines()
        if line and not line.startswith("#")
    }
    wanted = set_up.requirements(with_tests=True)
    names = {wish.split(">")[0].split("=")[0].split("<")[0].strip().lower() for wish in wanted}
    assert names <= pinned
    assert "pytest" in names
    assert "pytest" not in set_up.requirements(with_tests=False)


def test_missing_libraries_are_found_by_loading_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(qt_libraries, "_loads", lambda library: library != "libxcb-cursor.so.0")
    monkeypatch.setattr(qt_libraries, "_has_fonts", lambda: True)
    assert qt_libraries.missing() == ["libxcb-cursor0"]


def test_no_fonts_are_missing_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(qt_libraries, "_loads", lambda library: True)
    monkeypatch.setattr(qt_libraries, "_FONT_FOLDERS", ())
    assert qt_libraries.missing() == ["fonts-dejavu-core"]


def test_a_library_that_no_system_has_does_not_load() -> None:
    assert not qt_libraries._loads("libinkscope-does-not-exist.so.7")


@pytest.mark.parametrize(
    ("manager", "line"),
    [
        ("apt-get", "sudo apt-get install libegl1"),
        ("dnf", "sudo dnf install"),
        ("pacman", "sudo pacman -S"),
        (None, "libEGL.so.1"),
    ],
)
def test_the_line_to_type(manager: str | None, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name == manager else None)
    assert line in qt_libraries.line_to_type(["libegl1"])


def test_nothing_is_installed_for_a_person_without_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr(subprocess, "run", lambda *arguments, **settings: pytest.fail("something was run"))
    assert not qt_libraries.install(["libegl1"])


def test_set_up_stops_with_the_line_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["set_up.py", str(tmp_path / "venv")])
    monkeypatch.setattr(qt_libraries, "missing", lambda: ["libegl1"])
    monkeypatch.setattr(qt_libraries, "install", lambda packages: False)
    assert set_up.main() == 1
    assert qt_libraries.line_to_type(["libegl1"]) in capsys.readouterr().err
    assert not (tmp_path / "venv").exists()


def test_set_up_installs_with_the_pinned_versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], **settings: object) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 0, stdout="global.extra-index-url='somewhere'", stderr="")

    monkeypatch.setattr(sys, "argv", ["set_up.py", str(tmp_path / "venv"), "--with-tests"])
    monkeypatch.setattr(qt_libraries, "missing", list)
    monkeypatch.setattr(subprocess, "run", run)
    assert set_up.main() == 0
    pip = ran[-1]
    assert pip[pip.index("--constraint") + 1] == str(_CONSTRAINTS)
    assert "pytest-qt" in pip
    assert "--extra-index-url" not in pip  # the person's own pip settings name one already


def test_an_environment_that_is_cut_off_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "pyvenv.cfg").write_text("home = nowhere\n")
    (tmp_path / "bin" / "python").symlink_to(tmp_path / "removed")
    assert not set_up._is_sound(tmp_path)
    assert set_up._is_sound(Path(sys.prefix))


def test_the_sample_page_of_the_first_start_is_there() -> None:
    assert start._SAMPLE.is_file()
