"""What an experiment found: values that go to a JSON file and come back. No experiment and no page lives here."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.errors import DataError

Number = int | float | str | bool | None | Sequence["Number"] | Mapping[str, "Number"]
NONE = "–"  # where the homework says nothing


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison: what was measured, what the homework found, what we found."""

    what: str
    homework: str
    ours: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure: its file in the figures folder, and what is to be seen in it."""

    file: str
    caption: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Text that was read from a page, as it stands. title: which page, by what."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """rows: ours beside the homework's. text: paragraphs. numbers: everything measured, by name. data: what was used.

    skipped: why the experiment could not be made, "" if it was. seconds, processor_seconds: of this experiment,
    without those of networks that an earlier one had trained.
    """

    rows: tuple[Row, ...] = ()
    text: tuple[str, ...] = ()
    numbers: Mapping[str, Number] = field(default_factory=dict)
    figures: tuple[Shown, ...] = ()
    quotes: tuple[Quote, ...] = ()
    data: str = ""
    skipped: str = ""
    seconds: float = 0.0
    processor_seconds: float = 0.0

    def to_json(self) -> str:
        """All fields as a JSON object."""
        return json.dumps(dataclasses.asdict(self), indent=1, ensure_ascii=False)


def result_from_json(text: str) -> Result:
    """Read what to_json wrote. Raises DataError for anything else."""
    try:
        values = json.loads(text)
        values["rows"] = tuple(Row(**row) for row in values["rows"])
        values["figures"] = tuple(Shown(**shown) for shown in values["figures"])
        values["quotes"] = tuple(Quote(**quote) for quote in values["quotes"])
        values["text"] = tuple(values["text"])
        return Result(**values)
    except (ValueError, KeyError, TypeError) as error:
        raise DataError("The kept result of an experiment is damaged: run it again with --fresh.") from error


def percent(share: float, digits: int = 2) -> str:
    """0.7561 -> "75.61 %"."""
    return f"{100 * share:.{digits}f} %"
