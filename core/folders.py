"""Where the person's own things lie, and how a file is written whole or not at all."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

import platformdirs

_APP = "inkscope"


def data_folder() -> Path:
    """Runs, own samples, fetched datasets, the last drawing."""
    return Path(platformdirs.user_data_dir(_APP, appauthor=False))


def config_folder() -> Path:
    """Settings."""
    return Path(platformdirs.user_config_dir(_APP, appauthor=False))


def state_folder() -> Path:
    """Log files."""
    return Path(platformdirs.user_state_dir(_APP, appauthor=False))


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a crash at any moment leaves the old one or the new one, never half of one.

    Writes beside, flushes, fsyncs, renames, fsyncs the folder. Its mode is what it was before; of a new file
    what the system gives any new file. A link keeps pointing where it pointed; what is no file (/dev/stdout, a pipe)
    is written into, for a renaming would put a file in its place. Raises OSError as the system does.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        path.write_bytes(content)
        return
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name[:200]}.{secrets.token_hex(8)}.part")
    try:
        # Not tempfile: its files are for their owner alone, and would stay so after the renaming.
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            beside.chmod(stat.S_IMODE(path.stat().st_mode))
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
