"""Composed lines and what is mined from them, with characters drawn here."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from core.alphabet import PART, READER_ALPHABET, SEVERAL
from core.read.training.compose import Style, compose, photograph
from core.read.training.mine import mine
from core.read.training.negatives import noise, part, several
from core.read.training.rephotograph import rephotograph


def _draw(character: str, rng: np.random.Generator) -> np.ndarray:
    image = Image.new("L", (64, 64))
    ImageDraw.Draw(image).text((12, 2), character, fill=255, font=ImageFont.load_default(48))
    return np.asarray(image)


def _line(text: str, **style: float) -> tuple:
    rng = np.random.default_rng(5)
    composed = compose(text, _draw, Style(**style), rng)
    return composed, photograph(composed.ink, rng)


def test_every_character_but_blanks_has_a_box_from_left_to_right() -> None:
    composed, _ = _line("HELLO 42")
    assert len(composed.boxes) == 7
    assert [box[1] for box in composed.boxes] == sorted(box[1] for box in composed.boxes)
    assert set(np.unique(composed.owners)) == {-1, *range(7)}


def test_blanks_are_wider_than_gaps() -> None:
    composed, _ = _line("AB CD")
    gaps = [after[1] - before[3] for before, after in zip(composed.boxes, composed.boxes[1:], strict=False)]
    assert gaps[1] > 2 * max(gaps[0], gaps[2])


def test_touching_joins_neighbours() -> None:
    apart, joined = _line("HHHH", touching=0.0)[0], _line("HHHH", touching=1.0)[0]
    count = lambda ink: (np.diff((ink > 100).any(axis=0).astype(int)) == 1).sum()  # noqa: E731
    assert count(apart.ink) == 4
    assert count(joined.ink) < 4


def test_composing_is_deterministic() -> None:
    np.testing.assert_array_equal(
        _line("SAME", touching=0.3, broken=0.3)[1], _line("SAME", touching=0.3, broken=0.3)[1]
    )


def test_mined_characters_have_their_own_label() -> None:
    composed, picture = _line("TEACH")
    mined = mine(composed, picture, np.random.default_rng(0))
    labels = [READER_ALPHABET.labels[label] for label in mined.labels]
    characters = [label for label in labels if len(label) == 1]
    assert set(characters) == set("TEACH")
    assert len(characters) < 15  # a piece may be left out of a run that is whole all the same
    assert mined.patches.shape == (len(labels), 32, 32)


def test_runs_over_two_characters_are_several() -> None:
    composed, picture = _line("LLLL", gap=0.1)
    labels = {READER_ALPHABET.labels[label] for label in mine(composed, picture, np.random.default_rng(0)).labels}
    assert SEVERAL in labels


def test_pieces_of_a_broken_character_are_parts() -> None:
    composed, picture = _line("HHHHHH", broken=1.0)
    labels = [READER_ALPHABET.labels[label] for label in mine(composed, picture, np.random.default_rng(0)).labels]
    assert PART in labels


@pytest.mark.parametrize("seed", range(5))
def test_distortions_keep_ink_and_type(seed: int) -> None:
    rng = np.random.default_rng(seed)
    crop = _draw("R", rng)
    for made in (rephotograph(crop, rng), part(crop, rng), several([crop, crop], rng), noise(rng)):
        assert made.dtype == np.uint8
        assert made.ndim == 2
    assert rephotograph(crop, rng).any()


def test_a_part_is_less_than_the_whole() -> None:
    rng = np.random.default_rng(1)
    crop = _draw("M", rng)
    areas = [np.count_nonzero(part(crop, rng)) for _ in range(30)]
    assert max(areas) <= np.count_nonzero(crop)
    assert np.mean(areas) < 0.75 * np.count_nonzero(crop)
