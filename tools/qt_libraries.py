"""The system libraries that Qt's wheels leave to the system: which are missing, and how to get them. Linux only."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

# Library -> Debian's package. The first half is loaded with QtGui, the second with the X11 plugin.
_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
_FONTS = "fonts-dejavu-core"
# Other systems' names for all of them together.
_ELSEWHERE = {
    "dnf": "sudo dnf install mesa-libEGL mesa-libGL libxkbcommon-x11 dbus-libs fontconfig glib2 libX11-xcb"
    " xcb-util-cursor xcb-util-wm xcb-util-image xcb-util-keysyms xcb-util-renderutil dejavu-sans-fonts",
    "pacman": "sudo pacman -S libglvnd libxkbcommon-x11 dbus fontconfig glib2 libx11 xcb-util-cursor xcb-util-wm"
    " xcb-util-image xcb-util-keysyms xcb-util-renderutil ttf-dejavu",
    "zypper": "sudo zypper install Mesa-libEGL1 Mesa-libGL1 libxkbcommon-x11-0 libdbus-1-3 fontconfig"
    " libX11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 dejavu-fonts",
}


def missing() -> list[str]:
    """Debian's names of the packages that are missing here; empty on macOS and Windows, where Qt brings all."""
    if sys.platform != "linux":
        return []
    packages = [package for library, package in _LIBRARIES.items() if not _loads(library)]
    return packages if _has_fonts() else [*packages, _FONTS]


def install(packages: list[str]) -> bool:
    """As root on a Debian, install them with apt-get and say so. Returns whether that was done."""
    if os.name != "posix" or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    sys.stdout.write(f"Installing system packages: {' '.join(packages)}\n")
    sys.stdout.flush()
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (["apt-get", "-qq", "update"], ["apt-get", "-qq", "-y", "--no-install-recommends", "install", *packages])
    return all(
        subprocess.run(step, env=environment, stdout=subprocess.DEVNULL, check=False).returncode == 0 for step in steps
    )


def line_to_type(packages: list[str]) -> str:
    """The one line that a person types to install them."""
    if shutil.which("apt-get"):
        return f"sudo apt-get install {' '.join(packages)}"
    for manager, line in _ELSEWHERE.items():
        if shutil.which(manager):
            return line
    libraries = [library for library, package in _LIBRARIES.items() if package in packages]
    return f"(your package manager's command for) {' '.join(libraries or packages)}"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_fonts() -> bool:
    return any(
        next(Path(folder).expanduser().rglob(f"*.{kind}"), None) is not None
        for folder in _FONT_FOLDERS
        for kind in ("ttf", "otf", "ttc")
    )
