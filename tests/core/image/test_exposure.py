"""Black pictures are refused; dark ones with light writing are not."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import ImageError
from core.image.exposure import refuse_black
from core.image.sheet import Picture


def test_noise_of_a_covered_lens_is_black() -> None:
    pixels = np.random.default_rng(2).integers(0, 30, (50, 50, 3)).astype(np.uint8)
    with pytest.raises(ImageError, match=r"^lens\.jpg is all black"):
        refuse_black(Picture(pixels, "lens.jpg"))


def test_chalk_on_a_blackboard_is_not() -> None:
    pixels = np.full((50, 50, 3), 20, dtype=np.uint8)
    pixels[10:12, 10:40] = 150
    refuse_black(Picture(pixels, "board.jpg"))
