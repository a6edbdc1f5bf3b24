"""Lines: blocks that stand for letters, placed as uneven, slanting and sparse writing would place them."""

from __future__ import annotations

import numpy as np
import pytest

from core.segment.components import find_components
from core.segment.lines import find_lines


def _page(letters: list[tuple[int, int, int, int]], shape: tuple[int, int] = (600, 1600)) -> np.ndarray:
    """letters: (row, column, height, width) of filled blocks."""
    mask = np.zeros(shape, bool)
    for row, column, height, width in letters:
        mask[row : row + height, column : column + width] = True
    return mask


def _row(row: float, columns: range, *, slope: float = 0.0, wobble: int = 0) -> list[tuple[int, int, int, int]]:
    rng = np.random.default_rng(int(row))
    return [(round(row + slope * c + rng.integers(-wobble, wobble + 1)), c, 40, 24) for c in columns]


def _counts(mask: np.ndarray) -> list[int]:
    return [len(line.members) for line in find_lines(find_components(mask))]


def test_two_level_rows_are_two_lines_top_first() -> None:
    lines = find_lines(find_components(_page(_row(300, range(50, 600, 40)) + _row(100, range(50, 400, 40)))))
    assert [len(line.members) for line in lines] == [9, 14]
    assert lines[0].row_at(100) < lines[1].row_at(100)


@pytest.mark.parametrize("slope", [-0.08, 0.05, 0.1])
def test_slanting_rows_that_share_pixel_rows_stay_apart(slope: float) -> None:
    rows = [_row(base, range(50, 1500, 45), slope=slope, wobble=4) for base in (150, 240, 330)]
    mask = _page(rows[0] + rows[1] + rows[2])
    assert _counts(mask) == [33, 33, 33]


def test_wide_word_gaps_do_not_break_a_line() -> None:
    assert _counts(_page(_row(100, range(50, 250, 40)) + _row(102, range(700, 900, 40)))) == [10]


def test_dots_go_to_the_letters_below_them() -> None:
    first, second = _row(100, range(50, 400, 40)), _row(210, range(50, 400, 40))
    dots = [(row - 16, column + 8, 6, 6) for row, column, _, _ in second[::3]]
    assert _counts(_page(first + second + dots)) == [9, 12]


def test_full_stops_and_commas_belong_to_their_line() -> None:
    row = _row(100, range(50, 400, 40))
    assert _counts(_page([*row, (134, 402, 6, 6), (134, 80, 14, 6)])) == [11]


def test_members_are_sorted_from_left_to_right() -> None:
    components = find_components(_page(_row(100, range(50, 1000, 47), wobble=9)))
    (line,) = find_lines(components)
    assert (np.diff(components.middles[line.members, 1]) > 0).all()


def test_an_empty_page_has_no_lines() -> None:
    assert _counts(np.zeros((50, 50), bool)) == []


def test_the_halves_of_a_broken_letter_do_not_tear_its_line() -> None:
    left, right = _row(100, range(50, 450, 45)), _row(100, range(500, 900, 45))
    halves = [(100, 445, 19, 30), (121, 447, 22, 32)]  # each wide and tall enough for a letter
    assert _counts(_page(left + halves + right)) == [len(left) + len(halves) + len(right)]
