"""Corrections lie over a page and leave it alone."""

from __future__ import annotations

from fake_engine import page_of

from core.page import Candidate
from gui.read.corrections import Corrections

PAGE = page_of("AB CD", "drawing")


def test_a_corrected_glyph_is_certain_and_keeps_the_other_candidates():
    box = PAGE.glyphs[1].box
    corrected = Corrections("drawing").with_text(box, "8").apply(PAGE)
    assert corrected.text == "A8 CD"
    assert PAGE.text == "AB CD"
    assert corrected.glyphs[1].candidates[:2] == (Candidate("8", 1.0), Candidate("B", 0.9))
    assert corrected.glyphs[0] is PAGE.glyphs[0]
    assert corrected.glyphs[1].patch is PAGE.glyphs[1].patch


def test_a_candidate_that_is_taken_is_not_listed_twice():
    corrected = Corrections("drawing").with_text(PAGE.glyphs[0].box, "?").apply(PAGE)
    assert [candidate.text for candidate in corrected.glyphs[0].candidates] == ["?", "A", "!"]


def test_corrections_of_another_source_do_not_apply():
    corrections = Corrections("scan.png").with_text(PAGE.glyphs[0].box, "Z")
    assert corrections.apply(PAGE) is PAGE


def test_a_correction_follows_its_box_when_more_is_read():
    corrections = Corrections("drawing").with_text(PAGE.glyphs[0].box, "Z")
    assert corrections.apply(page_of("AB CDE", "drawing")).text == "ZB CDE"


def test_corrections_are_values():
    first = Corrections("drawing").with_text(PAGE.glyphs[0].box, "Z")
    second = first.with_text(PAGE.glyphs[1].box, "Y")
    assert len(first.texts) == 1
    assert second.apply(PAGE).text == "ZY CD"
