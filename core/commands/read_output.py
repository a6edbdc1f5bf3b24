"""Where `read` puts its pages: the screen, one file, or a folder with a file for each picture."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from core.errors import ExportError
from core.export.formats import Format
from core.faults import printable
from core.folders import write_atomically
from core.page import Page


class Sink(Protocol):
    """Takes the pages of one picture after another."""

    def add(self, path: Path, pages: Sequence[Page]) -> None:
        """The pages read from this file; none if it could not be read."""
        ...

    def finish(self) -> None:
        """All files were given."""
        ...


def make_sink(output: str | None, form: Format, images: Sequence[Path]) -> Sink:
    """The sink for --output (None: the screen). Raises ExportError where it would overwrite a picture."""
    if output is None:
        return TextScreen(form, headed=len(images) > 1) if form.suffix == ".txt" else OneDocument(form, None)
    path = Path(output)
    if path.is_dir() or output.endswith(("/", os.sep)):
        return Folder(path, form)
    if any(_same_file(path, image) for image in images):
        raise ExportError(f"{path} is one of the pictures; choose another name for the output.")
    return OneDocument(form, path, headed=len(images) > 1)


class TextScreen:
    """Text on stdout, as soon as it is read; with a heading for each file where there are several."""

    def __init__(self, form: Format, *, headed: bool) -> None:
        self._form = form
        self._headed = headed
        self._begun = False

    def add(self, path: Path, pages: Sequence[Page]) -> None:
        if not pages:
            return
        heading = _heading(path, first=not self._begun) if self._headed else ""
        sys.stdout.write(heading + self._form.render(pages))
        sys.stdout.flush()
        self._begun = True

    def finish(self) -> None:
        """Everything is on the screen already."""


class OneDocument:
    """All pages in one document, in a file or on stdout."""

    def __init__(self, form: Format, path: Path | None, *, headed: bool = False) -> None:
        """path: None for stdout. headed: put headings into text."""
        self._form = form
        self._path = path
        self._headed = headed and form.suffix == ".txt"
        self._parts: list[tuple[Path, tuple[Page, ...]]] = []

    def add(self, path: Path, pages: Sequence[Page]) -> None:
        if pages:
            self._parts.append((path, tuple(pages)))

    def finish(self) -> None:
        """Write the document; into a file only if any picture could be read. Raises ExportError."""
        document = self._headed_text() if self._headed else self._form.render(self._pages())
        if self._path is None:
            _print(document if document.endswith("\n") else f"{document}\n")
        elif self._parts:
            _write(self._path, document)

    def _pages(self) -> list[Page]:
        return [page for _, pages in self._parts for page in pages]

    def _headed_text(self) -> str:
        return "".join(
            _heading(path, first=place == 0) + self._form.render(pages)
            for place, (path, pages) in enumerate(self._parts)
        )


class Folder:
    """A file for each picture, named after it; never two pictures in one file."""

    def __init__(self, folder: Path, form: Format) -> None:
        self._folder = folder
        self._form = form
        self._taken: set[Path] = set()

    def add(self, path: Path, pages: Sequence[Page]) -> None:
        """Write the file of one picture. Raises ExportError."""
        if not pages:
            return
        target = self._free_name(path)
        self._taken.add(target)
        _write(target, self._form.render(pages))

    def finish(self) -> None:
        """Every file is written already."""

    def _free_name(self, path: Path) -> Path:
        names = [path.stem, path.name, *(f"{path.name}-{count}" for count in range(2, len(self._taken) + 3))]
        targets = [self._folder / f"{name}{self._form.suffix}" for name in names]
        return next(target for target in targets if target not in self._taken and not _same_file(target, path))


def _heading(path: Path, *, first: bool) -> str:
    blank = "" if first else "\n"
    return f"{blank}==> {printable(str(path))} <==\n"


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _print(document: str) -> None:
    """JSON and XML are UTF-8 wherever they go, also where the terminal's own encoding is another."""
    sys.stdout.flush()
    sys.stdout.buffer.write(_encoded(document))
    sys.stdout.buffer.flush()


def _encoded(document: str) -> bytes:
    """UTF-8; what in a file's name is none (Linux allows any bytes) stands as \\udc.., an escape in JSON, too."""
    return document.encode("utf-8", errors="backslashreplace")


def _write(path: Path, document: str) -> None:
    try:
        write_atomically(path, _encoded(document))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ExportError(f"{path} could not be written ({reason}); choose another place.") from error
