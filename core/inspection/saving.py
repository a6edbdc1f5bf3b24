"""What a view shows, as a figure (PNG, SVG, PDF), as numbers (CSV), or over the epochs as a film (GIF)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from core.errors import ConfigError, ExportError
from core.export.figures import FORMATS, confusion_figure, save_figure
from core.export.inspection_figures import (
    calibration_figure,
    colour_places,
    counts_colours,
    mosaic_figure,
    seen_figure,
    unit_figure,
)
from core.folders import write_atomically
from core.inspection_answers import Answer, Calibration, Confusion, Mosaic, Saved, Seen, Unit
from core.inspection_messages import SaveFilm, ShowConfusion, ShowMosaic, Subject

if TYPE_CHECKING:
    from core.inspection.answer import Inspection

Check = Callable[[float, str], None]
Rows = Iterable[Sequence[object]]
_LONGEST_SIDE = 640  # pixels of a film's picture
_CAPTION = 20
_MOST_FRAMES = 200


def save_figure_of(answer: Answer, path: Path, numbers: Callable[[], Rows] | None = None) -> Saved:
    """Write it as the ending of the path says. numbers: rows of the CSV, where the answer itself does not hold them.

    Raises ExportError for another ending or a file that cannot be written.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind == "csv":
        _write(path, _csv(numbers() if numbers is not None else rows_of(answer)))
    elif kind in FORMATS:
        save_figure(figure_of(answer), path)
    else:
        raise ExportError(f"{path.name!r} cannot be written: choose an ending of .png, .svg, .pdf or .csv.")
    return Saved(str(path))


def figure_of(answer: Answer) -> Figure:
    """Raises ExportError for an answer that is no picture."""
    if isinstance(answer, Confusion):
        order = answer.order
        labels = [answer.labels[place] for place in order]
        return confusion_figure(answer.counts[np.ix_(order, order)], labels, confusion_title(answer))
    if isinstance(answer, Mosaic):
        return mosaic_figure(answer)
    if isinstance(answer, Calibration):
        return calibration_figure(answer)
    if isinstance(answer, Unit):
        return unit_figure(answer)
    if isinstance(answer, Seen):
        return seen_figure(answer)
    raise ExportError("This view cannot be saved as a figure.")


def rows_of(answer: Answer) -> Rows:
    """The numbers of a view, a head first. Raises ExportError."""
    if isinstance(answer, Confusion):
        counts = answer.counts.tolist()
        return [
            ["written / read as", *answer.labels],
            *([label, *row] for label, row in zip(answer.labels, counts, strict=True)),
        ]
    if isinstance(answer, Calibration):
        rows = zip(answer.confidence.tolist(), answer.accuracy.tolist(), answer.samples.tolist(), strict=True)
        return [["confidence", "accuracy", "samples"], *rows]
    if isinstance(answer, Unit):
        rows = zip(answer.edges[:-1].tolist(), answer.edges[1:].tolist(), answer.counts.tolist(), strict=True)
        return [["from", "to", "weights"], *rows]
    if isinstance(answer, Seen):
        return [["class", "probability"], *zip(answer.labels, answer.probabilities.tolist(), strict=True)]
    raise ExportError("This view has no numbers to save.")


def tile_rows(tiles: NDArray[np.floating]) -> Rows:
    """Weights (units, channels, rows, columns) as one row a unit."""
    flat = tiles.reshape(len(tiles), -1)
    yield ["unit", *(f"w{place}" for place in range(flat.shape[1]))]
    for number, weights in enumerate(flat):
        yield [number, *(f"{weight:.7g}" for weight in weights.tolist())]


def confusion_title(answer: Confusion) -> str:
    """Network, epoch, samples and how many are right."""
    epoch = f", epoch {answer.epoch}" if answer.epoch >= 0 else ""
    share = f"{answer.accuracy:.2%} of {int(answer.counts.sum())} right"
    return f"{answer.title}{epoch} on {answer.dataset}, {answer.split}: {share}"


def save_film(inspection: Inspection, question: SaveFilm, check: Check) -> Saved:
    """A GIF with a picture for each kept epoch, 200 at most. Raises ConfigError where there is but one epoch."""
    path = Path(question.path)
    if path.suffix.lower() != ".gif":
        raise ExportError(f"{path.name!r} cannot be written: a film ends in .gif.")
    epochs = inspection.sources.open(question.question.subject).epochs
    if len(epochs) < 2:
        raise ConfigError("There are no epochs to play: choose a run that has trained.")
    chosen = np.unique(np.linspace(0, len(epochs) - 1, min(_MOST_FRAMES, len(epochs))).astype(int))
    frames = []
    for number, place in enumerate(chosen):
        check(number / len(chosen), "Drawing the film")
        frames.append(_frame(inspection.answer(_at_epoch(question.question, epochs[place]))))
    content = io.BytesIO()
    milliseconds = max(20, round(1000 * question.seconds))
    stays = [milliseconds] * (len(frames) - 1) + [max(1500, milliseconds)]
    frames[0].save(content, "GIF", save_all=True, append_images=frames[1:], duration=stays, loop=0)
    _write(path, content.getvalue())
    return Saved(str(path))


def _at_epoch(question: ShowMosaic | ShowConfusion, epoch: int) -> ShowMosaic | ShowConfusion:
    asked = question.subject
    subject = Subject(asked.source, epoch, asked.dataset, asked.split)
    if isinstance(question, ShowConfusion):
        return ShowConfusion(subject)
    order = "index" if question.order in ("norm", "change", "similarity") else question.order  # tiles must stay put
    return ShowMosaic(subject, question.layer, order, question.scale, question.aspect, question.start)


def _frame(answer: Any) -> Image.Image:
    """One picture with its epoch written below, its pixels as crisp squares."""
    if isinstance(answer, Confusion):
        shares = answer.counts / np.maximum(answer.counts.sum(axis=1, keepdims=True), 1)
        pixels, caption = counts_colours(np.sqrt(shares)), f"epoch {answer.epoch}: {answer.accuracy:.1%} right"
    else:
        pixels, caption = colour_places(answer.picture), f"epoch {answer.epoch}, {answer.layer}"
    factor = max(1, _LONGEST_SIDE // max(pixels.shape[:2]))
    picture = Image.fromarray(pixels)
    picture = picture.resize((picture.width * factor, picture.height * factor), Image.Resampling.NEAREST)
    if max(picture.size) > 2 * _LONGEST_SIDE:
        picture.thumbnail((2 * _LONGEST_SIDE, 2 * _LONGEST_SIDE))
    frame = Image.new("RGB", (max(picture.width, 200), picture.height + _CAPTION), "white")
    frame.paste(picture, (0, 0))
    ImageDraw.Draw(frame).text((4, picture.height + 4), caption, fill="black")
    return frame.quantize(128)


def _csv(rows: Rows) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _write(path: Path, content: bytes) -> None:
    try:
        write_atomically(path, content)
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror or error}.") from error
