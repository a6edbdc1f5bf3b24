"""The lines that the language model learns from, and those held out to measure it: kinds, shares, letter case.

Sentences and names are held out by a checksum of their own text, so a name that is measured was never seen.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.read.language_samples import Writer
from core.read.language_sources import Text
from core.read.language_symbols import CODE_OF, EDGE, FOLDED_OF, simplify

# Characters of each generated kind, as a share of those of the prose.
SHARES = {"names": 0.45, "words": 0.15, "lists": 0.15, "notes": 0.24, "figures": 0.12, "codes": 0.15, "alphabet": 0.08}
# How often a line of a kind is in capitals, and in small letters; else it stays as it is.
_CAPITALS = {"prose": 0.3, "names": 0.6, "words": 0.35, "lists": 0.3, "notes": 0.3, "codes": 0.85, "alphabet": 0.5}
_SMALL = {"prose": 0.06, "names": 0.04, "words": 0.4, "lists": 0.3, "notes": 0.1, "codes": 0.15, "alphabet": 0.3}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and its kind: "prose" or one of SHARES."""

    kind: str
    text: str


def split(text: Text, *, held_out: bool) -> Text:
    """The part to learn from, or the twentieth of sentences and names that is held out."""

    def part(items: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(item for item in items if (zlib.crc32(item.lower().encode()) % 20 == 0) == held_out)

    return replace(
        text,
        sentences=part(text.sentences),
        first=part(text.first),
        last=part(text.last),
        french_first=part(text.french_first),
        french_last=part(text.french_last),
    )


def make_lines(text: Text, rng: np.random.Generator, *, shares: dict[str, float] | None = None) -> list[Line]:
    """All the prose, cut into lines as on paper, and generated lines of the other kinds in their shares."""
    lines = [Line("prose", line) for sentence in text.sentences for line in _wrap(sentence, rng)]
    prose = sum(len(line.text) for line in lines)
    writer = Writer(text, rng)
    for kind, share in (SHARES if shares is None else shares).items():
        left = prose * share
        while left > 0:
            line = Line(kind, simplify(_draw(writer, kind)))
            left -= len(line.text) + 1
            lines.append(line)
    return lines


def _draw(writer: Writer, kind: str) -> str:
    makers = {
        "names": (writer.name,),
        "words": (writer.word, writer.words, writer.words),
        "lists": (writer.item,),
        "notes": (writer.note,),
        "figures": (writer.figure,),
        "codes": (writer.code, writer.code, writer.code, writer.digits),
        "alphabet": (writer.order, writer.order, writer.order, writer.repeated, writer.spaced),
    }[kind]
    return makers[writer.number(len(makers))]()


def _wrap(sentence: str, rng: np.random.Generator) -> Iterator[str]:
    """Cut at blanks into lines of some 15 to 60 characters."""
    line = ""
    width = 15 + int(45 * rng.random())
    for word in sentence.split(" "):
        if line and len(line) + len(word) >= width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    if line:
        yield line


def cased(line: Line, rng: np.random.Generator) -> str:
    """The line in capitals, in small letters or as it is, as often as its kind is found so on paper."""
    draw = rng.random()
    if line.kind == "alphabet" and " " in line.text and len(line.text.split(" ")[0]) == 2:
        return line.text.title()  # Aa Bb Cc
    if draw < (capitals := _CAPITALS.get(line.kind, 0.3)):
        return line.text.upper()
    return line.text.lower() if draw < capitals + _SMALL.get(line.kind, 0.1) else line.text


def to_codes(text: str) -> NDArray[np.int64]:
    """Codes of a text in our characters."""
    return np.array([CODE_OF[character] for character in text], np.int64)


def fold(lines: list[Line]) -> NDArray[np.uint8]:
    """Folded codes of all lines with an EDGE before, between and after."""
    fold_of = np.full(128, EDGE, np.uint8)
    for symbol, code in CODE_OF.items():
        fold_of[ord(symbol)] = FOLDED_OF[code]
    text = "\n" + "\n".join(line.text for line in lines) + "\n"
    return fold_of[np.frombuffer(text.encode("ascii"), np.uint8)]
