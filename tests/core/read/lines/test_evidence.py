"""Evidence of frames for hypotheses: against CTC's forward sum, and by a line whose frames are known."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from core.image.sheet import Sheet
from core.read.lines import evidence as evidence_module
from core.read.lines.decode import log_likelihood
from core.read.lines.evidence import evidence, frame_borders
from core.read.lines.look import STRIDE, LineLook
from core.read.lines.network import BLANK, encode
from core.read.lines.strip import MARGIN, strip_of
from core.segment.components import find_components
from core.segment.lines import find_lines
from core.segment.primitives import Primitives, find_primitives

LABELS = BLANK + 1
SPACE = BLANK - 1


@pytest.fixture(scope="module")
def seen() -> tuple[Primitives, LineLook]:
    """Three upright bars far apart, as a line and as its strip; the frames show nothing yet."""
    ink = np.zeros((60, 200), np.uint8)
    for left in (20, 90, 160):
        ink[10:50, left : left + 12] = 255
    sheet = Sheet(ink, ink > 0, np.array([[1.0, 0, 0], [0, 1.0, 0]]), *ink.shape)
    components = find_components(sheet.mask)
    line = find_lines(components)[0]
    strip = strip_of(sheet, components, line)
    frames = strip.image.shape[1] // STRIDE
    logs = np.full((frames, LABELS), np.log(1e-6), np.float32)
    logs[:, BLANK] = np.log(0.98)
    return find_primitives(sheet, components, line, stroke=12.0), LineLook(strip, logs)


def showing(look: LineLook, text: str, frames: list[int]) -> LineLook:
    """The same line; each character of the text is shown in one frame."""
    logs = look.logs.copy()
    for code, frame in zip(encode(text), frames, strict=True):
        logs[frame, BLANK], logs[frame, code] = np.log(0.001), np.log(0.9)
    return LineLook(look.strip, logs)


def middles(borders: np.ndarray) -> list[int]:
    return [int(first + end) // 2 for first, end in pairwise(borders)]


def test_frames_are_shared_out_between_the_bars(seen: tuple[Primitives, LineLook]) -> None:
    primitives, look = seen
    assert len(primitives) == 3
    borders = frame_borders(primitives, look)
    width = look.strip.image.shape[1]
    bars = [MARGIN + place * (width - 2 * MARGIN) / 2 for place in range(3)]
    assert borders[0] == 0
    assert borders[3] == len(look.logs)
    for border, left, right in zip(borders[1:3], bars[:-1], bars[1:], strict=True):
        assert border * STRIDE == pytest.approx((left + right) / 2, abs=2 * STRIDE)


def test_what_is_shown_under_its_own_ink_is_likely_and_nowhere_else(seen: tuple[Primitives, LineLook]) -> None:
    primitives, look = seen
    runs = np.array(primitives.runs(), np.int64)
    said = evidence(primitives, runs, showing(look, "IlT", middles(frame_borders(primitives, look))))
    for place, code in enumerate(encode("IlT")):
        edge = int(np.flatnonzero((runs[:, 0] == place) & (runs[:, 1] == place))[0])
        assert said.scores[edge].argmax() == code
        assert said.scores[edge, code] > -2.0
        assert said.skip[edge] < said.scores[edge, code]
        assert np.sort(said.scores[edge])[-2] < -6.0


def test_two_shown_characters_are_no_single_one(seen: tuple[Primitives, LineLook]) -> None:
    primitives, look = seen
    shown = showing(look, "IlT", middles(frame_borders(primitives, look)))
    said = evidence(primitives, np.array([[0, 1], [1, 1]]), shown)
    assert said.scores[0].max() < -5.0 < said.scores[1].max()


def test_a_character_may_be_shown_a_frame_beside_its_ink_at_a_price(seen: tuple[Primitives, LineLook]) -> None:
    primitives, look = seen
    borders = frame_borders(primitives, look)
    inside, outside, far = (
        evidence(primitives, np.array([[0, 0]]), showing(look, "I", [int(borders[1]) + off])).scores[0, encode("I")[0]]
        for off in (-1, 0, 1)
    )
    assert outside == pytest.approx(inside - 1.0, abs=0.1)
    assert far < outside - 5.0


def test_the_table_is_ctcs_forward_sum() -> None:
    rng = np.random.default_rng(4)
    shares = rng.dirichlet(np.full(LABELS, 0.05), 9)
    once = evidence_module._once(shares[:, :SPACE], shares[:, BLANK] + shares[:, SPACE])
    merged = np.log(np.maximum(shares, 1e-300))
    merged[:, BLANK] = np.log(np.maximum(shares[:, BLANK] + shares[:, SPACE], 1e-300))
    for first, count, code in ((0, 1, 3), (2, 4, 7), (5, 4, 0), (0, 9, 20)):
        wanted = log_likelihood(merged[first : first + count], np.array([code]))
        assert np.log(once[count, first, code]) == pytest.approx(wanted, abs=1e-6)
    assert once[0].max() == 0.0
    assert once[3, 8].max() == 0.0
