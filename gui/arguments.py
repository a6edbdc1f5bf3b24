"""Arguments of the window: what to open, and whether to take its picture instead of staying."""

from __future__ import annotations

import argparse
import atexit
import os
import shutil
import tempfile
from dataclasses import dataclass

from core.settings import THEMES
from gui.workspaces import present


@dataclass(frozen=True, slots=True)
class WindowArguments:
    """file: to open. picture: where to save a picture of the window. Sizes in pixels before scaling."""

    file: str = ""
    picture: str = ""
    sample: bool = False
    workspace: str = ""
    theme: str = ""
    scale: float = 1.0
    width: int = 1180
    height: int = 760
    wait: float = 60.0

    def prepare_environment(self) -> None:
        """What Qt reads before it starts: the scale, and drawing without a display for a picture."""
        if self.scale != 1.0:
            os.environ["QT_SCALE_FACTOR"] = f"{self.scale:g}"
        if self.picture:
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
            _leave_the_person_alone()


def _leave_the_person_alone() -> None:
    """Settings, sizes and the last drawing of a picture's window lie in a folder that goes with it."""
    folder = tempfile.mkdtemp(prefix="inkscope-picture-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        os.environ[name] = folder


def parse(argv: list[str]) -> WindowArguments:
    """Raises SystemExit as argparse does for what is no argument of ours."""
    parser = argparse.ArgumentParser(prog="inkscope", description="Open the window.")
    parser.add_argument("file", nargs="?", default="", help="a picture or PDF to open")
    parser.add_argument("--picture", default="", metavar="FILE", help="save a picture of the window as PNG and end")
    parser.add_argument("--sample", action="store_true", help="open the sample page")
    parser.add_argument("--workspace", default="", choices=[spec.id for spec in present()], help="where to begin")
    parser.add_argument("--theme", default="", choices=THEMES)
    parser.add_argument("--scale", type=_scale, default=1.0, help="scale of the window, 0.5 to 4")
    parser.add_argument("--size", type=_size, default=(1180, 760), metavar="WxH", help="size of the window")
    parser.add_argument("--wait", type=float, default=60.0, metavar="S", help="seconds to wait for the text")
    found = parser.parse_args(argv)
    width, height = found.size
    return WindowArguments(
        file=found.file,
        picture=found.picture,
        sample=found.sample,
        workspace=found.workspace,
        theme=found.theme,
        scale=found.scale,
        width=width,
        height=height,
        wait=found.wait,
    )


def _scale(text: str) -> float:
    scale = float(text)
    if not 0.5 <= scale <= 4:
        raise argparse.ArgumentTypeError("the scale must lie between 0.5 and 4")
    return scale


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal() and 480 <= int(width) <= 8000 and 320 <= int(height) <= 8000):
        raise argparse.ArgumentTypeError("a size is written as 1180x760")
    return int(width), int(height)
