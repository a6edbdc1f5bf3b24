"""Which glyph comes next when one walks over a page with the keys. Pure functions of a Page."""

from __future__ import annotations

from core.page import Glyph, Page
from gui.per_cent import per_cent

LEFT, RIGHT, UP, DOWN, HOME, END = "left", "right", "up", "down", "home", "end"


def next_place(page: Page, chosen: int | None, move: str) -> int | None:
    """The place, in page.glyphs, that a move leads to; the first glyph when none is chosen; None on an empty page."""
    count = len(page.glyphs)
    if count == 0:
        return None
    if chosen is None:
        return count - 1 if move == END else 0
    if move in (LEFT, RIGHT):
        return min(max(chosen + (1 if move == RIGHT else -1), 0), count - 1)
    if move in (UP, DOWN):
        return _in_other_line(page, chosen, 1 if move == DOWN else -1)
    first, last = _line_bounds(page, chosen)
    return first if move == HOME else last


def next_doubtful(page: Page, chosen: int | None, doubtful_below: float) -> int | None:
    """The next glyph with a lower confidence than this, around the end to the beginning; None if there is none."""
    glyphs = page.glyphs
    start = -1 if chosen is None else chosen
    for step in range(1, len(glyphs) + 1):
        place = (start + step) % len(glyphs)
        if glyphs[place].confidence < doubtful_below:
            return place
    return None


def word_of(page: Page, place: int) -> tuple[int, int, int]:
    """Line and word, by their places, in which a glyph stands, and its own place in that word. IndexError if none."""
    first = 0
    for row, line in enumerate(page.lines):
        for number, word in enumerate(line.words):
            if first <= place < first + len(word.glyphs):
                return row, number, place - first
            first += len(word.glyphs)
    raise IndexError(place)


def describe(page: Page, place: int) -> str:
    """What a screen reader says about a glyph."""
    glyph = page.glyphs[place]
    others = ", ".join(candidate.text for candidate in glyph.candidates[1:3])
    otherwise = f", or {others}" if others else ""
    return f"{spoken(glyph.text)}, {per_cent(glyph.confidence)} sure{otherwise}, {place + 1} of {len(page.glyphs)}"


def spoken(text: str) -> str:
    """A character as it is said: capitals are told apart from small letters."""
    return f"capital {text}" if len(text) == 1 and text.isalpha() and text.isupper() else text


def _line_bounds(page: Page, chosen: int) -> tuple[int, int]:
    first = 0
    for line in page.lines:
        count = len(line.glyphs)
        if chosen < first + count:
            return first, first + count - 1
        first += count
    raise IndexError(chosen)


def _in_other_line(page: Page, chosen: int, by: int) -> int:
    starts, first = [], 0
    for line in page.lines:
        if line.glyphs:
            starts.append((first, line.glyphs))
        first += len(line.glyphs)
    here = next(at for at, (start, glyphs) in enumerate(starts) if start <= chosen < start + len(glyphs))
    there = here + by
    if not 0 <= there < len(starts):
        return chosen
    start, glyphs = starts[there]
    middle = _middle(page.glyphs[chosen])
    return start + min(range(len(glyphs)), key=lambda place: abs(_middle(glyphs[place]) - middle))


def _middle(glyph: Glyph) -> float:
    return (glyph.box.left + glyph.box.right) / 2
