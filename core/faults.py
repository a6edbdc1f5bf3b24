"""Sentences on stderr for a person, and the log in the state folder for what nobody expected."""

from __future__ import annotations

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

from core.folders import state_folder

_LOG_BYTES, _LOG_FILES = 1_000_000, 3
_logger = logging.getLogger(__name__)


def log_path() -> Path:
    """The log file of the command line."""
    return state_folder() / "inkscope.log"


def printable(text: str) -> str:
    """The text with "?" for what could command a terminal: a file's name may hold any character."""
    return "".join(character if character.isprintable() else "?" for character in text)


def say(sentence: str) -> None:
    """Write one line to stderr."""
    sys.stderr.write(f"{printable(' '.join(sentence.split()))}\n")
    sys.stderr.flush()


def report(error: BaseException, what: str) -> None:
    """Log an unexpected error and say what `describe` gives."""
    say(describe(error, what))


def describe(error: BaseException, what: str) -> str:
    """Log an unexpected error with its traceback; returns one sentence: what failed and where the details are.

    what: the beginning of the sentence, such as "note.jpg could not be read". Works where no log can be written, too.
    """
    if isinstance(error, MemoryError):
        return f"{what}: it needs more memory than is free."
    try:
        _write_log(error, what)
    except OSError:
        return f"{what} through a fault in Inkscope ({type(error).__name__}: {error})."
    return f"{what} through a fault in Inkscope ({type(error).__name__}); the details are in {log_path()}."


def _write_log(error: BaseException, what: str) -> None:
    log_path().parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(log_path(), maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    record = _logger.makeRecord(
        _logger.name, logging.ERROR, __file__, 0, "%s", (what,), (type(error), error, error.__traceback__)
    )
    try:
        handler.emit(record)
    finally:
        handler.close()
