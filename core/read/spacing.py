"""Blanks from gaps: how wide the gaps between letters are on this page, and how surely a gap parts two words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.segment.primitives import Primitives

_STEP = 0.05
_FEW, _FEW_BORDER = 6, 0.7  # gaps; letter heights
_LEAST = 0.3  # letter heights that a word gap exceeds the usual letter gap by, at least
CUT_ODDS = -2.0  # log odds that a possible cut inside a component is a border
_SOFT = 0.35  # share of that excess over which a gap is doubtful


def gaps(primitives: Primitives) -> NDArray[np.float64]:
    """Blank columns before each primitive in letter heights, float64 (P,); negative where it overlaps those before."""
    boxes = primitives.boxes
    reached = np.maximum.accumulate(boxes[:, 3])
    found = np.zeros(len(boxes))
    found[1:] = (boxes[1:, 1] - reached[:-1]) / primitives.line.height
    return found


def word_gap(page: list[NDArray[np.float64]]) -> tuple[float, float]:
    """Gap, in letter heights, beyond which two words part on this page, and the softness of that border.

    Both in steps of 0.05, so that a line drawn before is not read anew for every stroke that is added elsewhere.
    """
    border, softness = _word_gap(page)
    return round(border / _STEP) * _STEP, max(round(softness / _STEP), 1) * _STEP


def _word_gap(page: list[NDArray[np.float64]]) -> tuple[float, float]:
    every = np.concatenate([line[1:] for line in page]) if page else np.zeros(0)
    every = every[every > 0.02]
    if len(every) == 0:
        return _FEW_BORDER, 0.15
    usual = float(np.median(every))
    if len(every) < _FEW:  # a word or two: only a gap that stands out from the others parts them
        return max(_FEW_BORDER, 1.7 * usual + _LEAST), 0.25
    spread = 1.4826 * float(np.median(np.abs(every - usual)))
    border = usual + max(_LEAST, 3.5 * spread)
    for _ in range(10):
        narrow, wide = every[every <= border], every[every > border]
        if len(wide) < 0.04 * len(every) or len(narrow) == 0:
            break
        center = 0.55 * float(np.mean(narrow)) + 0.45 * float(np.median(wide))
        border = max(center, float(np.mean(narrow)) + _LEAST * 0.8)
    return border, max(_SOFT * (border - usual), 0.08)


def blank_odds(line: NDArray[np.float64], border: float, softness: float) -> NDArray[np.float64]:
    """Log odds of a blank before each primitive, float64 (P,)."""
    return np.clip((line - border) / softness * 2.0, -12.0, 12.0)


def border_odds(primitives: Primitives, line: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log odds that two characters, and not two pieces of one, meet before each primitive, float64 (P,).

    line: its gaps. Inside a component a border is rare in printed hands; between two it is usual, the wider the surer.
    """
    same = np.zeros(len(line), bool)
    same[1:] = primitives.owners[1:] == primitives.owners[:-1]
    return np.where(same, CUT_ODDS, np.clip((line + 0.10) / 0.05, -1.5, 3.5))
