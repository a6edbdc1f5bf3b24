"""Explanations made by hand for tests of the window. No test in here."""

from __future__ import annotations

import numpy as np

from core.explanation import Explanation, Hypothesis, Reading, SecondLook, Voices
from core.page import Box

SECOND = SecondLook("to be", "fo be", 0.9, 0.6, 0.5, 1.6, 0.75, won=True)


def hypothesis(first, last, text, *, glyph=None, behind=0.0, word="", narrow=False):
    """Pieces are 30 columns wide each (5 where narrow); readings: the text, ahead by 2.5, and "?"."""
    wide = 5 if narrow else 30
    box = Box(0, first * wide, 20, (last + 1) * wide)
    readings = (
        Reading(text, Voices(-0.5, -1.0, language=-2.0), 0.92),
        Reading("?", Voices(-2.0, -0.5, language=-3.5), 0.08),
    )
    patch = np.full((32, 32), 90, np.uint8)
    return Hypothesis(first, last, box, patch, readings, Voices(-0.5, -1.0, -0.2, -1.5, 1.0), glyph, behind, word)


def explanation_of(word, *, narrow=False, **changes):
    """Each character of the word is one piece; beside them there is the first two pieces as one "W"."""
    wide = 5 if narrow else 30
    numbers = np.repeat(np.arange(1, len(word) + 1, dtype=np.uint8), wide)[None].repeat(20, axis=0)
    path = [hypothesis(place, place, text, glyph=place, word=word, narrow=narrow) for place, text in enumerate(word)]
    other = hypothesis(0, min(1, len(word) - 1), "W", behind=4.25, word="W" + word[2:], narrow=narrow)
    seam = np.array([[row, wide] for row in range(5, 15)], np.int32)
    picture = np.full(numbers.shape, 200, np.uint8)
    values = {"text": word, "first_text": word, "left_out": 0, "exact": False, "second": None, **changes}
    return Explanation(
        picture=picture, numbers=numbers, seams=(seam,), hypotheses=(*path, other), **values
    )  # fmt: skip
