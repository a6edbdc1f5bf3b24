"""A display is one that answers: a name alone in the environment makes Qt end the program."""

from __future__ import annotations

import socket
import sys

import pytest

from core import faults
from gui import display
from main import main

pytestmark = pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="there is always a display there")


@pytest.fixture(autouse=True)
def _nothing_named(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def test_none_is_named():
    assert not display.has_display()


@pytest.mark.parametrize("name", [":6123", ":6123.0", "127.0.0.1:59000", "unix:6123", ":123456789"])
def test_a_name_behind_which_nobody_answers(name, monkeypatch):
    monkeypatch.setenv("DISPLAY", name)
    assert not display.has_display()


def test_a_display_of_another_machine(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("DISPLAY", f"127.0.0.1:{server.getsockname()[1] - 6000}.0")
        assert display.has_display()


def test_wayland(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert not display.has_display()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-0"))
        server.listen()
        assert display.has_display()


def test_qt_may_be_told_to_draw_elsewhere(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert display.has_display()


def test_without_a_display_the_window_costs_one_sentence(capsys):
    assert main([]) == 2
    output = capsys.readouterr()
    assert "no display" in output.err
    assert output.err.count("\n") == 1


def test_without_the_libraries_of_qt_the_window_costs_one_sentence(monkeypatch, capsys):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setitem(sys.modules, "gui.app", None)  # importing it is an ImportError, as a missing library is
    assert main([]) == 2
    output = capsys.readouterr()
    assert "cannot open here" in output.err
    assert output.err == f"{faults.printable(output.err.strip())}\n"
