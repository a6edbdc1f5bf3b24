"""Draws the stages of reading for docs/reading.md: `python tools/reading_pictures.py`. They go to docs/pictures.

All from our own sample page and from our own stroke templates.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray
from PIL import Image

_ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(_ROOT))

from core.alphabet import READER_ALPHABET  # noqa: E402
from core.data.synthetic import draw, invent_hands  # noqa: E402
from core.image.clean import prepare  # noqa: E402
from core.image.load import open_picture  # noqa: E402
from core.image.sheet import Picture, Sheet  # noqa: E402
from core.read.hypotheses import Hypotheses, look  # noqa: E402
from core.read.lines.evidence import frame_borders  # noqa: E402
from core.read.lines.look import STRIDE  # noqa: E402
from core.read.lines.reader import LineReader  # noqa: E402
from core.read.memory import Memory  # noqa: E402
from core.read.models import open_classifier  # noqa: E402
from core.read.reader import Reader  # noqa: E402
from core.read.training.compose import Style, compose, photograph  # noqa: E402
from core.segment.components import find_components  # noqa: E402
from core.segment.lines import find_lines  # noqa: E402

_FOLDER = _ROOT / "docs" / "pictures"
_SAMPLE = _ROOT / "assets" / "samples" / "parts.jpg"
_WORD = "BEAD 47"
_SEED = 5
# Colours of Okabe and Ito (2008), which colour-blind people tell apart.
_COLOURS = np.array(
    [(0, 114, 178), (213, 94, 0), (0, 158, 115), (204, 121, 167), (230, 159, 0), (86, 180, 233)], dtype=np.uint8
)
_WRITING = len(READER_ALPHABET.characters)
_LIKELY = 0.3  # probability in some frame of a character that is drawn


def main() -> int:
    """Draw every picture. Returns the exit code."""
    mpl.use("Agg")
    _FOLDER.mkdir(parents=True, exist_ok=True)
    picture = open_picture(_SAMPLE)
    _draw_sheet(picture)
    _draw_lines(picture)
    sheet, word = _touching()
    _draw_primitives(word)
    _draw_hypotheses(word)
    _draw_frames(sheet, word)
    _draw_text(picture)
    return 0


@contextmanager
def _figure(name: str, rows: int, width: float, height: float) -> Iterator[NDArray[np.object_]]:
    figure, axes = pyplot.subplots(rows, 1, figsize=(width, height), squeeze=False, layout="constrained")
    for axis in axes.flat:
        axis.set_axis_off()
    yield axes[:, 0]
    path = _FOLDER / f"reading-{name}.png"
    figure.savefig(path, dpi=100)
    pyplot.close(figure)
    with Image.open(path) as drawn:
        small = drawn.convert("RGB").quantize(128, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    sys.stdout.write(f"reading-{name}\n")


def _draw_sheet(picture: Picture) -> None:
    """The photo, and its even ink."""
    sheet = prepare(picture.pixels)
    with _figure("sheet", 2, 8, 6.2) as (photo, ink):
        photo.imshow(picture.pixels[100:560])
        photo.set_title("the photo: uneven light, ruled paper", loc="left")
        top, bottom = (int(sheet.ink.shape[0] * row / picture.height) for row in (100, 560))
        ink.imshow(255 - sheet.ink[top:bottom], cmap="gray", vmin=0, vmax=255)
        ink.set_title("the sheet: light evened, rulings left out, letters 44 pixels high", loc="left")


def _draw_lines(picture: Picture) -> None:
    """Components, each line's in one colour, with the row of its letters' middle."""
    components = find_components(prepare(picture.pixels).mask)
    shown = np.full((*components.labels.shape, 3), 255, np.uint8)
    with _figure("lines", 1, 8, 5.2) as (axis,):
        for place, line in enumerate(find_lines(components)):
            colour = _COLOURS[place % len(_COLOURS)]
            shown[np.isin(components.labels, line.members + 1)] = colour
            columns = components.boxes[line.members][:, [1, 3]]
            ends = np.array([columns.min(), columns.max()])
            axis.plot(ends, [line.row_at(float(end)) for end in ends], color=colour / 255.0, linewidth=0.8)
        axis.imshow(shown)
        axis.set_title("components chained into lines, with the row of the letters' middle", loc="left")


def _touching() -> tuple[Sheet, Hypotheses]:
    """A word from our stroke templates whose letters touch: its sheet, and what the reader's network sees of it."""
    rng = np.random.default_rng(_SEED)
    hands = invent_hands(1, rng)

    def write(character: str, rng: np.random.Generator) -> NDArray[np.uint8]:
        pictures: NDArray[np.uint8] = draw([character], rng, size=96, hands=hands, hand=np.zeros(1, np.intp))
        return np.asarray(pictures[0])

    composed = compose(_WORD, write, Style(height=60, stroke=5, touching=1.0), rng)
    sheet = prepare(photograph(composed.ink, rng))
    return sheet, look(sheet, find_components(sheet.mask), open_classifier(None), lambda done: None, Memory(1))[0]


