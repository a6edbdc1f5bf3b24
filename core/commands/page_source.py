"""From a file to the pages read in it: the one place where commands meet the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from core import faults
from core.errors import Cancelled, InkscopeError

if TYPE_CHECKING:
    from core.image.sheet import Picture
    from core.page import Page

Check = Callable[[float, str], None]


class PageReader(Protocol):
    """What commands ask of core.read.reader.Reader."""

    @property
    def name(self) -> str:
        """Name of the model that reads."""
        ...

    def read_picture(
        self, picture: Picture, *, alphabet: str = "auto", exact_shapes: bool = False, check: Check | None = None
    ) -> Page:
        """The text of one picture."""
        ...


def open_reader(model: Path | None) -> PageReader:
    """The reader with this model file, or with the shipped one. Raises ModelError."""
    from core.read.reader import Reader

    return Reader.open(model)


def read_file(
    reader: PageReader, path: Path, *, alphabet: str, exact_shapes: bool = False, check: Check | None = None
) -> Iterator[Page]:
    """Read a picture file page by page; check(fraction of this file, what) hears of the progress. Raises ImageError."""
    from core.image.load import count_pages, open_pictures

    pages = count_pages(path) if check is not None else 1
    for place, picture in enumerate(open_pictures(path)):
        within = _within(check, place, pages)
        page = reader.read_picture(picture, alphabet=alphabet, exact_shapes=exact_shapes, check=within)
        yield page if page.source else replace(page, source=picture.source or path.name)


def try_to_read(
    reader: PageReader, path: Path, *, alphabet: str, exact_shapes: bool = False, check: Check | None = None
) -> tuple[list[Page], str]:
    """The pages that could be read, and in one sentence why no more of them ("" if all were). Raises Cancelled alone.

    A fault of ours is logged and becomes a sentence, too: trouble with one file must not cost the others.
    """
    pages: list[Page] = []
    try:
        for page in read_file(reader, path, alphabet=alphabet, exact_shapes=exact_shapes, check=check):
            pages.append(page)  # not list(): what was read before a failure is kept
    except Cancelled:
        raise
    except InkscopeError as error:
        return pages, str(error)
    except Exception as error:  # noqa: BLE001 - see the docstring
        return pages, faults.describe(error, f"{path.name} could not be read")
    return pages, ""


def _within(check: Check | None, place: int, pages: int) -> Check | None:
    """The check of one page of several: its fraction becomes that of the file."""
    if check is None:
        return None
    return lambda fraction, what: check((place + fraction) / max(pages, 1), what)
