"""Sets up the virtual environment: `python3 tools/set_up.py .venv [--with-tests]`. Standard library only.

Says in one sentence what is missing and what to type; exit code 1 then.
"""

from __future__ import annotations

import argparse
import configparser
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import qt_libraries

_ROOT = Path(__file__).resolve().parent.parent
_OLDEST = (3, 11)
# On Linux the torch of the Python Package Index brings several GB of CUDA; PyTorch's own index has the CPU build.
_TORCH_INDEX = "https://download.pytorch.org/whl/cpu"


def main() -> int:
    """Make or refresh the environment. Returns the exit code."""
    arguments = _parse()
    if sys.version_info < _OLDEST:
        return _stop(f"Inkscope needs Python {_OLDEST[0]}.{_OLDEST[1]} or newer; try: make run PYTHON=python3.11")
    missing = qt_libraries.missing()
    if missing and not qt_libraries.install(missing):
        return _stop(f"Qt needs system libraries that are not here; type:\n    {qt_libraries.line_to_type(missing)}")
    if not _is_sound(arguments.folder) and not _make_environment(arguments.folder):
        return _stop("Python's venv module is incomplete here; type:\n    sudo apt-get install python3-venv")
    return _install(arguments.folder, requirements(with_tests=arguments.with_tests))


def requirements(*, with_tests: bool) -> list[str]:
    """The dependencies that setup.cfg names."""
    settings = configparser.ConfigParser()
    settings.read(_ROOT / "setup.cfg", encoding="utf-8")
    wanted = settings["options"]["install_requires"].split("\n")
    if with_tests:
        wanted += settings["options.extras_require"]["test"].split("\n")
    return [line.strip() for line in wanted if line.strip()]


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--with-tests", action="store_true")
    return parser.parse_args()


def _python(folder: Path) -> Path:
    """The environment's own Python."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _is_sound(folder: Path) -> bool:
    """Whether the environment is there and whole: not cut off while it was made, its Python not removed since."""
    python = _python(folder)
    return python.exists() and subprocess.run([str(python), "-c", "import pip"], check=False).returncode == 0


def _make_environment(folder: Path) -> bool:
    """Make the environment; as root on Debian, where ensurepip is a package of its own, install that first."""
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        if not qt_libraries.install([package]):
            return False
    _say(f"Making {folder} (once).")
    return subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=False).returncode == 0


def _install(folder: Path, wanted: list[str]) -> int:
    """Install what is wanted in the pinned versions, with nothing but errors on the screen."""
    _say("Installing the pinned dependencies (some minutes the first time).")
    python = _python(folder)
    pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    command = [*pip, *_torch_index(python), "--constraint", str(_ROOT / "constraints.txt"), *wanted]
    if subprocess.run(command, check=False).returncode != 0:
        return _stop("The dependencies could not be installed; what pip says stands above.")
    return 0


def _torch_index(python: Path) -> list[str]:
    """Where pip finds the CPU build of torch; nothing where the person's own pip settings name further indexes."""
    if sys.platform != "linux":
        return []
    settings = subprocess.run([str(python), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False)
    if "extra-index-url" in settings.stdout or "index-url" in settings.stdout:
        return []
    return ["--extra-index-url", _TORCH_INDEX]


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def _stop(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
