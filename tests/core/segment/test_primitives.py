"""Cuts and primitives: two discs joined by a bridge, a broken bar, a dotted stem."""

from __future__ import annotations

import numpy as np

from core.image.sheet import Sheet
from core.segment.components import find_components
from core.segment.cuts import cut_seams
from core.segment.lines import find_lines
from core.segment.primitives import Primitives, find_primitives


def _rings(bridge: int) -> np.ndarray:
    """Two rings, 40 high, joined by a bridge of this many rows (0: apart)."""
    mask = np.zeros((60, 120), bool)
    down, across = np.mgrid[0:60, 0:120]
    for middle in (32, 84):
        away = np.hypot(down - 30, across - middle)
        mask |= (away <= 20) & (away >= 15)
    if bridge:
        mask[30 - bridge // 2 : 30 - bridge // 2 + bridge, 50:66] = True
    return mask


def _primitives(mask: np.ndarray) -> Primitives:
    sheet = Sheet((mask * 255).astype(np.uint8), mask, np.eye(2, 3), *mask.shape)
    components = find_components(mask)
    (line,) = find_lines(components)
    return find_primitives(sheet, components, line, stroke=5.0)


def test_a_bridge_between_two_rings_is_cut() -> None:
    seams = cut_seams(_rings(5)[:, 12:105], height=40, stroke=5)
    assert any(abs(seam[30] + 12 - 58) <= 4 for seam in seams)


def test_a_thick_joint_is_not_cut() -> None:
    seams = cut_seams(_rings(24)[:, 12:105], height=40, stroke=5)
    assert not any(abs(seam[30] + 12 - 58) <= 4 for seam in seams)


def test_a_narrow_piece_is_never_cut() -> None:
    assert cut_seams(np.ones((40, 8), bool), height=40, stroke=5).shape == (0, 40)


def test_a_seam_winds_between_interlocking_letters() -> None:
    piece = np.zeros((40, 60), bool)
    piece[0:4, 0:40] = True  # the bar of a T over a stem that leans under it
    piece[:, 10:14] = True
    piece[12:40, 30:34] = True
    piece[36:40, 30:58] = True
    piece[4:12, 30:32] = True  # where they touch
    seams = cut_seams(piece, height=40, stroke=4)
    left, right = piece.copy(), piece.copy()
    parted = False
    for seam in seams:
        left = piece & (np.arange(60)[None] < seam[:, None])
        right = piece & (np.arange(60)[None] >= seam[:, None])
        parted |= bool(left[0:4, 0:34].all() and right[36:40, 34:58].all() and not left[20:40, 30:].any())
    assert parted


def test_seams_do_not_cross() -> None:
    rng = np.random.default_rng(0)
    piece = np.kron(rng.random((8, 24)) > 0.35, np.ones((5, 5))).astype(bool)
    seams = cut_seams(piece, height=40, stroke=8)
    assert len(seams) > 1
    assert (np.diff(seams, axis=0) >= 0).all()


def test_primitives_keep_every_pixel_and_run_from_left_to_right() -> None:
    mask = _rings(5)
    primitives = _primitives(mask)
    assert len(primitives) >= 2
    assert np.count_nonzero(primitives.numbers) == mask.sum()
    middles = primitives.boxes[:, 1] + primitives.boxes[:, 3]
    assert (np.diff(middles) >= 0).all()
    assert (primitives.owners == primitives.owners[0]).all()


def test_each_ring_is_a_hypothesis_of_its_own() -> None:
    primitives = _primitives(_rings(5))
    widths = {tuple(primitives.box(*run)[[1, 3]]) for run in primitives.runs()}
    assert any(abs(left - 12) <= 1 and abs(right - 58) <= 8 for left, right in widths)
    assert any(abs(left - 58) <= 8 and abs(right - 105) <= 1 for left, right in widths)


def test_a_crop_holds_the_ink_of_its_run_alone() -> None:
    primitives = _primitives(_rings(0))
    crop = primitives.crop(0, 0)
    rows, _ = primitives.pixels(0, 0)
    assert np.count_nonzero(crop) == len(rows)
    assert crop.shape[1] < 60


def test_primitives_of_distant_letters_are_not_joined() -> None:
    mask = np.zeros((60, 400), bool)
    for column in (10, 60, 300, 350):
        mask[10:50, column : column + 20] = True
    assert all(last - first < 2 for first, last in _primitives(mask).runs())
