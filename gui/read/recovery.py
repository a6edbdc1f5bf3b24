"""The last drawing, kept on disk as vector ink: written soon after each change, read when the window opens.

The file is one JSON object: {"version": 1, "strokes": [{"width": 6.0, "points": [[column, row, pressure, seconds],
...]}, ...]}. It is written whole or not at all, in a thread of its own, so that a slow disk never holds up the pen.
"""

from __future__ import annotations

import json
import logging
import math
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import InkscopeError
from core.folders import data_folder, write_atomically
from core.ink import POINT_FIELDS, Ink, Stroke

_VERSION = 1
_REST = 300  # milliseconds after a change until it is written
_DECIMALS = (2, 2, 3, 3)  # of column, row, pressure, seconds
LARGEST_FILE = 64_000_000
_log = logging.getLogger(__name__)


class InkFileError(InkscopeError):
    """A file of ink is not one of ours, or is damaged."""


class InkWriter:
    """Turns ink into JSON text. A stroke never changes, so each is turned once and remembered."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Stroke, str]] = {}

    def text(self, ink: Ink) -> str:
        """The whole file for this ink."""
        rows = [self._stroke_text(stroke) for stroke in ink.strokes]
        self._known = {id(stroke): (stroke, row) for stroke, row in zip(ink.strokes, rows, strict=True)}
        return f'{{"version": {_VERSION}, "strokes": [{", ".join(rows)}]}}'

    def _stroke_text(self, stroke: Stroke) -> str:
        known = self._known.get(id(stroke))
        if known is not None and known[0] is stroke:
            return known[1]
        columns = [np.round(stroke.points[:, place].astype(np.float64), n) for place, n in enumerate(_DECIMALS)]
        return json.dumps({"width": stroke.width, "points": np.stack(columns, axis=1).tolist()})


def ink_from_text(text: str) -> Ink:
    """Read a file of ink back. Raises InkFileError with one sentence for anything else."""
    try:
        stored = json.loads(text)
        if stored["version"] != _VERSION:
            raise InkFileError(f"The drawing was saved by another version of Inkscope ({stored['version']!r}).")
        return Ink(tuple(_stroke(row) for row in stored["strokes"]))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise InkFileError("The saved drawing is damaged and was not opened.") from error


def last_drawing_file() -> Path:
    """Where the last drawing lies."""
    return data_folder() / "last-drawing.json"


def load_last_drawing() -> Ink:
    """What was on the canvas last; empty ink where there was nothing. Raises InkFileError for a damaged file."""
    path = last_drawing_file()
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InkFileError("The saved drawing is too large to be opened.")
        return ink_from_text(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Ink()
    except (OSError, UnicodeDecodeError) as error:
        raise InkFileError("The saved drawing could not be read.") from error


def set_aside_last_drawing() -> Path | None:
    """Keep a file that could not be read beside its place, so that the next save does not destroy it."""
    path = last_drawing_file()
    aside = path.with_suffix(".damaged.json")
    try:
        return path.replace(aside)
    except OSError:
        return None


class Recovery(QObject):
    """Saves the drawing a moment after each change. Signal failed(str): it could not be saved, said once."""

    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ink = Ink()
        self._writer = InkWriter()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="save-drawing")
        self._last: Future[None] | None = None
        self._told = False
        self._soon = QTimer(self, singleShot=True, interval=_REST)
        self._soon.timeout.connect(self._save)

    def keep(self, ink: Ink) -> None:
        """This is the drawing now. Strokes drawn in one go are saved together, but no later than the rest after the
        first of them."""
        self._ink = ink
        if not self._soon.isActive():
            self._soon.start()

    def finish(self) -> None:
        """Save what is not saved yet, and wait for it."""
        if self._soon.isActive():
            self._soon.stop()
            self._save()
        self._pool.shutdown(wait=True)

    def _save(self) -> None:
        self._last = self._pool.submit(self._write, self._ink)

    def _write(self, ink: Ink) -> None:
        try:
            write_atomically(last_drawing_file(), self._writer.text(ink).encode("utf-8"))
            self._told = False
        except OSError as error:
            _log.warning("the drawing could not be saved: %s", error)
            if not self._told:
                self._told = True
                self.failed.emit(f"The drawing could not be saved: {error.strerror or error}.")


def _stroke(row: dict[str, object]) -> Stroke:
    width = row["width"]
    if isinstance(width, bool) or not isinstance(width, (int, float)) or not 0 < width < 1000:
        raise ValueError(f"a brush is not {width!r} wide")
    points = np.asarray(row["points"], dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != POINT_FIELDS or not np.all(np.isfinite(points)):
        raise ValueError("points are four finite numbers each")
    if not np.all(np.abs(points) < 1e7) or not math.isfinite(width):
        raise ValueError("a point lies outside any paper")
    return Stroke(points.astype(np.float32), float(width))
