"""Pages as hOCR 1.2: HTML that carries boxes and confidences, for search and for making searchable PDFs."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence

from core.export.xml_tree import add, clean
from core.page import Box, Glyph, Line, Page, Word
from core.version import VERSION

_CAPABILITIES = "ocr_page ocr_line ocrx_word ocrx_cinfo"


def as_hocr(pages: Sequence[Page]) -> str:
    """An XHTML document with a div.ocr_page for each page; x_wconf and x_conf are per cent."""
    root = ElementTree.Element("html", {"xmlns": "http://www.w3.org/1999/xhtml", "lang": "en"})
    head = add(root, "head")
    add(head, "title", text=", ".join(page.source for page in pages) or "Inkscope")
    add(head, "meta", {"charset": "utf-8"})
    add(head, "meta", {"name": "ocr-system", "content": f"inkscope {VERSION}"})
    add(head, "meta", {"name": "ocr-capabilities", "content": _CAPABILITIES})
    body = add(root, "body")
    for number, page in enumerate(pages, start=1):
        _add_page(body, page, number)
    return f"<!DOCTYPE html>\n{ElementTree.tostring(root, encoding='unicode')}\n"


def _add_page(body: ElementTree.Element, page: Page, number: int) -> None:
    name = clean(page.source).replace('"', "'")
    title = f'image "{name}"; bbox 0 0 {page.width} {page.height}; ppageno {number - 1}'
    division = add(body, "div", {"class": "ocr_page", "id": f"page_{number}", "title": title})
    for place, line in enumerate(page.lines, start=1):
        _add_line(division, line, f"{number}_{place}")


def _add_line(division: ElementTree.Element, line: Line, name: str) -> None:
    span = add(division, "span", {"class": "ocr_line", "id": f"line_{name}", "title": _bounds(line.box)})
    for place, word in enumerate(line.words, start=1):
        _add_word(span, word, f"{name}_{place}")
        span[-1].tail = "\n" if place == len(line.words) else " "


def _add_word(span: ElementTree.Element, word: Word, name: str) -> None:
    title = f"{_bounds(word.box)}; x_wconf {word.confidence * 100:.0f}"
    element = add(span, "span", {"class": "ocrx_word", "id": f"word_{name}", "title": title})
    for glyph in word.glyphs:
        _add_glyph(element, glyph)


def _add_glyph(word: ElementTree.Element, glyph: Glyph) -> None:
    title = f"x_bboxes {_numbers(glyph.box)}; x_conf {glyph.confidence * 100:.2f}"
    add(word, "span", {"class": "ocrx_cinfo", "title": title}, glyph.text)


def _bounds(box: Box) -> str:
    return f"bbox {_numbers(box)}"


def _numbers(box: Box) -> str:
    return f"{box.left} {box.top} {box.right} {box.bottom}"
