"""Which alphabet a page and each of its lines is read with."""

from __future__ import annotations

import numpy as np

from core.alphabet import READER_ALPHABET
from core.read.alphabets import choose, choose_lines, restrict


def logs(text: str, sure: float = 0.97) -> np.ndarray:
    """Hypotheses of which each is surely one of these characters."""
    rest = (1.0 - sure) / (len(READER_ALPHABET) - 1)
    table = np.full((len(text), len(READER_ALPHABET)), np.log(rest))
    table[np.arange(len(text)), [READER_ALPHABET.index(c) for c in text]] = np.log(sure)
    return table


def chosen(*lines: str, asked: str = "auto") -> tuple[str, list[str]]:
    tables = [logs(line) for line in lines]
    page = choose(asked, tables)
    return page, choose_lines(page, asked, tables)


def test_a_page_of_one_kind_has_lines_of_that_kind() -> None:
    assert chosen("WATERTHEGARDEN", "QUARTER") == ("capitals", ["capitals", "capitals"])
    assert chosen("waterthegarden", "quarter") == ("all", ["all", "all"])
    assert chosen("1234", "5067") == ("digits", ["digits", "digits"])


def test_a_heading_in_capitals_and_a_line_of_small_letters_are_found() -> None:
    page, lines = chosen("HARBOURGATE", "thequarterofthegarden", "andthebanner")
    assert (page, lines) == ("all", ["capitals", "all", "all"])
    page, lines = chosen("HARBOURTHEGATE", "THEREGARDENANDQUARTER", "BEDANDTENTGEAR", "thegarden")
    assert (page, lines) == ("capitals", ["capitals", "capitals", "capitals", "all"])


def test_a_line_that_cannot_tell_goes_with_the_page() -> None:
    assert chosen("thequarterofthegarden", "SOX", "A", "12")[1] == ["all"] * 4
    assert chosen("THEREGARDENANDQUARTER", "sox", "12")[1] == ["capitals"] * 3
    assert choose("auto", []) == "all"
    assert choose_lines("all", "auto", []) == []
    assert choose("auto", [logs("ab", sure=0.3)]) == "all"


def test_what_was_asked_for_stands() -> None:
    assert chosen("thegarden", "HARBOUR", asked="capitals") == ("capitals", ["capitals", "capitals"])
    assert chosen("thegarden", "HARBOUR", asked="all") == ("all", ["all", "all"])


def test_capitals_leave_no_small_letter() -> None:
    scores = restrict(logs("hello"), "capitals")
    best = "".join(READER_ALPHABET.characters[place] for place in scores.argmax(axis=1))
    assert best.upper() == best
    assert best[0] == "H"
    assert best[2] == "I"  # the bar of a small l, among capitals
