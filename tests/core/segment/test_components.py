"""Components: counted by hand on small masks."""

from __future__ import annotations

import numpy as np
import pytest

from core.segment.components import find_components, letter_height


def _mask(picture: str) -> np.ndarray:
    return np.array([[character == "#" for character in row] for row in picture.split()])


def test_pieces_that_touch_at_a_corner_are_one() -> None:
    found = find_components(_mask("#..# .#.. #..#"))
    assert len(found) == 3
    assert sorted(found.areas.tolist()) == [1, 1, 3]


def test_boxes_hold_all_pixels_of_their_piece() -> None:
    mask = np.random.default_rng(3).random((40, 60)) > 0.8
    found = find_components(mask)
    assert found.areas.sum() == mask.sum()
    for place, (top, left, bottom, right) in enumerate(found.boxes):
        rows, columns = np.nonzero(found.labels == place + 1)
        assert (rows.min(), columns.min(), rows.max() + 1, columns.max() + 1) == (top, left, bottom, right)


def test_an_empty_mask_has_no_pieces_and_no_letter_height() -> None:
    found = find_components(np.zeros((5, 5), bool))
    assert len(found) == 0
    assert letter_height(found) == 0.0


def test_letter_height_is_that_of_letters_among_many_dots() -> None:
    mask = np.zeros((80, 600), bool)
    for place in range(10):
        mask[20:60, 20 + 50 * place : 40 + 50 * place] = True
        for dot in range(3):
            mask[5 + 5 * dot : 8 + 5 * dot, 20 + 50 * place : 23 + 50 * place] = True
    assert letter_height(find_components(mask)) == pytest.approx(40)
