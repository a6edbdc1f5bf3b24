"""Arguments of the window, and its picture on a machine without a display."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from gui.arguments import WindowArguments, parse
from gui.portrait import sample_file

pytestmark = pytest.mark.gui
ROOT = Path(__file__).resolve().parents[2]


def test_nothing_said_is_the_plain_window():
    assert parse([]) == WindowArguments()


def test_all_said():
    found = parse(
        [
            "page.png",
            "--picture",
            "w.png",
            "--theme",
            "dark",
            "--scale",
            "2",
            "--size",
            "800x600",
            "--workspace",
            "read",
        ]
    )
    assert found == WindowArguments(
        file="page.png", picture="w.png", theme="dark", scale=2.0, width=800, height=600, workspace="read"
    )


@pytest.mark.parametrize(
    "bad",
    [
        ["--theme", "pink"],
        ["--scale", "9"],
        ["--scale", "x"],
        ["--scale", "nan"],
        ["--size", "800"],
        ["--size", "1x1"],
        ["--size", "99999x600"],
        ["--workspace", "attic"],
        ["--unknown"],
    ],
)
def test_what_is_no_argument_of_ours_is_refused(bad, capsys):
    with pytest.raises(SystemExit) as refused:
        parse(bad)
    assert refused.value.code == 2
    assert "error" in capsys.readouterr().err


def test_a_sample_is_shipped():
    sample = sample_file()
    assert sample is not None
    assert not QImage(str(sample)).isNull()


@pytest.mark.slow
def test_the_empty_window_makes_its_picture_and_ends(tmp_path):
    picture = tmp_path / "window.png"
    done = subprocess.run(
        [sys.executable, "main.py", "--picture", str(picture), "--theme", "dark", "--scale", "2", "--size", "800x480"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "DISPLAY"},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not list(Path(os.environ["XDG_CONFIG_HOME"]).rglob("*")), "the person's settings are left alone"
    found = QImage(str(picture))
    assert (found.width(), found.height()) == (1600, 960)
    assert found.pixelColor(600, 700).lightness() < 60


_WINDOW = """
import sys
from gui.app import run
from gui import app as window_app
make = window_app.make_window
def make_and_tell(*arguments):
    window = make(*arguments)
    window.painted.connect(lambda: print("painted", flush=True))
    return window
if __name__ == "__main__":
    window_app.make_window = make_and_tell
    sys.exit(run([]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_a_polite_kill_close_the_window(tmp_path, number):
    script = tmp_path / "window.py"
    script.write_text(_WINDOW)
    with subprocess.Popen(
        [sys.executable, str(script)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
    ) as window:
        assert window.stdout.readline() == "painted\n"
        window.send_signal(number)
        assert window.wait(timeout=60) == 0
    assert (Path(os.environ["XDG_CONFIG_HOME"]) / "inkscope" / "inkscope.ini").is_file(), "it closed as by its cross"
