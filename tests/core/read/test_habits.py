"""This page's habits: doubtful look-alikes go with the sure characters that they are like, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest

from core.page import Box, Candidate, Glyph, Line, Page, Word
from core.read.habits import settle
from core.read.models import open_classifier


class Pixels:
    """Takes a patch's own pixels for its features."""

    def features(self, patches):
        return patches.reshape(len(patches), -1).astype(np.float32)


WIDE, NARROW, OTHER = (np.zeros((32, 32), np.uint8) for _ in range(3))
WIDE[:, :20] = 200
NARROW[:, 16:] = 200
OTHER[5:9] = 200


def glyph(patch: np.ndarray | None, *candidates: tuple[str, float]) -> Glyph:
    return Glyph(Box(0, 0, 9, 9), tuple(Candidate(*each) for each in candidates), patch)


def page(*lines: tuple[Glyph, ...]) -> Page:
    return Page(tuple(Line((Word(glyphs),)) for glyphs in lines), 100, 100)


SURE = (glyph(WIDE, ("O", 0.99)), glyph(NARROW, ("0", 0.98)), glyph(OTHER, ("M", 0.99)))


def settled(*lines: tuple[Glyph, ...]) -> Page:
    return settle(page(*lines), Pixels())  # type: ignore[arg-type]


def test_a_doubtful_look_alike_goes_with_the_sure_one_that_it_is_like() -> None:
    for patch, wanted in ((NARROW, "0"), (WIDE, "O")):
        other = "O" if wanted == "0" else "0"
        found = settled(SURE, (glyph(patch, (other, 0.55), (wanted, 0.4), ("D", 0.05)),)).lines[1].glyphs[0]
        assert found.text == wanted
        assert sum(each.confidence for each in found.candidates) == pytest.approx(1.0)
        assert [each.confidence for each in found.candidates] == sorted(
            (each.confidence for each in found.candidates), reverse=True
        )
        assert np.array_equal(found.patch, patch)


def test_the_words_confidence_follows_and_other_lines_stay_the_same_objects() -> None:
    whole = page(SURE, (glyph(NARROW, ("O", 0.55), ("0", 0.45)), glyph(OTHER, ("M", 0.9))))
    found = settle(whole, Pixels())  # type: ignore[arg-type]
    assert found.lines[0] is whole.lines[0]
    word = found.lines[1].words[0]
    assert word.confidence == pytest.approx(word.glyphs[0].confidence * 0.9)


def test_nothing_changes_without_two_known_meanings_a_patch_or_a_doubt() -> None:
    doubtful = glyph(NARROW, ("O", 0.55), ("0", 0.45))
    for lines in (
        (SURE[:1], (doubtful,)),
        (SURE, (glyph(None, ("O", 0.55), ("0", 0.45)),)),
        (SURE, (glyph(NARROW, ("O", 0.95), ("0", 0.05)),)),
        (SURE, (glyph(OTHER, ("M", 0.5), ("N", 0.5)),)),
        ((glyph(WIDE, ("O", 0.9)), glyph(NARROW, ("0", 0.9))), (doubtful,)),
    ):
        whole = page(*lines)
        assert settle(whole, Pixels()) is whole  # type: ignore[arg-type]


def test_the_cases_of_a_letter_are_one_meaning() -> None:
    sure = (glyph(WIDE, ("S", 0.99)), glyph(NARROW, ("s", 0.99)))
    whole = page(sure, (glyph(NARROW, ("S", 0.6), ("s", 0.4)),))
    assert settle(whole, Pixels()) is whole  # type: ignore[arg-type]
    kept = settled((*sure, glyph(OTHER, ("5", 0.99))), (glyph(NARROW, ("5", 0.5), ("S", 0.3), ("s", 0.2)),))
    assert [each.text for each in kept.lines[1].glyphs[0].candidates] == ["S", "s", "5"]


def test_features_are_what_the_logits_are_made_of() -> None:
    classifier = open_classifier()
    patches = np.random.default_rng(0).integers(0, 256, (40, 32, 32)).astype(np.uint8)
    features = classifier.features(patches)
    weights, shift = classifier.output
    assert features.min() >= 0.0
    np.testing.assert_allclose(features @ weights + shift, classifier.logits(patches), atol=1e-4)
    assert classifier.features(patches[:0]).shape == (0, features.shape[1])
