"""The paper under a picture that has none: transparent pictures hold ink alone, dark or light."""

from __future__ import annotations

from math import isqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

WHITE: Final = 255
BLACK: Final = 0
_LIGHT: Final = 160.0  # of 255: ink of this brightness stands out better from black than from white
_MOSTLY: Final = 0.5  # a picture that is opaque over more than this share brings its own paper
_SAMPLES: Final = 1_000_000  # pixels looked at
_GREY: Final = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601


def shade_under(rgba: NDArray[np.uint8]) -> int:
    """WHITE, or BLACK where all that is drawn on a transparent picture is light: it came from a dark window.

    rgba: uint8 (H, W, 4), colours not multiplied by their opacity.
    """
    step = max(1, isqrt(rgba.shape[0] * rgba.shape[1] // _SAMPLES))
    seen = rgba[::step, ::step]
    ink = seen[seen[:, :, 3] >= 128]
    if not len(ink) or len(ink) > _MOSTLY * seen.shape[0] * seen.shape[1]:
        return WHITE
    darkest = float(np.percentile(ink[:, :3] @ _GREY, 2.0))
    return BLACK if darkest > _LIGHT else WHITE
