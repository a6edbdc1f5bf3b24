"""The walk over a page by keys."""

from __future__ import annotations

import pytest
from fake_engine import page_of

from core.page import Box, Candidate, Glyph, Line, Page, Word
from gui.read.steps import DOWN, END, HOME, LEFT, RIGHT, UP, describe, next_doubtful, next_place, spoken

PAGE = page_of("AB CD\nE\nFG HIJ")  # places 0..3, 4, 5..9


@pytest.mark.parametrize(
    ("chosen", "move", "expected"),
    [
        (None, RIGHT, 0),
        (None, DOWN, 0),
        (None, END, 9),
        (0, RIGHT, 1),
        (1, RIGHT, 2),
        (3, RIGHT, 4),
        (9, RIGHT, 9),
        (0, LEFT, 0),
        (5, LEFT, 4),
        (2, HOME, 0),
        (7, HOME, 5),
        (7, END, 9),
        (4, HOME, 4),
        (4, END, 4),
        (3, DOWN, 4),
        (4, DOWN, 5),
        (9, DOWN, 9),
        (0, UP, 0),
        (9, UP, 4),
    ],
)
def test_each_key_leads_to_the_next_glyph(chosen, move, expected):
    assert next_place(PAGE, chosen, move) == expected


def test_up_and_down_keep_the_column():
    page = page_of("ABCDE\nFGHIJ")
    assert next_place(page, 3, DOWN) == 8
    assert next_place(page, 8, UP) == 3


def test_lines_without_glyphs_are_passed_over():
    page = page_of("A\nB")
    page = Page((page.lines[0], Line(()), page.lines[1]), 10, 10)
    assert next_place(page, 0, DOWN) == 1
    assert next_place(page, 1, UP) == 0


def test_an_empty_page_has_no_place():
    assert next_place(Page((), 1, 1), None, RIGHT) is None


def test_doubtful_glyphs_are_met_in_turn_and_around():
    glyphs = tuple(
        Glyph(Box(0, place, 1, place + 1), (Candidate("x", confidence),))
        for place, confidence in enumerate((0.9, 0.3, 0.9, 0.5))
    )
    page = Page((Line((Word(glyphs),)),), 1, 4)
    assert [next_doubtful(page, chosen, 0.6) for chosen in (None, 0, 1, 3)] == [1, 1, 3, 1]
    assert next_doubtful(page, None, 0.1) is None


def test_descriptions_tell_capitals_and_alternatives():
    assert describe(page_of("Ab"), 0) == "capital A, 90 % sure, or ?, !, 1 of 2"
    assert describe(page_of("Ab"), 1).startswith("b, 90 % sure")
    assert spoken("7") == "7"
