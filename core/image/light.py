"""Uneven light made even: how dark each pixel is against the paper around it. Grey in, darkness out."""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy.ndimage as ndi
from numpy.typing import NDArray
from PIL import Image

_COARSE: Final = 8  # the paper's brightness is estimated on every 8th pixel
_STROKE: Final = 7  # coarse pixels: darker things narrower than this are ink, wider ones are paper in shadow


def paper_brightness(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Brightness of the paper under the ink. grey: uint8 (h, w) -> float32 (ceil(h/8), ceil(w/8)), 1..255.

    Source: means of 8 x 8 pixels, closed (maximum, then minimum) so that strokes vanish, smoothed by a box.
    """
    coarse = np.asarray(Image.fromarray(grey).reduce(_COARSE))
    size = min(_STROKE, 2 * (min(coarse.shape) // 2) + 1)
    closed = ndi.grey_closing(coarse, size=(size, size), mode="nearest")
    smooth = ndi.uniform_filter(closed.astype(np.float32), size=5, mode="nearest")
    return np.asarray(np.maximum(smooth, 1.0), dtype=np.float32)


def darkness(grey: NDArray[np.uint8], paper: NDArray[np.float32]) -> NDArray[np.float32]:
    """1 - grey / paper, limited to 0..1: float32 (h, w); the share of the light that ink takes away.

    paper: as paper_brightness gives it.
    """
    height, width = grey.shape
    # The coarse picture may overhang the fine one by up to 7 pixels: the box says what part of it is asked for.
    box = (0.0, 0.0, width / _COARSE, height / _COARSE)
    fine = np.asarray(Image.fromarray(paper).resize((width, height), Image.Resampling.BILINEAR, box=box))
    dark = np.asarray(grey / fine, dtype=np.float32)
    np.subtract(1.0, dark, out=dark)
    np.clip(dark, 0.0, 1.0, out=dark)
    return dark
