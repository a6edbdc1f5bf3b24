"""The pyramid of a curve: what is drawn is what a plain look at all values gives."""

from __future__ import annotations

import numpy as np
import pytest

from gui.train.series import Series, exponential_mean


def plain_mean(values, span):
    """The definition, written as a loop."""
    weight, top, bottom, means = np.exp(-1 / span), 0.0, 0.0, []
    for value in values:
        top, bottom = weight * top, weight * bottom
        if np.isfinite(value):
            top, bottom = top + value, bottom + 1
        means.append(top / bottom if bottom else np.nan)
    return np.array(means)


@pytest.mark.parametrize("span", [1, 7.5, 300])
@pytest.mark.parametrize("count", [1, 63, 64, 65, 1000])
def test_the_mean_is_the_unbiased_exponential_one(count, span):
    values = np.random.default_rng(count).normal(2, 1, count)
    np.testing.assert_allclose(exponential_mean(values, span), plain_mean(values, span), rtol=1e-9)


def test_the_mean_of_a_constant_is_that_constant_from_the_first_value_on():
    np.testing.assert_allclose(exponential_mean(np.full(500, 3.25), 100), 3.25)


def test_what_is_no_number_is_left_out_of_the_mean():
    values = np.array([np.nan, 1.0, np.inf, 3.0, np.nan])
    np.testing.assert_allclose(exponential_mean(values, 2), plain_mean(values, 2))


def filled(count, parts, seed=0):
    values = np.random.default_rng(seed).normal(size=count).astype(np.float32)
    series = Series()
    for part in np.array_split(values, parts):
        series.extend(part)
    return series, values


@pytest.mark.parametrize(("count", "parts"), [(1, 1), (5, 5), (1000, 1), (1000, 37), (70_001, 400)])
@pytest.mark.parametrize("stretch", [(1, 1e9), (300, 700), (1, 64)])
def test_each_piece_has_the_least_and_greatest_of_its_steps(count, parts, stretch):
    series, values = filled(count, parts)
    drawn = series.draw(*stretch, 50, 0)
    first, last = drawn.first.astype(int), drawn.last.astype(int)
    if not len(drawn):
        assert count < stretch[0]
        return
    assert first[0] <= max(stretch[0], 1)
    assert last[-1] >= min(stretch[1], count)
    np.testing.assert_array_equal(first[1:], last[:-1] + 1)
    for place in range(len(drawn)):
        part = values[first[place] - 1 : last[place]]
        assert drawn.low[place] == part.min()
        assert drawn.high[place] == part.max()
        assert drawn.smooth[place] == pytest.approx(part.mean(), abs=1e-5)


def test_a_million_values_are_drawn_by_few_pieces():
    series, _ = filled(1_000_000, 10)
    for stretch in ((1, 1e6), (1000, 500_000), (999_000, 1e6)):
        assert 200 <= len(series.draw(*stretch, 200, 100)) <= 4 * 200 + 8


def test_smoothing_from_pieces_is_close_to_smoothing_of_all():
    series, values = filled(20_000, 7)
    drawn = series.draw(1, 20_000, 400, 1000)
    whole = exponential_mean(values.astype(float), 1000)[drawn.last.astype(int) - 1]
    assert np.abs(drawn.smooth - whole)[20:].max() < 0.01


def test_smoothing_a_stretch_remembers_what_came_before():
    series, values = filled(5000, 1)
    drawn = series.draw(4000, 4100, 200, 50)
    whole = exponential_mean(values.astype(float), 50)
    np.testing.assert_allclose(drawn.smooth, whole[drawn.last.astype(int) - 1], atol=0.02)


def test_a_cut_series_grows_on_as_if_it_had_never_been_longer():
    series, values = filled(5000, 3)
    series.cut(1234)
    series.extend(values[1234:4321])
    other = Series()
    other.extend(values[:4321])
    one, two = series.draw(1, 4321, 40, 30), other.draw(1, 4321, 40, 30)
    for name in ("first", "last", "low", "high", "smooth"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))


def test_nothing_is_drawn_of_nothing():
    assert len(Series().draw(1, 100, 50, 10)) == 0
