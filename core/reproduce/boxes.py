"""13: the characters that are found on the four pages: boxes drawn, missed and false ones counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from core.image.sheet import Picture
from core.metrics import letters_and_digits
from core.page import Box
from core.read.reader import Reader
from core.reproduce.context import Context
from core.reproduce.drawing import COLOURS, STYLE
from core.reproduce.pages import Source, find_characters, open_pages
from core.reproduce.result import NONE, Result, Row, Shown

_SHOWN_SIDE = 1600  # pixels of the longer side in the figure


@dataclass(frozen=True, slots=True)
class Alignment:
    """Of two texts at least cost: characters that agree, that differ, that the truth alone or the reading alone has."""

    same: int
    changed: int
    missed: int
    false: int


def align(read: str, truth: str) -> Alignment:
    """Levenshtein's alignment; among equally cheap ones the one that changes rather than misses and adds."""
    costs = np.zeros((len(read) + 1, len(truth) + 1), dtype=np.int64)
    costs[:, 0], costs[0] = np.arange(len(read) + 1), np.arange(len(truth) + 1)
    for row in range(1, len(read) + 1):
        for column in range(1, len(truth) + 1):
            changed = costs[row - 1, column - 1] + (read[row - 1] != truth[column - 1])
            costs[row, column] = min(changed, costs[row - 1, column] + 1, costs[row, column - 1] + 1)
    row, column, counts = len(read), len(truth), dict.fromkeys(("same", "changed", "missed", "false"), 0)
    while row or column:
        differs = bool(row and column and read[row - 1] != truth[column - 1])
        if row and column and costs[row, column] == costs[row - 1, column - 1] + differs:
            counts["changed" if differs else "same"] += 1
            row, column = row - 1, column - 1
        elif row and costs[row, column] == costs[row - 1, column] + 1:
            counts["false"] += 1
            row -= 1
        else:
            counts["missed"] += 1
            column -= 1
    return Alignment(**counts)


def by_lines(found: Sequence[int], true: Sequence[int]) -> tuple[int, int]:
    """(missed, false) from characters found and written line by line; a line too many or too few counts whole."""
    most = max(len(found), len(true))
    pairs = [
        (found[place] if place < len(found) else 0, true[place] if place < len(true) else 0) for place in range(most)
    ]
    return sum(max(t - f, 0) for f, t in pairs), sum(max(f - t, 0) for f, t in pairs)


def boxes_figure(picture: Picture, boxes: Sequence[Box], title: str) -> Figure:
    """The picture with a frame around each character."""
    step = max(1, -(-max(picture.height, picture.width) // _SHOWN_SIDE))
    small = picture.pixels[::step, ::step]
    with rc_context(STYLE):
        figure = Figure(figsize=(8.0, 8.0 * small.shape[0] / small.shape[1] + 0.3), layout="constrained")
        axes = figure.subplots()
        axes.imshow(small, extent=(0, picture.width, picture.height, 0), interpolation="nearest")
        for box in boxes:
            frame = Rectangle((box.left, box.top), box.width, box.height, fill=False, edgecolor=COLOURS[1], linewidth=1)
            axes.add_patch(frame)
        axes.axis("off")
        axes.set_title(title)
    return figure


def run(context: Context) -> Result:
    """Raises DataError without the pages, ModelError without the reader's model."""
    sources = list(open_pages(context.sources.path("pages")))
    reader = Reader.open()
    rows, figures, numbers, sums = [], [], {}, np.zeros(6, dtype=np.int64)
    for source in sources:
        counts, figure = _page(context, source, reader)
        figures.append(figure)
        sums += counts
        numbers[source.name] = [int(count) for count in counts]
        rows.append(Row(source.name, NONE, _counts(counts)))
    rows.append(Row("all pages", "boxes drawn, not counted", _counts(sums)))
    return Result(
        rows=tuple(rows),
        text=(
            "First a component as a character, as in the homework: line by line, how many characters are written and "
            "how many components found; more than written are false, fewer missed (a missed and a false one in the "
            "same line hide each other). Then the reader's cuts and lattice: letters and digits are aligned with the "
            "text at least cost; what the text has alone is missed, what was read alone is false, what differs was "
            "found but misread. The lists of numbers hold: written, components missed, false, reader missed, false, "
            "misread.",
        ),
        numbers={"counts": {name: list(values) for name, values in numbers.items()}},
        figures=tuple(figures),
        data=f"{len(sources)} pages",
    )


def _page(context: Context, source: Source, reader: Reader) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Shown]:
    found = find_characters(source.picture)
    lines = np.bincount(found.lines) if len(found.lines) else np.zeros(0, np.int64)
    true = [len(letters_and_digits(line)) for line in source.truth.splitlines() if line.strip()]
    missed, false = by_lines([int(count) for count in lines], true)
    page = reader.read_picture(source.picture)
    aligned = align(letters_and_digits(page.text), letters_and_digits(source.truth))
    figure = boxes_figure(source.picture, [glyph.box for glyph in page.glyphs], source.name)
    shown = context.figure(f"13-{source.name}", figure, f"{source.name}: {len(page.glyphs)} characters found.")
    counts = np.array([sum(true), missed, false, aligned.missed, aligned.false, aligned.changed], dtype=np.int64)
    return counts, shown


def _counts(counts: np.ndarray[tuple[int], np.dtype[np.int64]]) -> str:
    written, missed, false, ours_missed, ours_false, misread = (int(count) for count in counts)
    return (
        f"{written} written; components: {missed} missed, {false} false; "
        f"reader: {ours_missed} missed, {ours_false} false, {misread} misread"
    )
