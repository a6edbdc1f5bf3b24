"""The file formats that a reading can be written in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.export.json import as_json
from core.export.text import as_text
from core.page import Page


@dataclass(frozen=True, slots=True)
class Format:
    """How pages become the text of one file. suffix: of its files. many: whether one file may hold several pages."""

    suffix: str
    render: Callable[[Sequence[Page]], str]
    many: bool = True


FORMATS: dict[str, Format] = {
    "text": Format(".txt", as_text),
    "json": Format(".json", as_json),
}
