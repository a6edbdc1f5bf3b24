"""Columns: blocks that stand for letters, in pages whose order a person would not doubt."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest

from core.segment.components import find_components
from core.segment.lines import find_lines

_Letters = list[tuple[int, int, int, int]]


def _row(row: float, start: int, letters: int, *, slope: float = 0.0, size: int = 40) -> _Letters:
    """Letters of a line: (row, column, height, width); row is where the line would cross column 0."""
    rng = np.random.default_rng(int(row) + start)
    columns = [start + number * size for number in range(letters)]
    return [(round(row + slope * c + rng.integers(-3, 4)), c, size, round(0.6 * size)) for c in columns]


def _column(top: int, start: int, counts: list[int], step: float, slope: float = 0.0) -> list[_Letters]:
    return [_row(top + number * step, start, count, slope=slope) for number, count in enumerate(counts)]


def _read(lines: list[_Letters]) -> list[tuple[int, int]]:
    """(first column, letters) of each line found, in the order of reading."""
    mask = np.zeros((1200, 2400), bool)
    for row, column, height, width in (letter for line in lines for letter in line):
        mask[row : row + height, column : column + width] = True
    components = find_components(mask)
    return [(int(components.boxes[line.members, 1].min()), len(line.members)) for line in find_lines(components)]


def _wanted(lines: list[_Letters]) -> list[tuple[int, int]]:
    return [(line[0][1], len(line)) for line in lines]


@pytest.mark.parametrize("gap", [140, 300, 550])
@pytest.mark.parametrize("slope", [-0.06, 0.0, 0.06])
def test_two_columns_are_read_one_after_the_other(gap: int, slope: float) -> None:
    left = _column(250, 60, [20, 18, 21, 19, 12], 90, slope)
    right = _column(250, 60 + 21 * 40 + gap, [15, 17, 16, 14, 9], 90, slope)
    assert _read(left + right) == _wanted(left + right)


def test_columns_whose_edges_lean_with_their_lines() -> None:
    slope = 0.08
    pages = [_column(100, start, [14, 15, 13, 15, 14, 12, 13, 15], 90, slope) for start in (150, 1000)]
    leaning = [[(r, c - round(slope * r), h, w) for r, c, h, w in line] for page in pages for line in page]
    assert [letters for _, letters in _read(leaning)] == [len(line) for line in leaning]


def test_three_columns() -> None:
    columns = [_column(100, start, [12, 13, 11, 13], 95) for start in (60, 800, 1540)]
    assert _read(list(chain.from_iterable(columns))) == _wanted(list(chain.from_iterable(columns)))


def test_columns_of_unequal_line_heights_and_lengths() -> None:
    left, right = _column(100, 60, [16, 15, 16, 14, 16, 15, 8], 84), _column(120, 900, [20, 19, 21, 12], 117)
    assert _read(left + right) == _wanted(left + right)


def test_lines_of_the_left_column_end_where_they_may() -> None:
    left, right = _column(100, 60, [24, 6, 5, 25, 7], 90), _column(120, 1300, [20, 19, 21, 12, 20], 97)
    assert _read(left + right) == _wanted(left + right)


def test_a_long_line_with_a_wide_gap_is_not_torn_beside_a_column() -> None:
    left, right = _column(100, 60, [14, 12, 15, 13], 90), _column(125, 1300, [20, 19, 21, 20], 92)
    long = _row(460, 60, 13) + _row(460, 780, 9)
    more = _column(550, 60, [15, 13], 90)
    lines = [*left, long, *more]
    assert _read(lines + right) == [(60, len(line)) for line in lines] + _wanted(right)


def test_headings_and_footers_across_columns_keep_their_places() -> None:
    heading, footer = _row(80, 300, 30), _row(700, 60, 45)
    left, right = _column(200, 60, [18, 19, 17, 18], 90), _column(200, 1000, [18, 16, 18, 11], 90)
    wanted = [heading, *left, *right, footer]
    assert _read(wanted) == _wanted(wanted)


def test_a_note_in_the_margin_is_no_part_of_the_lines_beside_it() -> None:
    note, text = _column(215, 60, [6, 5, 6], 70), _column(100, 450, [30, 32, 31, 30, 32, 31, 20], 90)
    assert _read(note + text) == _wanted(note + text)


def test_short_lists_beside_each_other_that_are_not_level_are_columns() -> None:
    left, right = _column(100, 60, [6, 5, 7, 6, 5], 90), _column(135, 700, [5, 6, 6, 7], 97)
    assert _read(left + right) == _wanted(left + right)


@pytest.mark.parametrize("rows", [3, 6])
def test_rows_of_a_price_list_stay_rows(rows: int) -> None:
    goods, prices = _column(100, 60, [8, 6, 9, 7, 8, 6][:rows], 90), _column(100, 800, [1, 2, 1, 2, 3, 1][:rows], 90)
    assert _read(goods + prices) == [(60, len(a) + len(b)) for a, b in zip(goods, prices, strict=True)]


def test_rows_of_a_table_of_words_stay_rows() -> None:
    cells = [_column(100, start, [5, 6, 4], 90) for start in (60, 500, 940)]
    assert _read(list(chain.from_iterable(cells))) == [(60, sum(map(len, row))) for row in zip(*cells, strict=True)]


def test_numbers_before_the_items_of_a_list_stay_with_them() -> None:
    numbers, items = _column(100, 60, [1] * 5, 90), _column(100, 240, [20, 18, 22, 9, 20], 90)
    assert _read(numbers + items) == [(60, 1 + len(item)) for item in items]


def test_wide_gaps_in_two_lines_do_not_tear_them() -> None:
    left, right = _column(100, 60, [16, 15], 90), _column(100, 900, [16, 15], 90)
    full = _column(280, 60, [40, 38, 39], 90)
    assert _read(left + right + full) == [(60, 32), (60, 30), *_wanted(full)]
