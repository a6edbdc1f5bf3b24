"""`evaluate --pages`: what is counted, and what is printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from core.commands.evaluate_pages import score
from main import main

pytestmark = pytest.mark.usefixtures("fake_reader")
Draw = Callable[..., Path]


def _with_truth(picture: Path, text: str) -> Path:
    picture.with_name(f"{picture.stem}.gt.txt").write_text(text, encoding="utf-8")
    return picture


def test_rates_by_page_and_in_all(draw: Draw, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _with_truth(draw("a.png", 2), "I\nI\n")
    _with_truth(draw("b.png", 1), "i t\n")
    draw("no-truth.png", 3)
    assert main(["evaluate", "--pages", str(tmp_path), "--format", "json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert [page["source"] for page in result["pages"]] == ["a.png", "b.png"]
    assert [page["wrong"] for page in result["pages"]] == [0, 1]
    assert result["all"]["letters_and_digits"] == 4
    assert result["all"]["error_rate"] == 0.25
    assert result["all"]["wer"] == 0.25
    assert result["all"]["cer"] == pytest.approx(2 / 6, abs=1e-6)
    assert result["all"]["interval"] == [0.0, 0.5]


def test_exact_shapes_are_asked_for_and_noted(draw: Draw, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _with_truth(draw("a.png", 2), "1\n1\n")
    arguments = ["evaluate", "--pages", str(tmp_path), "--format", "json"]
    assert main([*arguments, "--exact-shapes"]) == 0
    exact = json.loads(capsys.readouterr().out)
    assert main(arguments) == 0
    usual = json.loads(capsys.readouterr().out)
    assert (exact["all"]["wrong"], usual["all"]["wrong"]) == (0, 2)
    assert (exact["settings"]["exact_shapes"], usual["settings"]["exact_shapes"]) == (True, False)


def test_case_counts_on_demand() -> None:
    assert score("a", "Ab", "AB", keep_case=False).wrong == 0
    assert score("a", "Ab", "AB", keep_case=True).wrong == 1


def test_marks_blanks_and_accents_are_no_letters() -> None:
    result = score("a", "RENE, 2", "René 2.", keep_case=False)
    assert (result.wrong, result.letters_and_digits) == (0, 5)
    assert result.wrong_characters == 3
    assert result.wrong_words == 2


def test_an_unreadable_page_counts_as_read_empty(
    draw: Draw, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"")
    _with_truth(broken, "FOUR")
    _with_truth(draw("fine.png", 1), "I")
    assert main(["evaluate", "--pages", str(tmp_path), "--format", "json"]) == 2
    output = capsys.readouterr()
    result = json.loads(output.out)
    assert result["all"]["wrong"] == 4
    assert result["pages"][0]["error"] == output.err.strip()


def test_text_table_ends_with_all(draw: Draw, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _with_truth(draw("a.png", 1), "I")
    assert main(["evaluate", "--pages", str(tmp_path)]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[1].split() == ["a.png", "0", "1", "0.00%", "0.00%", "0.00%"]
    assert rows[2].split()[0] == "all"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--pages", "nowhere"],
        ["--dataset", "mnist"],
        ["--pages", "a", "--dataset", "b"],
        ["--dataset", "mnist", "--model", "m", "--exact-shapes"],
    ],
    ids=["nothing", "missing folder", "no model", "both", "exact shapes of a dataset"],
)
def test_wrong_use_is_one_sentence(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_folder_without_truths_is_said(draw: Draw, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw("a.png", 1)
    assert main(["evaluate", "--pages", str(tmp_path)]) == 2
    assert "gt.txt" in capsys.readouterr().err
