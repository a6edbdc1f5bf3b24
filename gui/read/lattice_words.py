"""An explanation in words and as a table: for the window, for a screen reader, for a file. Pure functions.

Scores are told as points against a reading: how far it lies below what a voice liked best, 0 where it is that one.
A point is one natural log: 2.7 times less likely.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from core.explanation import Explanation, Hypothesis, Reading, SecondLook, Voices
from gui.read.candidate_bars import percentage
from gui.read.steps import spoken

VOICES = ("shape", "line", "place", "language")  # line: the line network, which saw the line as a whole


_HABITS = "a character in doubt is more like others of this page that were read for sure."


@dataclass(frozen=True, slots=True)
class Points:
    """What each voice, in the order of VOICES, has against a reading; 0 or more."""

    text: str
    share: float
    against: tuple[float, ...]

    @property
    def total(self) -> float:
        return sum(self.against)


def points(readings: tuple[Reading, ...]) -> list[Points]:
    """For each reading, compared with the one of these that the voice likes best."""
    said = [_said(each.voices) for each in readings]
    best = [max(column) for column in zip(*said, strict=True)]
    return [
        Points(each.text, each.share, tuple(high - one for high, one in zip(best, own, strict=True)))
        for each, own in zip(readings, said, strict=True)
    ]


def _said(voices: Voices) -> tuple[float, float, float, float]:
    """In the order of VOICES."""
    return voices.shape, voices.frames, voices.place, voices.language


def silent_voices(explanation: Explanation) -> frozenset[str]:
    """Those of VOICES that had no say in this lattice."""
    asked = any(reading.voices.frames != 0.0 for each in explanation.hypotheses for reading in each.readings)
    return frozenset(name for name, speaks in (("line", asked), ("language", not explanation.exact)) if not speaks)


def headline(explanation: Explanation, hypothesis: Hypothesis) -> str:
    """The sentence over the chosen hypothesis."""
    best = hypothesis.readings[0]
    if hypothesis.glyph is None:
        same = hypothesis.word == explanation.first_text
        read = "the word reads the same" if same else f"the word would be “{hypothesis.word}”"
        than = "" if same else f" “{explanation.first_text}”"
        return f"As one character this is “{best.text}”: {read}, {hypothesis.behind:.1f} points behind{than}."
    sentence = f"“{best.text}” in “{explanation.first_text}”, {percentage(best.share)} sure."
    if len(hypothesis.readings) > 1:
        own, *others = points(hypothesis.readings)
        other = min(others, key=lambda each: each.total)
        sentence += f" Next is “{other.text}”, {other.total - own.total:.1f} points behind."
    return sentence


def search_sentence(hypothesis: Hypothesis) -> str:
    """What the search added up for the best reading of a hypothesis."""
    heard = hypothesis.voices
    parts = ", ".join(
        f"{name} {_signed(value)}"
        for name, value in (
            ("shape", heard.shape),
            ("line", heard.frames),
            ("place", heard.place),
            ("borders", heard.border),
            ("language so far", heard.language),
            ("bonus", heard.bonus),
        )
    )
    return f"Its part in the search: {parts}; together {_signed(heard.total)}."


def notes(explanation: Explanation) -> str:
    """What else decided the line, or had no say; empty where there is nothing to tell."""
    told = []
    if explanation.second is not None:
        told.append(_second(explanation.second))
    won = explanation.second is not None and explanation.second.won
    if not won and explanation.text != explanation.first_text:
        told.append(f"This page's habits made it “{explanation.text}”: {_HABITS}")
    if explanation.exact:
        told.append("Read by exact shapes: language had no say.")
    if explanation.left_out:
        more = "hypothesis is" if explanation.left_out == 1 else "hypotheses are"
        told.append(f"{explanation.left_out} more {more} far too unlikely to show.")
    return " ".join(told)


def spoken_hypothesis(explanation: Explanation, hypothesis: Hypothesis) -> str:
    """All of the chosen hypothesis for a screen reader."""
    told = []
    for each in points(hypothesis.readings):
        voices = ", ".join(f"{name} {value:.1f}" for name, value in zip(VOICES, each.against, strict=True))
        told.append(f"{spoken(each.text)}: {voices}, together {each.total:.1f}")
    return f"{headline(explanation, hypothesis)} Points against {'; next '.join(told)}."


def as_csv(explanation: Explanation) -> str:
    """A row for each reading of each hypothesis; natural logs as they are, the search's sum for the best one alone."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(
        ["word", "first_piece", "last_piece", "won", "reading", "rank", "share", "shape", "line", "place", "language",
         "search_border", "search_language", "search_bonus", "search_total", "behind", "word_with_it"]
    )  # fmt: skip
    for each in explanation.hypotheses:
        for rank, reading in enumerate(each.readings):
            heard = each.voices
            sums = (heard.border, heard.language, heard.bonus, heard.total) if rank == 0 else ("",) * 4
            table.writerow(
                [explanation.text, each.first, each.last, int(each.glyph is not None), reading.text, rank + 1,
                 *map(_figure, (reading.share, *_said(reading.voices))),
                 *map(_figure, sums), _figure(each.behind), each.word]
            )  # fmt: skip
    return out.getvalue()


def _second(second: SecondLook) -> str:
    sure = f"{percentage(second.confidence)} sure a character, the first {percentage(second.first_confidence)}"
    sums = (
        f"It finds its text {second.lead:.1f} points a character likelier, sureness adds {_signed(second.sureness)}; "
        f"more than {second.needed:.2f} decides"
    )
    if second.won:
        return (
            f"The second reader, which reads lines as wholes, decided this line: “{second.text}”, {sure}. {sums}. "
            "Below is the lattice, which lost."
        )
    if second.text == second.first_text:
        return f"The second reader, for whole lines, was asked, too, and read the same, {sure}."
    return f"The second reader was asked, too, and did not win: “{second.text}”, {sure}. {sums}."


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−") if abs(value) >= 0.05 else "0.0"


def _figure(value: object) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)
