"""Shares as a person reads them: one way of writing per cent for the whole window."""

from __future__ import annotations


def per_cent(share: float, places: int = 0) -> str:
    """0..1 as "97 %", with so many places."""
    return f"{100 * share:.{places}f} %"
