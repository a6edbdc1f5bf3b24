"""The list of true boxes is sound; where the pages lie beside the checkout, the reader's boxes are held to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.boxes import compare, picture_of, true_boxes
from core.boxes import overlap
from core.read.reader import Reader

_PAGES = Path(__file__).resolve().parents[3] / "shared" / "data" / "pages" / "cmu16720"
_COUNTS = {"01_list": 119, "02_letters": 36, "03_haiku": 54, "04_deep": 41}


def test_every_character_is_in_the_list_with_a_box_of_its_own() -> None:
    pages = true_boxes()
    assert {name: len(rows) for name, rows in pages.items()} == _COUNTS
    for rows in pages.values():
        boxes = [box for box, _ in rows]
        assert all(box.height > 0 and box.width > 0 and box.top >= 0 and box.left >= 0 for box in boxes)
        assert max(overlap(one, other) for place, one in enumerate(boxes) for other in boxes[:place]) < 0.2


def test_a_missing_picture_is_named(tmp_path: Path) -> None:
    (tmp_path / "01_list.gt.txt").write_text("TO DO LIST")
    with pytest.raises(FileNotFoundError, match="01_list"):
        picture_of(tmp_path, "01_list")


@pytest.mark.slow
@pytest.mark.skipif(not _PAGES.is_dir(), reason="the pages lie in ../shared")
def test_the_pages_have_no_more_missed_or_false_boxes_than_measured() -> None:
    """One character of 250 lacks a fitting box, and one box fits none (03_haiku: O in REFRIGERATOR).

    Two in all, missed and false together: lower this bound as the cuts are mended, never raise it.
    """
    reader = Reader.open()
    results = [compare(reader, picture_of(_PAGES, name), true)[0] for name, true in true_boxes().items()]
    assert sum(len(result.missed) + len(result.false) for result in results) <= 2
