"""Pages as ALTO 4.4, the Library of Congress's format for text with layout."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence

from core.export.xml_tree import add, document
from core.page import Box, Glyph, Line, Page, Word
from core.version import VERSION

_NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
_PLACE = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = "https://www.loc.gov/standards/alto/v4/alto-4-4.xsd"


def as_alto(pages: Sequence[Page]) -> str:
    """An ALTO document with a Page for each page. WC, VC and GC run from 0 to 1, 1 is sure."""
    root = ElementTree.Element(
        "alto",
        {
            "xmlns": _NAMESPACE,
            "xmlns:xsi": _PLACE,
            "xsi:schemaLocation": f"{_NAMESPACE} {_SCHEMA}",
            "SCHEMAVERSION": "4.4",
        },
    )
    description = add(root, "Description")
    add(description, "MeasurementUnit", text="pixel")
    add(add(description, "sourceImageInformation"), "fileName", text=", ".join(page.source for page in pages))
    software = add(add(description, "Processing", {"ID": "reading"}), "processingSoftware")
    add(software, "softwareName", text="Inkscope")
    add(software, "softwareVersion", text=VERSION)
    layout = add(root, "Layout")
    for number, page in enumerate(pages, start=1):
        _add_page(layout, page, number)
    return document(root)


def _add_page(layout: ElementTree.Element, page: Page, number: int) -> None:
    size = {"HEIGHT": page.height, "WIDTH": page.width}
    element = add(layout, "Page", {"ID": f"page_{number}", "PHYSICAL_IMG_NR": number, **size})
    space = add(element, "PrintSpace", _place(Box(0, 0, page.height, page.width)))
    if not page.lines:
        return
    block = add(space, "TextBlock", {"ID": f"block_{number}", **_place(Box.around(line.box for line in page.lines))})
    for place, line in enumerate(page.lines, start=1):
        _add_line(block, line, f"{number}_{place}")


def _add_line(block: ElementTree.Element, line: Line, name: str) -> None:
    element = add(block, "TextLine", {"ID": f"line_{name}", **_place(line.box)})
    before: Word | None = None
    for place, word in enumerate(line.words, start=1):
        if before is not None:
            add(element, "SP", _gap(before.box, word.box))
        _add_word(element, word, f"{name}_{place}")
        before = word


def _add_word(line: ElementTree.Element, word: Word, name: str) -> None:
    attributes = {"ID": f"word_{name}", **_place(word.box), "WC": f"{word.confidence:.4f}", "CONTENT": word.text}
    element = add(line, "String", attributes)
    for place, glyph in enumerate(word.glyphs, start=1):
        _add_glyph(element, glyph, f"{name}_{place}")


def _add_glyph(word: ElementTree.Element, glyph: Glyph, name: str) -> None:
    attributes = {"ID": f"glyph_{name}", **_place(glyph.box), "GC": f"{glyph.confidence:.4f}", "CONTENT": glyph.text}
    element = add(word, "Glyph", attributes)
    for candidate in glyph.candidates[1:]:
        add(element, "Variant", {"VC": f"{candidate.confidence:.4f}", "CONTENT": candidate.text})


def _place(box: Box) -> dict[str, object]:
    return {"HPOS": box.left, "VPOS": box.top, "WIDTH": box.width, "HEIGHT": box.height}


def _gap(before: Box, after: Box) -> dict[str, object]:
    """The blank between two words, none wide where their boxes overlap."""
    return {"HPOS": before.right, "VPOS": before.top, "WIDTH": max(after.left - before.right, 0)}
