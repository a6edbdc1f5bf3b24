"""Whether a window can be shown here. Without Qt: Qt ends the whole program where it finds no display."""

from __future__ import annotations

import os
import re
import socket
import sys
from pathlib import Path

_X11 = re.compile(r"(?:unix|(?P<host>[^:/]+))?:(?P<number>\d+)(?:\.\d+)?")
_PATIENCE = 2.0  # seconds, for the X server of another machine


def has_display() -> bool:
    """Always on macOS and Windows, and where Qt is told to draw elsewhere; else where X11 or Wayland answers."""
    if sys.platform in ("darwin", "win32") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return _answers_as_wayland() or _answers_as_x11()


def _answers_as_wayland() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY")
    return bool(name) and _answers(str(Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / str(name)))


def _answers_as_x11() -> bool:
    """DISPLAY is HOST:NUMBER.SCREEN; what is not of that form is left to Qt."""
    display = os.environ.get("DISPLAY", "")
    parts = _X11.fullmatch(display)
    if parts is None:
        return bool(display)
    number = int(parts["number"])
    if parts["host"]:
        return _answers((parts["host"], 6000 + number))
    there = f"/tmp/.X11-unix/X{number}"
    return _answers(there) or _answers(f"\0{there}") or _answers(("localhost", 6000 + number))


def _answers(address: str | tuple[str, int]) -> bool:
    """Whether anyone listens at this path of a Unix socket, or at this host and port."""
    try:
        if not isinstance(address, str):
            socket.create_connection(address, timeout=_PATIENCE).close()
            return True
        with socket.socket(socket.AF_UNIX) as caller:
            caller.settimeout(_PATIENCE)
            caller.connect(address)
            return True
    except (OSError, OverflowError):
        return False
