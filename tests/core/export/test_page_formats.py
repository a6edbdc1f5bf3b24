"""Each format is parsed back with the standard library and compared with the page."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree

import pytest

from core.errors import ExportError
from core.export.formats import FORMATS
from core.page import Box, Candidate, Glyph, Line, Page, Word

_ALTO = "{http://www.loc.gov/standards/alto/ns-v4#}"
_PAGE = "{http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15}"
_HTML = "{http://www.w3.org/1999/xhtml}"


def _glyph(text: str, left: int, other: str = "x") -> Glyph:
    return Glyph(Box(10, left, 30, left + 12), (Candidate(text, 0.9), Candidate(other, 0.05)))


@pytest.fixture
def page() -> Page:
    words = (Word((_glyph("A", 5), _glyph("&", 20)), 0.81), Word((_glyph("<", 60),), 0.9))
    second = Line((Word((Glyph(Box(50, 5, 70, 17), (Candidate('"', 0.5),)),), 0.5),))
    return Page((Line(words), second), height=100, width=200, source='a "b" & c.jpg', seconds=0.25, alphabet="all")


def test_text_keeps_lines_and_page_breaks(page: Page) -> None:
    assert FORMATS["text"].render([page]) == 'A& <\n"\n'
    assert FORMATS["text"].render([page, page]) == 'A& <\n"\n\f\nA& <\n"\n'
    assert FORMATS["text"].render([Page((), 5, 5)]) == ""


def test_json_has_every_field(page: Page) -> None:
    (value,) = json.loads(FORMATS["json"].render([page]))["pages"]
    assert {key: value[key] for key in ("source", "width", "height", "seconds", "alphabet")} == {
        "source": page.source, "width": 200, "height": 100, "seconds": 0.25, "alphabet": "all",
    }  # fmt: skip
    line = value["lines"][0]
    assert line["text"] == "A& <"
    assert line["box"] == [10, 5, 30, 72]
    assert [word["text"] for word in line["words"]] == ["A&", "<"]
    assert line["words"][0]["confidence"] == 0.81
    assert line["words"][0]["glyphs"][1]["box"] == [10, 20, 30, 32]


def test_json_refuses_what_is_no_number(page: Page) -> None:
    broken = Page((Line((Word((), float("nan")),)),), 1, 1)
    with pytest.raises(ValueError):
        FORMATS["json"].render([broken])


def test_hocr_boxes_and_confidences(page: Page) -> None:
    text = FORMATS["hocr"].render([page, page])
    root = ElementTree.fromstring(text.split("\n", 1)[1])
    spans = [element for element in root.iter() if element.get("class") == "ocrx_word"]
    assert ["".join(span.itertext()) for span in spans] == ["A&", "<", '"'] * 2
    assert spans[0].get("title") == "bbox 5 10 32 30; x_wconf 81"
    pages = list(root.iter(f"{_HTML}div"))
    assert pages[0].get("title") == "image \"a 'b' & c.jpg\"; bbox 0 0 200 100; ppageno 0"
    identifiers = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(identifiers) == len(set(identifiers))


def test_alto_strings_glyphs_and_blanks(page: Page) -> None:
    root = ElementTree.fromstring(FORMATS["alto"].render([page]).encode())
    strings = list(root.iter(f"{_ALTO}String"))
    assert [string.get("CONTENT") for string in strings] == ["A&", "<", '"']
    assert strings[0].get("WC") == "0.8100"
    place = [strings[0].get(name) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")]
    assert place == ["5", "10", "27", "20"]
    assert [blank.get("WIDTH") for blank in root.iter(f"{_ALTO}SP")] == ["28"]
    assert [variant.get("CONTENT") for variant in root.iter(f"{_ALTO}Variant")] == ["x", "x", "x"]


def test_page_xml_lines_and_candidates(page: Page) -> None:
    root = ElementTree.fromstring(FORMATS["page"].render([page]).encode())
    lines = root.findall(f"{_PAGE}Page/{_PAGE}TextRegion/{_PAGE}TextLine")
    assert [line.findtext(f"{_PAGE}TextEquiv/{_PAGE}Unicode") for line in lines] == ["A& <", '"']
    coords = lines[0].find(f"{_PAGE}Coords")
    assert coords is not None
    assert coords.get("points") == "5,10 72,10 72,30 5,30"
    glyph = next(root.iter(f"{_PAGE}Glyph"))
    readings = [(equiv.get("conf"), equiv.findtext(f"{_PAGE}Unicode")) for equiv in glyph.iter(f"{_PAGE}TextEquiv")]
    assert readings == [("0.9000", "A"), ("0.0500", "x")]


def test_page_xml_refuses_several_pages(page: Page) -> None:
    with pytest.raises(ExportError):
        FORMATS["page"].render([page, page])


@pytest.mark.parametrize("name", ["hocr", "alto", "page"])
def test_a_blank_page_and_odd_characters_stay_well_formed(name: str) -> None:
    text = FORMATS[name].render([Page((), 10, 20, source="odd\x00\x1f\udcff name")])
    ElementTree.fromstring(text.removeprefix("<!DOCTYPE html>\n").encode())
