"""Small masks with known pieces, lines and widths."""

from __future__ import annotations

import numpy as np
import pytest
from skimage.measure import regionprops

from core.image.binarize import find_ink
from core.image.light import beside_paper, darkness, is_light_on_dark, paper_brightness
from core.image.pieces import choose, find_pieces, is_writing, letter_height, stroke_width, without_blobs
from core.image.rulings import without_rulings
from core.image.skew import runs_upright, slant


def picture(text):
    return np.array([[mark != "." for mark in line] for line in text.split()])


def test_pieces_agree_with_scikit_image():
    rng = np.random.default_rng(6)
    mask = rng.random((60, 80)) < 0.25
    dark = rng.integers(0, 256, mask.shape, dtype=np.uint8)
    pieces = find_pieces(mask, dark)
    numbered = np.zeros(mask.size, dtype=int)
    numbered[pieces.pixels] = pieces.labels + 1
    regions = regionprops(numbered.reshape(mask.shape), dark)
    assert (numbered.reshape(mask.shape) > 0).tolist() == mask.tolist()
    assert len(regions) == pieces.area.size > 30
    for region, *ours in zip(regions, pieces.top, pieces.left, pieces.bottom, pieces.right, pieces.area, strict=True):
        assert (*region.bbox, region.area) == tuple(ours)
    for region, peak in zip(regions, pieces.peak, strict=True):
        inks = np.sort(region.image_intensity[region.image])
        assert peak == inks[int(0.95 * (inks.size - 1))]


def test_diagonal_pixels_are_one_piece_and_none_is_none():
    pieces = find_pieces(picture("#... .#.. ..#. ...."), np.full((4, 4), 9, np.uint8))
    assert pieces.area.tolist() == [3]
    assert (pieces.height.tolist(), pieces.width.tolist()) == ([3], [3])
    none = find_pieces(np.zeros((4, 4), bool), np.zeros((4, 4), np.uint8))
    assert none.area.size == 0
    assert letter_height(none, (4, 4)) == 0.0
    assert not runs_upright(none)


def test_choose_numbers_anew():
    mask = picture("#.## ..## #...")
    pieces = find_pieces(mask, mask.astype(np.uint8))
    kept = choose(pieces, pieces.area == 1)
    assert kept.area.tolist() == [1, 1]
    assert sorted(kept.labels.tolist()) == [0, 1]
    assert kept.pixels.tolist() == [0, 8]


@pytest.mark.parametrize("width", [1, 3, 8])
def test_stroke_width_of_bars(width):
    mask = np.zeros((200, 200), bool)
    mask[20:180, 50 : 50 + width] = True
    # An upright edge shows fewer steps than edges of all directions do on average: 4 / pi too wide.
    assert stroke_width(mask) == pytest.approx(max(1, width * 4 / np.pi), rel=0.1)


def test_letter_height_is_the_commonest():
    mask = np.zeros((300, 400), bool)
    for number in range(12):
        mask[50:80, 20 + 30 * number : 30 + 30 * number] = True
    for number in range(20):
        mask[100:102, 20 + 10 * number : 22 + 10 * number] = True
    mask[110:290, 50:350] = True
    assert letter_height(find_pieces(mask, mask.astype(np.uint8) * 200), mask.shape) == 30


def test_dots_stay_with_letters_and_go_alone():
    mask = np.zeros((300, 600), bool)
    for left in range(50, 300, 50):
        mask[100:140, left : left + 5] = True
    mask[90:94, 50:54] = mask[136:141, 262:267] = True  # a dot of an i, a full stop
    mask[250:255, 500:505] = True  # dirt
    dark = mask.astype(np.uint8) * 200
    pieces = find_pieces(mask, dark)
    writing = is_writing(pieces, np.ones_like(mask), np.zeros_like(mask), 40.0, 5.0)
    alone = pieces.left == 500
    assert (writing == ~alone).all()


