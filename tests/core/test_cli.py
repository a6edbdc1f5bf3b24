"""The command line as a whole: exit codes, sentences, what it loads."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from core import cli, faults
from core.commands import read
from core.errors import Cancelled, ModelError
from main import main

_ROOT = Path(__file__).resolve().parents[2]
_HEAVY = ("numpy", "scipy", "skimage", "torch", "matplotlib", "PIL", "PySide6", "pyqtgraph")


def _run_python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=_ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("inkscope 0.")


@pytest.mark.parametrize("argv", [["frobnicate"], ["read"], ["read", "--format", "doc", "a.jpg"]])
def test_wrong_use_returns_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    assert "usage" in capsys.readouterr().err


def test_every_command_is_offered(capsys: pytest.CaptureFixture[str]) -> None:
    assert {"read", "evaluate"} <= set(cli.command_names())
    assert main(["--help"]) == 0
    offered = capsys.readouterr().out.replace("-", "")  # reader-data lives in readerdata.py
    assert [name for name in cli.command_names() if name not in offered] == []


def test_help_loads_nothing_heavy() -> None:
    code = "import sys; from main import main; main(['--help']); print('loaded:', *sys.modules)"
    loaded = _run_python(code).splitlines()[-1].split()
    assert "core.cli" in loaded
    assert not set(_HEAVY) & set(loaded)


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (ModelError("The model is damaged; fetch it again."), 2, "The model is damaged; fetch it again.\n"),
        (Cancelled(), 130, "Stopped.\n"),
        (KeyboardInterrupt(), 130, "Stopped.\n"),
        (BrokenPipeError(), 0, ""),
    ],
)
def test_what_commands_raise(
    error: BaseException, code: int, sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _make_read_raise(error, monkeypatch)
    assert main(["read", "a.jpg"]) == code
    assert capsys.readouterr().err == sentence


def test_a_reader_that_leaves_early_is_no_error() -> None:
    code = (
        "import sys; from core import cli; from core.commands import read\n"
        "def talk(arguments):\n"
        "    while True: print('line')\n"
        "read.run = talk; sys.exit(cli.run_command(['read', 'a.jpg']))"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "line\n"
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_a_fault_is_logged_and_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _make_read_raise(ZeroDivisionError("so it goes"), monkeypatch)
    assert main(["read", "a.jpg"]) == 1
    sentence = capsys.readouterr().err
    assert sentence.count("\n") == 1
    assert str(faults.log_path()) in sentence
    log = faults.log_path().read_text()
    assert "Traceback" in log
    assert "so it goes" in log
    assert logging.getLogger("core.faults").handlers == []


def test_a_fault_without_a_place_for_the_log_is_still_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(faults, "state_folder", lambda: tmp_path / "file" / "state")
    _make_read_raise(ZeroDivisionError("so it goes"), monkeypatch)
    assert main(["read", "a.jpg"]) == 1
    assert "so it goes" in capsys.readouterr().err


def test_out_of_memory_is_said_plainly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    _make_read_raise(MemoryError(), monkeypatch)
    assert main(["read", "a.jpg"]) == 1
    assert "memory" in capsys.readouterr().err


def _make_read_raise(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(arguments: object) -> int:
        raise error

    monkeypatch.setattr(read, "run", fail)
