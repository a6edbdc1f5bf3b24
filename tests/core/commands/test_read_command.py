"""`read` with a small reader of our own: what is printed, written and returned."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.commands import page_source
from main import main

pytestmark = pytest.mark.usefixtures("fake_reader")
Draw = Callable[..., Path]


def test_one_file_is_its_lines(draw: Draw, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(draw("a.png", 2))]) == 0
    assert capsys.readouterr() == ("I\nI\n", "")


def test_several_files_get_headings(draw: Draw, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = draw("a.png", 1), draw("b.png", 2)
    assert main(["read", str(first), str(second)]) == 0
    assert capsys.readouterr().out == f"==> {first} <==\nI\n\n==> {second} <==\nI\nI\n"


def test_exact_shapes_are_asked_for(draw: Draw, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(draw("a.png", 2)), "--exact-shapes"]) == 0
    assert capsys.readouterr() == ("1\n1\n", "")


def test_a_blank_page_is_empty_text(draw: Draw, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(draw("a.png", 0))]) == 0
    assert capsys.readouterr() == ("", "")


def test_json_holds_the_tree(draw: Draw, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(draw("a.png", 1)), "--format", "json"]) == 0
    (page,) = json.loads(capsys.readouterr().out)["pages"]
    assert (page["source"], page["width"], page["height"]) == ("a.png", 40, 60)
    assert page["lines"][0]["words"][0]["glyphs"][0] == {
        "text": "I",
        "box": [5, 0, 6, 9],
        "confidence": 0.75,
        "candidates": [{"text": "I", "confidence": 0.75}, {"text": "1", "confidence": 0.25}],
    }


def test_json_is_utf_8_whatever_the_terminal_speaks(draw: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(screen, encoding="cp1252", errors="backslashreplace"))
    assert main(["read", str(draw("für Łódź.png", 1)), "--format", "json"]) == 0
    assert json.loads(screen.getvalue().decode("utf-8"))["pages"][0]["source"] == "für Łódź.png"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
@pytest.mark.parametrize("form", ["text", "json", "hocr", "alto", "page"])
def test_a_name_that_is_no_utf_8_is_no_fault(
    form: str, draw: Draw, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture, target = draw("a\udcff.png", 1), tmp_path / "out"
    assert main(["read", str(picture), "--format", form, "--output", str(target)]) == 0
    assert main(["read", str(picture), "--format", form]) == 0
    assert capsys.readouterr().err == ""
    if form == "json":
        assert json.loads(target.read_text(encoding="utf-8"))["pages"][0]["source"] == "a\udcff.png"


def test_a_bad_file_is_said_and_the_others_are_read(draw: Draw, capsys: pytest.CaptureFixture[str]) -> None:
    good = draw("good.png", 1)
    bad = good.with_name("bad.png")
    bad.write_text("no picture")
    assert main(["read", str(bad), str(good)]) == 2
    output = capsys.readouterr()
    assert output.out == f"==> {good} <==\nI\n"
    assert output.err.count("\n") == 1
    assert "bad.png" in output.err


def test_a_fault_with_one_file_costs_one_file(
    draw: Draw, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    reader = page_source.open_reader(None)

    class Faulty:
        name = "faulty"

        def read_picture(self, picture, **settings):
            if picture.source == "a.png":
                raise ZeroDivisionError("nothing to divide by")
            return reader.read_picture(picture, **settings)

    monkeypatch.setattr(page_source, "open_reader", lambda model: Faulty())
    assert main(["read", str(draw("a.png", 1)), str(draw("b.png", 1))]) == 2
    output = capsys.readouterr()
    assert output.out.endswith("I\n")
    assert "Traceback" not in output.err
    assert output.err.count("\n") == 1
    log = next((tmp_path / "xdg_state_home").rglob("inkscope.log")).read_text()
    assert "Traceback" in log
    assert "nothing to divide by" in log


def test_names_cannot_command_the_terminal(draw: Draw, capsys: pytest.CaptureFixture[str]) -> None:
    named = draw("a\x1b[2J\n.png", 1)
    assert main(["read", str(named), str(named.with_name("b\x1b]0;\x07.png"))]) == 2
    output = capsys.readouterr()
    assert "\x1b" not in output.out + output.err
    assert output.out.endswith("a?[2J?.png <==\nI\n")


def test_output_file_is_written_whole(draw: Draw, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "texts" / "all.txt"
    first, second = draw("a.png", 1), draw("b.png", 1)
    assert main(["read", str(first), str(second), "--output", str(target)]) == 0
    assert target.read_text() == f"==> {first} <==\nI\n\n==> {second} <==\nI\n"
    assert capsys.readouterr().out == ""
    assert [path.name for path in target.parent.iterdir()] == ["all.txt"]


def test_output_folder_keeps_equal_names_apart(draw: Draw, tmp_path: Path) -> None:
    pictures = [draw("a.png", 1), draw("a.bmp", 2), draw("deeper/a.png", 3), draw("deeper/a.bmp", 4)]
    assert main(["read", *map(str, pictures), "--output", f"{tmp_path / 'out'}/"]) == 0
    texts = {path.name: path.read_text().count("I") for path in (tmp_path / "out").iterdir()}
    assert sorted(texts.values()) == [1, 2, 3, 4]
    assert texts["a.txt"] == 1


def test_output_never_overwrites_a_picture(draw: Draw, capsys: pytest.CaptureFixture[str]) -> None:
    picture = draw("a.png", 1)
    before = picture.read_bytes()
    assert main(["read", str(picture), "--output", str(picture)]) == 2
    assert picture.read_bytes() == before
    assert "one of the pictures" in capsys.readouterr().err


def test_unwritable_output_is_one_sentence(draw: Draw, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    assert main(["read", str(draw("a.png", 1)), "--output", str(tmp_path / "file" / "a.txt")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_ctrl_c_stops(draw: Draw, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(*arguments, **settings):
        raise KeyboardInterrupt

    monkeypatch.setattr(page_source, "read_file", interrupt)
    assert main(["read", str(draw("a.png", 1))]) == 130
    assert capsys.readouterr().err == "Stopped.\n"