def test_blobs_go_and_thick_letters_stay():
    mask = np.zeros((200, 300), bool)
    mask[50:100, 50:60] = True
    mask[40:140, 150:260] = True
    cleaned = without_blobs(mask, 35.0)
    assert cleaned[50:100, 50:60].all()
    assert not cleaned[40:140, 150:260].any()


def test_what_crosses_a_ruling_is_not_cut():
    mask = np.zeros((100, 400), bool)
    mask[60:63] = True
    mask[30:80, 100:106] = True
    dark = np.where(mask, 90, 0).astype(np.uint8)
    dark[30:80, 100:106] = 220
    cleaned = without_rulings(mask, dark, length=160, thickness=7)
    assert cleaned[30:80, 100:106].all()
    assert not cleaned[:, :90].any()
    assert not cleaned[:, 115:].any()


def test_a_bar_on_a_ruling_stays_and_short_bars_are_no_rulings():
    mask = np.zeros((100, 400), bool)
    dark = np.zeros((100, 400), np.uint8)
    mask[60:63], dark[60:63] = True, 80
    mask[59:64, 200:240], dark[59:64, 200:240] = True, 220
    mask[20:24, 50:120] = True
    cleaned = without_rulings(mask, dark, length=160, thickness=7)
    assert cleaned[60:63, 200:240].all()
    assert cleaned[20:24, 50:120].all()
    assert not cleaned[60:63, :190].any()


def test_darkness_is_one_minus_the_ratio_of_light():
    grey = np.full((160, 160), 200, np.uint8)
    grey[80:84, 40:120] = 50
    dark = darkness(grey, paper_brightness(grey))
    assert dark[82, 80] == pytest.approx(255 * 0.75, abs=2)
    assert dark[20, 20] <= 1
    assert find_ink(dark, 44.0).sum() == 4 * 80


def test_shadows_are_paper_and_desks_are_not():
    row = np.where(np.arange(100) < 40, 60.0, 200.0)
    sharp = np.tile(row, (80, 1)).astype(np.float32)
    soft = np.tile(np.geomspace(60.0, 200.0, 100), (80, 1)).astype(np.float32)
    assert beside_paper(sharp)[:, :40].all()
    assert not beside_paper(sharp)[:, 45:].any()
    assert not beside_paper(soft).any()


def test_dark_frames_do_not_make_a_page_dark():
    page = np.full((600, 800), 220, np.uint8)
    page[40::40, 100:700:9] = page[41::40, 100:700:9] = 40
    assert not is_light_on_dark(page)
    assert is_light_on_dark(255 - page)
    framed = np.full((900, 1100), 25, np.uint8)
    framed[150:750, 150:950] = page
    assert not is_light_on_dark(framed)


def test_slant_of_known_lines():
    columns = np.tile(np.arange(0, 600, 3), 8)
    rows = np.repeat(np.arange(50, 450, 50), 200) + np.tan(np.radians(4.0)) * columns
    assert slant(rows, columns, 24.0) == pytest.approx(4.0, abs=0.15)
    assert slant(rows[:20], columns[:20], 24.0) == 0.0


def test_a_joined_word_at_the_border_stays_and_edges_go():
    mask = np.zeros((300, 700), bool)
    columns = np.arange(30, 430)
    middle = np.round(20 - 20 * np.cos((columns - 30) * np.pi / 10)).astype(int)  # a row of m, its tops on the border
    for row, column in zip(middle, columns, strict=True):
        mask[max(row - 8, 0) : row + 9, column] = True
    mask[285:300, 20:680] = True  # the edge of a table
    mask[100:140, 100:105] = mask[100:140, 150:155] = mask[100:140, 200:205] = True
    inside = np.zeros_like(mask)
    inside[1:-1, 1:-1] = True
    pieces = find_pieces(mask, mask.astype(np.uint8) * 200)
    writing = is_writing(pieces, inside, np.zeros_like(mask), 40.0, 5.0)
    word, edge = pieces.top == 0, pieces.bottom == 300
    assert word.sum() == edge.sum() == 1
    assert writing[word].all()
    assert not writing[edge].any()