def _draw_primitives(word: Hypotheses) -> None:
    """The ink, and the primitives into which the seams cut it."""
    primitives = word.primitives
    shown = np.full((*primitives.numbers.shape, 3), 255, np.uint8)
    for number in range(len(primitives)):
        shown[primitives.numbers == number + 1] = _COLOURS[number % len(_COLOURS)]
    with _figure("primitives", 2, 8, 3.6) as (ink, pieces):
        ink.imshow(255 - np.where(primitives.numbers > 0, primitives.ink, 0), cmap="gray", vmin=0, vmax=255)
        ink.set_title(f"{_WORD}, written so that neighbours touch", loc="left")
        pieces.imshow(shown)
        pieces.set_title(f"seams cut it into {len(primitives)} primitives", loc="left")


def _draw_hypotheses(word: Hypotheses) -> None:
    """Every run of primitives that the network takes for writing, at its place, one row for each length."""
    primitives = word.primitives
    writing = np.exp(word.logs[:, :_WRITING])
    with _figure("hypotheses", 1, 8, 5.4) as (axis,):
        height = primitives.numbers.shape[0]
        axis.imshow(255 - np.where(primitives.numbers > 0, primitives.ink, 0), cmap="gray", vmin=0, vmax=255)
        free: list[float] = []
        for place in np.argsort(word.boxes[:, 1]):
            if writing[place].sum() < 0.25:
                continue
            box = word.boxes[place] - np.array([primitives.top, primitives.left] * 2)
            row = next((r for r, end in enumerate(free) if end < box[1]), len(free))
            free[row : row + 1] = [float(box[3]) + 4]
            _draw_hypothesis(axis, box, height + 12 + 22 * row, writing[place])
        axis.set_xlim(-40, primitives.numbers.shape[1] + 40)
        axis.set_ylim(height + 22 * len(free) + 14, -6)
        axis.set_title("what the network takes for a character; green: at least 80 % sure", loc="left")


def _draw_hypothesis(axis: Axes, box: NDArray[np.int64], row: int, shares: NDArray[np.float64]) -> None:
    best = int(shares.argmax())
    sure = shares[best] >= 0.8
    colour = _COLOURS[2 if sure else 0] / 255.0
    axis.add_patch(Rectangle((box[1], row), box[3] - box[1], 17, facecolor=(*colour, 0.22), edgecolor=colour))
    axis.text((box[1] + box[3]) / 2, row + 8.5, READER_ALPHABET.labels[best], ha="center", va="center", fontsize=10)


def _draw_frames(sheet: Sheet, word: Hypotheses) -> None:
    """The strip that the line network sees, and where along it each of the likely characters shows."""
    seen = LineReader.open().look(sheet, word.primitives.line, find_components(sheet.mask), alphabet="capitals")
    shares = np.exp(seen.logs[:, :_WRITING])
    likely = [int(code) for code in np.argsort(shares.argmax(axis=0)) if shares[:, code].max() > _LIKELY]
    with _figure("frames", 2, 8, 3.6) as (strip, frames):
        strip.imshow(255 - seen.strip.image, cmap="gray", vmin=0, vmax=255)
        for border in frame_borders(word.primitives, seen)[1:-1]:
            strip.axvline(border * STRIDE - 0.5, color=_COLOURS[1] / 255.0, linewidth=0.8)
        strip.set_title("the strip, and between which frames the primitives meet", loc="left")
        for row, code in enumerate(likely):
            curve = len(likely) - row - 0.8 * shares[:, code]
            colour = _COLOURS[row % len(_COLOURS)] / 255.0
            at = (np.arange(len(curve)) + 0.5) * STRIDE
            frames.fill_between(at, len(likely) - row, curve, color=colour)
            frames.text(-6, len(likely) - row, READER_ALPHABET.labels[code], ha="right", va="center", fontsize=10)
        frames.set_xlim(-16, seen.strip.image.shape[1])
        frames.set_ylim(len(likely) + 0.5, 0)
        frames.set_title("how surely each frame shows a character", loc="left")


def _draw_text(picture: Picture) -> None:
    """The page as read: a box for each character, coloured by its confidence."""
    page = Reader.open().read_picture(picture)
    with _figure("text", 1, 8, 5.6) as (axis,):
        axis.imshow(picture.pixels)
        for line in page.lines:
            for glyph in line.glyphs:
                colour = _COLOURS[2 if glyph.confidence >= 0.9 else 1] / 255.0
                box = glyph.box
                corner, size = (box.left, box.top), (box.right - box.left, box.bottom - box.top)
                axis.add_patch(Rectangle(corner, *size, fill=False, edgecolor=colour, linewidth=1.2))
                axis.text(box.left, box.top - 6, glyph.text, color=colour, fontsize=9)
        axis.set_title("the text: green from 90 % confidence on, else orange", loc="left")


if __name__ == "__main__":
    sys.exit(main())
