"""When the line network is asked about a line, when it reads the line as a whole, and which reading stands then.

The rule was fitted on lines of writers whom neither reader was trained on (docs/decisions/0013-line-reader.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

from core.explanation import SecondLook
from core.page import Line
from core.read.lines.reader import LineReading, geometric_mean


@dataclass(frozen=True, slots=True)
class Rule:
    """clear: confidence that every character of a line must have for the line network not to be asked. doubt: mean
    confidence below which it reads the line as a whole, too. lead: how much likelier, natural log a character, it
    must find its own text than the first one, when both are equally sure of themselves. trust: by how much each unit of
    difference in the readings' log confidence lowers that. least: confidence of the whole reading below which it is
    dropped: codes and stray characters are no lines of words."""

    clear: float = 0.95
    doubt: float = 0.95
    lead: float = 0.4
    trust: float = 4.0
    least: float = 0.7


def sureness(line: Line) -> float:
    """Geometric mean of the confidences of a line's characters."""
    return geometric_mean(tuple(glyph.confidence for glyph in line.glyphs))


def is_clear(line: Line, rule: Rule) -> bool:
    """Whether nothing in a line asks for a second look."""
    return all(glyph.confidence >= rule.clear for glyph in line.glyphs)


def is_doubtful(line: Line, rule: Rule) -> bool:
    """Whether a line is read as a whole."""
    return sureness(line) < rule.doubt


def argue(reading: LineReading, line: Line, rule: Rule) -> SecondLook:
    """What speaks for the reading of a line as a whole, and whether it stands."""
    sure = sureness(line)
    lead = reading.lead(line.text)
    trust = rule.trust * (log(max(reading.confidence, 1e-6)) - log(max(sure, 1e-6)))
    won = reading.confidence >= rule.least and lead + trust > rule.lead
    return SecondLook(reading.text, line.text, reading.confidence, sure, lead, trust, rule.lead, won)
