"""When a line is read a second time, as a whole, and which of the two readings stands.

The rule was fitted on lines of writers whom neither reader was trained on (docs/decisions/0013-line-reader.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import log

from core.explanation import SecondLook
from core.image.sheet import Sheet
from core.page import Line
from core.read.lines.reader import LineReader, LineReading, geometric_mean, page_line
from core.segment.components import Components
from core.segment.lines import TextLine

Recall = Callable[[int, Callable[[], LineReading]], LineReading]


@dataclass(frozen=True, slots=True)
class Rule:
    """doubt: confidence of the first reading below which there is a second. lead: how much likelier, natural log a
    character, the line network must find its own text than the first one, when both are equally sure of themselves.
    trust: by how much each unit of difference in the readings' log confidence lowers that. least:
    confidence of the second reading below which it is dropped: codes and stray characters are no lines of words."""

    doubt: float = 0.95
    lead: float = 0.4
    trust: float = 4.0
    least: float = 0.7


def second_look(
    sheet: Sheet,
    components: Components,
    lines: Sequence[TextLine],
    first: Sequence[Line],
    reader: LineReader,
    *,
    alphabet: str = "all",
    rule: Rule | None = None,
    recall: Recall | None = None,
) -> tuple[Line, ...]:
    """For each text line the better of its first reading and, where that is doubtful, a second one.

    components: of the sheet's mask. alphabet: as core.read.alphabets.choose gives it. recall: gives back the reading of
    a line (by its place) where it is known, else makes it by the function that it is given.
    """
    rule = rule or Rule()
    doubtful = [place for place, line in enumerate(first) if is_doubtful(line, rule)]
    best = list(first)
    for place in doubtful:
        make = partial(reader.read, sheet, lines[place], components, alphabet=alphabet)
        reading = make() if recall is None else recall(place, make)
        if prefers(reading, first[place], rule):
            best[place] = page_line(sheet, reading) or first[place]
    return tuple(best)


def sureness(line: Line) -> float:
    """Geometric mean of the confidences of a line's characters."""
    return geometric_mean(tuple(glyph.confidence for glyph in line.glyphs))


def is_doubtful(line: Line, rule: Rule | None = None) -> bool:
    """Whether a line is read a second time."""
    return sureness(line) < (rule or Rule()).doubt


def prefers(reading: LineReading, line: Line, rule: Rule) -> bool:
    """Whether the second reading stands."""
    return argue(reading, line, rule).won


def argue(reading: LineReading, line: Line, rule: Rule | None = None) -> SecondLook:
    """What speaks for the second reading of a line, and whether it stands."""
    rule, sure = rule or Rule(), sureness(line)
    lead = reading.lead(line.text)
    trust = rule.trust * (log(max(reading.confidence, 1e-6)) - log(max(sure, 1e-6)))
    won = reading.confidence >= rule.least and lead + trust > rule.lead
    return SecondLook(reading.text, line.text, reading.confidence, sure, lead, trust, rule.lead, won)
