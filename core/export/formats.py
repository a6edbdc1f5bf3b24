"""The file formats that a reading can be written in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.export.alto import as_alto
from core.export.hocr import as_hocr
from core.export.json import as_json
from core.export.page_xml import as_page_xml
from core.export.text import as_text
from core.page import Page


@dataclass(frozen=True, slots=True)
class Format:
    """How pages become the text of one file. suffix: of its files."""

    suffix: str
    render: Callable[[Sequence[Page]], str]


FORMATS: dict[str, Format] = {
    "text": Format(".txt", as_text),
    "json": Format(".json", as_json),
    "hocr": Format(".hocr.html", as_hocr),
    "alto": Format(".alto.xml", as_alto),
    "page": Format(".page.xml", as_page_xml),
}
