"""Found boxes against true ones: overlap beside counted pixels, pairs one to one, missed and false."""

from __future__ import annotations

import numpy as np
import pytest

from core.boxes import match, overlap
from core.page import Box

_A, _B, _C = Box(0, 0, 10, 10), Box(0, 20, 10, 30), Box(0, 40, 10, 50)


def _painted(one: Box, other: Box) -> float:
    """The same ratio, counted on two painted grids."""
    grids = np.zeros((2, 40, 40), dtype=bool)
    for grid, box in zip(grids, (one, other), strict=True):
        grid[box.top : box.bottom, box.left : box.right] = True
    either = int((grids[0] | grids[1]).sum())
    return int((grids[0] & grids[1]).sum()) / either if either else 0.0


def test_overlap_is_that_of_counted_pixels() -> None:
    rng = np.random.default_rng(7)
    for _ in range(200):
        tops, lefts = rng.integers(0, 25, (2, 2))
        heights, widths = rng.integers(0, 16, (2, 2))
        corners = np.c_[tops, lefts, tops + heights, lefts + widths].tolist()
        one, other = (Box(*corner) for corner in corners)
        assert overlap(one, other) == pytest.approx(_painted(one, other))
        assert overlap(one, other) == overlap(other, one)


def test_all_found_in_another_order() -> None:
    matching = match([_A, _B, _C], [_C, _A, _B])
    assert {(true, found) for true, found, _ in matching.pairs} == {(0, 1), (1, 2), (2, 0)}
    assert all(share == 1.0 for *_, share in matching.pairs)
    assert matching.missed == matching.false == ()


def test_a_box_that_is_not_found_and_one_that_is_nothing() -> None:
    matching = match([_A, _B], [_A, _C])
    assert [pair[:2] for pair in matching.pairs] == [(0, 0)]
    assert (matching.missed, matching.false) == ((1,), (1,))


def test_two_halves_are_no_second_character() -> None:
    """Only one half of a cut character can be its box, and here neither covers half."""
    uneven = match([_A], [Box(0, 0, 10, 6), Box(0, 6, 10, 10)])
    assert (uneven.missed, uneven.false) == ((), (1,))
    thirds = match([_A], [Box(0, 0, 10, 4), Box(0, 4, 10, 7), Box(0, 7, 10, 10)])
    assert (thirds.missed, thirds.false) == ((0,), (0, 1, 2))


def test_two_characters_in_one_box() -> None:
    both = match([Box(0, 0, 10, 10), Box(0, 12, 10, 22)], [Box(0, 0, 10, 22)])
    assert (both.missed, both.false) == ((0, 1), (0,))


def test_the_largest_overlap_is_paired_first() -> None:
    near, nearer = Box(0, 0, 10, 8), Box(0, 0, 10, 9)
    matching = match([_A], [near, nearer])
    assert matching.pairs == ((0, 1, pytest.approx(0.9)),)
    assert matching.false == (0,)


def test_just_half_is_enough_and_touching_is_nothing() -> None:
    assert match([_A], [Box(0, 0, 10, 5)]).missed == ()
    assert match([_A], [Box(0, 0, 10, 4)]).missed == (0,)
    assert match([_A], [Box(0, 10, 10, 20)], at_least=0.0).missed == (0,)


def test_none_at_all() -> None:
    assert match([], []).pairs == ()
    assert match([], [_A]).false == (0,)
    assert match([_A], []).missed == (0,)
