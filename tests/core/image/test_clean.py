"""Pages drawn by the test come out as ink where the test drew it, and as nothing else."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.ndimage as ndi
from PIL import Image, ImageDraw

from core.image.clean import LETTER, prepare
from core.image.turn import quarter_turns, turn


def page(height=700, width=900, *, letter=60, gap=30, paper=230, ink=40, brush=5):
    """Lines of H as grey uint8 (height, width)."""
    image = Image.new("L", (width, height), paper)
    draw = ImageDraw.Draw(image)
    wide = 2 * letter // 3
    for top in range(letter, height - 2 * letter, 2 * letter):
        for left in range(letter, width - 2 * letter, wide + gap):
            draw.line((left, top, left, top + letter), fill=ink, width=brush)
            draw.line((left + wide, top, left + wide, top + letter), fill=ink, width=brush)
            draw.line((left, top + letter // 2, left + wide, top + letter // 2), fill=ink, width=brush)
    return np.asarray(image)


def rgb(grey):
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def pieces(mask):
    return ndi.label(mask, np.ones((3, 3)))[1]


def overlap(sheet, drawn):
    """Intersection over union of the sheet's ink, brought back to the picture's pixels, and what was drawn."""
    rows, columns = np.indices(drawn.shape) + 0.5
    inverse = np.linalg.inv(np.vstack([sheet.matrix, [0, 0, 1]]))
    at = inverse[:2, :2] @ np.stack([rows.ravel(), columns.ravel()]) + inverse[:2, 2:]
    back = ndi.map_coordinates(sheet.mask.astype(np.float32), at - 0.5, order=1).reshape(drawn.shape) > 0.5
    return (back & drawn).sum() / (back | drawn).sum()


def slanted(grey, degrees, paper=230):
    return np.asarray(Image.fromarray(grey).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=paper))


def test_ink_is_found_where_it_was_drawn():
    grey = page()
    before = rgb(grey)
    sheet = prepare(before)
    assert overlap(sheet, grey < 135) > 0.85
    assert pieces(sheet.mask) == pieces(grey < 135)
    assert (before == rgb(grey)).all()
    assert sheet.ink.dtype == np.uint8
    assert sheet.mask.dtype == np.bool_
    assert sheet.ink[sheet.mask].mean() > 200
    assert sheet.ink[~ndi.binary_dilation(sheet.mask, iterations=3)].max() < 10


@pytest.mark.parametrize("letter", [14, 24, 60, 140])
def test_letters_come_to_working_height(letter):
    grey = page(12 * letter, 16 * letter, letter=letter, gap=letter // 2, brush=max(2, letter // 10))
    sheet = prepare(rgb(grey))
    heights = [part[0].stop - part[0].start for part in ndi.find_objects(ndi.label(sheet.mask, np.ones((3, 3)))[0])]
    assert 0.8 * LETTER < np.median(heights) < 1.3 * LETTER
    assert len(heights) == pieces(grey < 135)


@pytest.mark.parametrize("degrees", [-6.0, -2.5, 2.0, 5.0])
def test_slant_is_straightened_and_boxes_lead_back(degrees):
    grey = slanted(page(), degrees)
    sheet = prepare(rgb(grey))
    found = np.degrees(np.arctan2(sheet.matrix[1, 0], sheet.matrix[1, 1]))
    assert found == pytest.approx(degrees, abs=0.4)
    assert overlap(sheet, grey < 135) > 0.8
    labelled, count = ndi.label(sheet.mask, np.ones((3, 3)))
    drawn = ndi.find_objects(ndi.label(grey < 135, np.ones((3, 3)))[0])
    assert count == len(drawn)
    tops = sorted((part[0].start, part[1].start) for part in drawn)
    box = sheet.picture_box(*np.nonzero(labelled == 1))
    assert any(abs(box.top - top) <= 8 and abs(box.left - left) <= 8 for top, left in tops)


def test_a_level_page_is_not_turned():
    assert prepare(rgb(page())).matrix[0, 1] == 0.0


def test_uneven_light():
    grey = page()
    light = np.linspace(0.3, 1.0, 900)[None, :] * np.linspace(1.0, 0.6, 700)[:, None]
    sheet = prepare(rgb(grey * light))
    assert overlap(sheet, grey < 135) > 0.8
    assert pieces(sheet.mask) == pieces(grey < 135)


def test_light_on_dark():
    grey = page()
    sheet = prepare(rgb(255 - grey))
    assert overlap(sheet, grey < 135) > 0.85
    assert pieces(sheet.mask) == pieces(grey < 135)


@pytest.mark.parametrize(("chalk", "grain"), [((45.0, 30.0), 0.0), ((50.0, 30.0), 3.0)])
def test_chalk_in_poor_light_is_ink_too(chalk, grain):
    """Brighter than its board by a fifth of the full range, and by less where the hand was light."""
    board = np.linspace(22.0, 32.0, 700)[:, None] + np.random.default_rng(0).normal(0.0, 1.0, (700, 900)) * grain
    sheet = prepare(rgb(board + (page() < 135) * np.linspace(*chalk, 900)))
    assert pieces(sheet.mask) == pieces(page() < 135)
    assert overlap(sheet, page() < 135) > 0.8


def test_dark_desk_around_paper_is_no_ink():
    grey = np.full((1100, 1400), 30)
    grey[200:900, 250:1150] = page()
    desk = grey + np.random.default_rng(2).normal(0, 6, grey.shape)
    sheet = prepare(rgb(desk))
    drawn = np.zeros(grey.shape, dtype=bool)
    drawn[200:900, 250:1150] = page() < 135
    assert overlap(sheet, drawn) > 0.8
    assert pieces(sheet.mask) == pieces(drawn)


def test_faint_thin_strokes_stay_whole_in_grain():
    grey = page(brush=3, ink=180)  # a ratio of 0.78
    noisy = grey + np.random.default_rng(3).normal(0, 4, grey.shape)
    assert pieces(prepare(rgb(noisy)).mask) == pieces(grey < 200)


def test_grain_specks_and_show_through_are_no_ink():
    rng = np.random.default_rng(4)
    grey = page().astype(float)
    grey += 8 * ndi.gaussian_filter(rng.normal(0, 1, grey.shape), 1) / 0.28
    grey[:, ::-1][page() < 135] -= 14  # the other side of the paper, mirrored
    for row, column in rng.integers(20, 680, (30, 2)):
        grey[row, column] -= 120
    sheet = prepare(rgb(grey))
    assert overlap(sheet, page() < 135) > 0.75
    assert pieces(sheet.mask) == pieces(page() < 135)


@pytest.mark.parametrize("degrees", [0.0, 3.0])
def test_rulings_go_and_letters_stay_whole(degrees):
    grey = page().copy()
    for top in range(35, 690, 40):
        grey[top : top + 2, :][grey[top : top + 2, :] > 150] = 150
    grey[:, 75:77][grey[:, 75:77] > 150] = 150
    sheet = prepare(rgb(slanted(grey, degrees)))
    drawn = slanted(page(), degrees) < 135
    assert overlap(sheet, drawn) > 0.7
    assert abs(pieces(sheet.mask) - pieces(drawn)) <= 2


@pytest.mark.parametrize(("shade", "degrees"), [(0.86, 0.0), (0.78, 2.0), (0.78, -1.0), (0.7, 0.5)])
def test_the_squares_of_the_paper_go_and_letters_stay_whole(shade, degrees):
    squares = np.full((1200, 1400), 255, dtype=np.uint8)
    for start in (7, 8):
        squares[start::45] = squares[:, start::45] = round(255 * shade)
    grey = np.pad(page(), ((0, 300), (0, 200)), constant_values=230)
    paper = slanted(squares, degrees, 255)[100:1100, 150:1250]
    sheet = prepare(rgb(np.rint(grey * (paper / 255.0))))
    assert pieces(sheet.mask) == pieces(grey < 135)
    assert overlap(sheet, grey < 135) > 0.8


def test_strips_of_other_lines_at_the_border_are_cut_off():
    grey = page().copy()
    grey[:14, 200:210] = 40
    grey[:14, 230:300:9] = 40
    assert pieces(prepare(rgb(grey)).mask) == pieces(page() < 135)


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (2, 2), (7, 5), (40, 40)])
@pytest.mark.parametrize("level", [0, 128, 255])
def test_blank_and_tiny_pictures_hold_no_ink(shape, level):
    sheet = prepare(np.full((*shape, 3), level, dtype=np.uint8))
    assert not sheet.mask.any()
    assert (sheet.height, sheet.width) == shape


def test_noise_alone_is_hardly_ink():
    noise = np.random.default_rng(5).normal(200, 8, (600, 800))
    assert prepare(rgb(noise)).mask.mean() < 0.001


def test_one_glyph_that_fills_its_picture():
    grey = np.zeros((28, 28), dtype=np.uint8)
    grey[4:24, 8:11] = grey[4:24, 18:21] = grey[13:16, 8:21] = 255
    sheet = prepare(rgb(255 - grey))
    assert pieces(sheet.mask) == 1
    assert overlap(sheet, grey > 128) > 0.7


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_pages_on_their_side_are_told_and_turned(quarters):
    grey = page()
    sheet = prepare(rgb(np.rot90(grey, quarters)))
    assert quarter_turns(sheet) == quarters % 2


@pytest.mark.parametrize("quarters", [-1, 0, 1, 2, 3, 5])
def test_turned_sheets_lead_back_to_the_same_pixels(quarters):
    sheet = prepare(rgb(slanted(page(), 3.0)))
    turned = turn(sheet, quarters)
    assert overlap(turned, slanted(page(), 3.0) < 135) == pytest.approx(overlap(sheet, slanted(page(), 3.0) < 135))
    assert (turned.mask == np.rot90(sheet.mask, quarters)).all()
