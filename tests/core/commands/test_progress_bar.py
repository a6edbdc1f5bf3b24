"""The progress bar: only on a terminal, never wider than it, gone at the end."""

from __future__ import annotations

import io
import sys

import pytest

from core.commands.progress_bar import ProgressBar


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def _terminal(monkeypatch: pytest.MonkeyPatch, encoding: str = "utf-8") -> io.BytesIO:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", _Terminal(raw, encoding=encoding, errors="strict"))
    monkeypatch.setenv("COLUMNS", "60")
    return raw


def test_it_fills_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = _terminal(monkeypatch)
    with ProgressBar(4) as bar:
        bar.show(1, "a.jpg" + "x" * 100)
    drawn = raw.getvalue().decode()
    line = drawn.split("\x1b[K")[1].rstrip("\r")
    assert line.startswith("█" * 6 + "░" * 18 + " 1/4 a.jpg")
    assert len(line) == 59
    assert drawn.endswith("\r\x1b[K")


def test_it_is_plain_where_the_terminal_is(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = _terminal(monkeypatch, "ascii")
    with ProgressBar(2) as bar:
        bar.show(1, "a.jpg")
    assert b"#" * 12 + b"-" * 12 in raw.getvalue()


def test_it_draws_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = _terminal(monkeypatch)
    monkeypatch.setattr("time.monotonic", lambda: 100.0)
    with ProgressBar(10) as bar:
        for done in range(10):
            bar.show(done, "")
    assert raw.getvalue().count(b"/10") == 1


def test_it_is_silent_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressBar(3) as bar:
        bar.show(1, "a.jpg")
    assert capsys.readouterr().err == ""


def test_it_is_silent_on_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = _terminal(monkeypatch)
    with ProgressBar(3, shown=False) as bar:
        bar.show(1, "a.jpg")
    assert raw.getvalue() == b""
