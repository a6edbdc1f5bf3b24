"""Pages drawn by the test come out as ink where the test drew it."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from core.image.clean import prepare


def page(height, width, paper=230, ink=40, letter=60, step=90):
    """Rows of H-like marks on even paper; returns pixels (H, W, 3)."""
    image = Image.new("L", (width, height), paper)
    draw = ImageDraw.Draw(image)
    for top in range(step, height - step - letter, 2 * step):
        for left in range(step, width - step - letter, step):
            for line in (
                (left, top, left, top + letter),
                (left + 40, top, left + 40, top + letter),
                (left, top + 30, left + 40, top + 30),
            ):
                draw.line(line, fill=ink, width=5)
    return np.repeat(np.asarray(image)[:, :, None], 3, axis=2)


def test_ink_is_found_where_it_was_drawn():
    pixels = page(700, 900)
    sheet = prepare(pixels)
    rows, columns = np.nonzero(sheet.mask)
    box = sheet.picture_box(rows, columns)
    drawn = np.nonzero(pixels[:, :, 0] < 100)
    assert abs(box.top - drawn[0].min()) <= 3
    assert abs(box.bottom - drawn[0].max() - 1) <= 3
    assert abs(box.left - drawn[1].min()) <= 3
    assert abs(box.right - drawn[1].max() - 1) <= 3


def test_a_blank_page_has_no_ink():
    assert not prepare(np.full((300, 400, 3), 200, dtype=np.uint8)).mask.any()
