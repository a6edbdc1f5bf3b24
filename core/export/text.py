"""A page as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from core.page import Page

PAGE_BREAK = "\f\n"  # a form feed on a line of its own


def as_text(pages: Sequence[Page]) -> str:
    """Lines top to bottom, words separated by one blank, pages by a form feed line; "" for a single blank page."""
    return PAGE_BREAK.join(f"{page.text}\n" if page.text else "" for page in pages)
