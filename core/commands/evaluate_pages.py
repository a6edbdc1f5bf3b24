"""`evaluate --pages FOLDER`: reads every picture that has its text beside it and counts the errors."""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core import faults, metrics
from core.commands import page_source
from core.commands.progress_bar import ProgressBar
from core.errors import DataError

_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".pdf")
_TRUTH = ".gt.txt"


@dataclass(frozen=True, slots=True)
class Score:
    """What one page's text is worth. Counts of errors and of truth, by letters and digits, characters and words.

    error: why the page could not be read ("" if it could); what could not be read counts as empty.
    """

    source: str
    text: str
    truth: str
    wrong: int
    letters_and_digits: int
    wrong_characters: int
    characters: int
    wrong_words: int
    words: int
    seconds: float = 0.0
    error: str = ""


def run(arguments: argparse.Namespace) -> int:
    """Print the error rates of every page and of all. Returns 2 if a page could not be read, else 0."""
    pictures = find_pictures(arguments.pages)
    truths = [read_truth(truth_path(picture)) for picture in pictures]
    reader = page_source.open_reader(Path(arguments.model) if arguments.model else None)
    scores = []
    with ProgressBar(len(pictures)) as bar:
        for place, (picture, truth) in enumerate(zip(pictures, truths, strict=True)):
            bar.show(place, picture.name)
            pages, error = page_source.try_to_read(
                reader, picture, alphabet=arguments.alphabet, exact_shapes=arguments.exact_shapes
            )
            text, seconds = "\n".join(page.text for page in pages), sum(page.seconds for page in pages)
            scores.append(score(picture.name, text, truth, keep_case=arguments.case, seconds=seconds, error=error))
            if error:
                bar.wipe()
                faults.say(error)
    asked = {"alphabet": arguments.alphabet, "exact_shapes": arguments.exact_shapes, "case": arguments.case}
    settings = asked | {"model": reader.name}
    document = as_json(scores, settings) if arguments.format == "json" else as_table(scores)
    sys.stdout.write(f"{document}\n")
    return 2 if any(item.error for item in scores) else 0


def find_pictures(folder: Path) -> list[Path]:
    """Pictures in this folder (not below it) that have a NAME.gt.txt beside them, sorted. Raises DataError."""
    try:
        files = sorted(folder.iterdir())
    except OSError as error:
        raise DataError(f"{folder} is not a folder that can be read; give one with pictures.") from error
    pictures = [path for path in files if path.suffix.lower() in _PICTURES and truth_path(path).is_file()]
    if not pictures:
        raise DataError(f"{folder} has no picture with its text beside it (NAME.jpg with NAME{_TRUTH}).")
    return pictures


def truth_path(picture: Path) -> Path:
    """Where the text of a picture lies."""
    return picture.with_name(picture.stem + _TRUTH)


def read_truth(path: Path) -> str:
    """The text that a page truly has, without blanks at line ends and without empty lines at either end."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read as UTF-8 text.") from error
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def score(source: str, text: str, truth: str, *, keep_case: bool, seconds: float = 0.0, error: str = "") -> Score:
    """Compare a page's text with the truth: letters and digits alone, all characters, words."""
    letters = [metrics.letters_and_digits(side, keep_case=keep_case) for side in (text, truth)]
    plain = [_fold(side, keep_case) for side in (text, truth)]
    words = [side.split() for side in plain]
    return Score(
        source, text, truth,
        metrics.edit_distance(*letters), len(letters[1]),
        metrics.edit_distance(*plain), len(plain[1]),
        metrics.edit_distance(*words), len(words[1]),
        seconds, error,
    )  # fmt: skip


def as_json(scores: Sequence[Score], settings: dict[str, Any]) -> str:
    """{"pages": [...], "all": {...}, "settings": {...}} as text; rates are 0..1 and may pass 1."""
    pages = [
        {"source": item.source} | _rates([item])
        | {"text": item.text, "truth": item.truth, "seconds": round(item.seconds, 4)}
        | ({"error": item.error} if item.error else {})
        for item in scores
    ]  # fmt: skip
    total = {"pages": len(scores)} | _rates(scores) | {"interval": [round(end, 6) for end in _interval(scores)]}
    total["seconds"] = round(sum(item.seconds for item in scores), 4)
    return json.dumps({"pages": pages, "all": total, "settings": settings}, ensure_ascii=False, indent=1)


def as_table(scores: Sequence[Score]) -> str:
    """A line for each page and one for all: letters and digits wrong, their rate, character and word error rate."""
    width = max(len("all"), *(len(item.source) for item in scores))
    lines = [f"{'page':<{width}}   wrong      of    error      CER      WER"]
    lines += [_row(item.source, [item], width) for item in scores]
    low, high = _interval(scores)
    lines += [_row("all", scores, width), ""]
    lines += [f"letters and digits wrong, 95 % interval over pages: {low:.2%} to {high:.2%}"]
    lines += [f"{len(scores)} pages read in {sum(item.seconds for item in scores):.1f} s"]
    return "\n".join(lines)


def _row(name: str, scores: Sequence[Score], width: int) -> str:
    rates = _rates(scores)
    return (
        f"{name:<{width}}  {rates['wrong']:>6}  {rates['letters_and_digits']:>6}"
        f"  {rates['error_rate']:>7.2%}  {rates['cer']:>7.2%}  {rates['wer']:>7.2%}"
    )


def _rates(scores: Sequence[Score]) -> dict[str, Any]:
    """Counts and rates of these pages together."""
    wrong, count = sum(item.wrong for item in scores), sum(item.letters_and_digits for item in scores)
    characters = sum(item.wrong_characters for item in scores), sum(item.characters for item in scores)
    words = sum(item.wrong_words for item in scores), sum(item.words for item in scores)
    return {
        "wrong": wrong,
        "letters_and_digits": count,
        "error_rate": round(metrics.rate(wrong, count), 6),
        "cer": round(metrics.rate(*characters), 6),
        "wer": round(metrics.rate(*words), 6),
    }


def _interval(scores: Sequence[Score]) -> tuple[float, float]:
    wrong, count = [item.wrong for item in scores], [item.letters_and_digits for item in scores]
    return metrics.bootstrap_interval(wrong, count, np.random.default_rng(0))


def _fold(text: str, keep_case: bool) -> str:
    composed = unicodedata.normalize("NFC", text)
    return composed if keep_case else composed.casefold()
