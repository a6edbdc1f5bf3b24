"""One page as PAGE XML (2019-07-15), the format of the PRImA research lab that transcription tools exchange."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from datetime import UTC, datetime

from core.errors import ExportError
from core.export.xml_tree import add, document
from core.page import Box, Glyph, Line, Page, Word

_NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"


def as_page_xml(pages: Sequence[Page]) -> str:
    """A PcGts document. Raises ExportError for more than one page: the format holds one."""
    if len(pages) != 1:
        raise ExportError("PAGE XML holds one page a file; give --output a folder and read one-page files.")
    (page,) = pages
    root = ElementTree.Element("PcGts", {"xmlns": _NAMESPACE})
    now = datetime.now(UTC).isoformat(timespec="seconds")
    metadata = add(root, "Metadata")
    for tag, text in (("Creator", "Inkscope"), ("Created", now), ("LastChange", now)):
        add(metadata, tag, text=text)
    size = {"imageWidth": page.width, "imageHeight": page.height}
    element = add(root, "Page", {"imageFilename": page.source, **size})
    if page.lines:
        _add_region(element, page.lines)
    return document(root)


def _add_region(page: ElementTree.Element, lines: Sequence[Line]) -> None:
    region = add(page, "TextRegion", {"id": "region_1"})
    _add_place(region, Box.around(line.box for line in lines))
    for place, line in enumerate(lines, start=1):
        _add_line(region, line, f"line_{place}")
    _add_text(region, "\n".join(line.text for line in lines))


def _add_line(region: ElementTree.Element, line: Line, name: str) -> None:
    element = add(region, "TextLine", {"id": name})
    _add_place(element, line.box)
    for place, word in enumerate(line.words, start=1):
        _add_word(element, word, f"{name}_word_{place}")
    _add_text(element, line.text)


def _add_word(line: ElementTree.Element, word: Word, name: str) -> None:
    element = add(line, "Word", {"id": name})
    _add_place(element, word.box)
    for place, glyph in enumerate(word.glyphs, start=1):
        _add_glyph(element, glyph, f"{name}_glyph_{place}")
    _add_text(element, word.text, word.confidence)


def _add_glyph(word: ElementTree.Element, glyph: Glyph, name: str) -> None:
    element = add(word, "Glyph", {"id": name})
    _add_place(element, glyph.box)
    for index, candidate in enumerate(glyph.candidates):
        _add_text(element, candidate.text, candidate.confidence, index=index)


def _add_place(element: ElementTree.Element, box: Box) -> None:
    corners = ((box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom))
    add(element, "Coords", {"points": " ".join(f"{column},{row}" for column, row in corners)})


def _add_text(
    element: ElementTree.Element, text: str, confidence: float | None = None, *, index: int | None = None
) -> None:
    """Add a reading of the element; index: its rank among several, 0 is best."""
    attributes = {} if index is None else {"index": str(index)}
    attributes |= {} if confidence is None else {"conf": f"{confidence:.4f}"}
    add(add(element, "TextEquiv", attributes), "Unicode", text=text)
