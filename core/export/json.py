"""Pages as JSON: every line, word, glyph and candidate with its box and confidence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from core.page import Candidate, Glyph, Line, Page, Word

_DIGITS = 4  # decimals of a confidence; seconds likewise


def as_json(pages: Sequence[Page]) -> str:
    """{"pages": [...]} as text, boxes as [top, left, bottom, right] in pixels of the upright picture."""
    return json.dumps({"pages": [page_value(page) for page in pages]}, ensure_ascii=False, indent=1, allow_nan=False)


def page_value(page: Page) -> dict[str, Any]:
    """One page as the plain values that JSON knows."""
    return {
        "source": page.source,
        "width": page.width,
        "height": page.height,
        "seconds": round(page.seconds, _DIGITS),
        "alphabet": page.alphabet,
        "lines": [_line(line) for line in page.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    return {"text": line.text, "box": line.box.as_list(), "words": [_word(word) for word in line.words]}


def _word(word: Word) -> dict[str, Any]:
    return {
        "text": word.text,
        "box": word.box.as_list(),
        "confidence": round(float(word.confidence), _DIGITS),
        "glyphs": [_glyph(glyph) for glyph in word.glyphs],
    }


def _glyph(glyph: Glyph) -> dict[str, Any]:
    return {
        "text": glyph.text,
        "box": glyph.box.as_list(),
        "confidence": round(float(glyph.confidence), _DIGITS),
        "candidates": [_candidate(candidate) for candidate in glyph.candidates],
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {"text": candidate.text, "confidence": round(float(candidate.confidence), _DIGITS)}
