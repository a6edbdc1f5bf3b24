"""The one way from a line of a sheet to the line network's input, for training and for use: a strip 32 rows high.

Writing of any size, course and slant is brought to one: the rows of a line's ink get a common mean (a baseline that
wanders is straightened) and a common spread, slanting letters are set upright, strokes get a common width. The spread
is the standard deviation: it is steadier than a guess at baseline and x-height and the same for capitals and small
letters of the same area.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from core.image.sheet import Sheet
from core.read.patch import even_width
from core.segment.components import Components
from core.segment.lines import TextLine

HEIGHT = 32  # rows of a strip
MARGIN = 8  # empty columns at either end
SPREAD = 5.5  # rows: standard deviation of the ink's rows
STROKE = 2.0  # strip pixels: width that strokes are brought to
_SIGMA = 0.8
_THIN = 4  # strip pixels: strokes and dots below this width are never thinned
_TALLEST = 30.0  # rows: what lies between the 1st and the 99th hundredth of the ink fits in here
_WIDEST = 4000  # columns: longer lines are made smaller
_SLANTS = np.arange(-8, 17) / 16.0  # columns a row that letters may lean, back and forward
_PAD = HEIGHT // 2  # columns that set upright letters may reach beyond either end
_DRIFT = 60.0  # strip columns over which the baseline may wander
_INK_PERCENTILE = 80


@dataclass(frozen=True, eq=False, slots=True)
class Strip:
    """image: uint8 (32, W), ink 255 on 0. scale: strip pixels in a pixel of the sheet.

    course: float64, row of the line's middle at each column of its part of the sheet, both at strip scale. lean:
    columns a row that letters leaned. shift: strip column of that part's first column.
    """

    image: NDArray[np.uint8]
    scale: float
    course: NDArray[np.float64]
    lean: float
    shift: float

    def columns_of(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.float64]:
        """Strip columns where these pixels of the line's part of the sheet came to lie."""
        down, across = (rows + 0.5) * self.scale - 0.5, (columns + 0.5) * self.scale - 0.5
        course = np.interp(across, np.arange(len(self.course)), self.course)
        return np.asarray(across + self.lean * (down - course) + self.shift)


def line_ink(sheet: Sheet, components: Components, line: TextLine) -> tuple[NDArray[np.uint8], int, int]:
    """Ink of a line's own pieces, uint8 (h, w), and the sheet's row and column where that part begins."""
    boxes = components.boxes[line.members]
    top, left = (int(side) for side in boxes[:, :2].min(axis=0))
    bottom, right = (int(side) for side in boxes[:, 2:].max(axis=0))
    labels = components.labels[top:bottom, left:right]
    member = np.zeros(len(components) + 1, np.bool_)
    member[line.members + 1] = True
    return np.where(member[labels], sheet.ink[top:bottom, left:right], 0).astype(np.uint8), top, left


def strip_of(sheet: Sheet, components: Components, line: TextLine) -> Strip:
    """The strip of a text line."""
    ink, _, _ = line_ink(sheet, components, line)
    return strip_of_ink(ink, slope=line.centre[1])


def strip_of_ink(ink: NDArray[np.uint8], *, slope: float = 0.0) -> Strip:
    """The strip of a line's ink alone.

    ink: uint8 (h, w), ink 255 on 0, nothing but the line. slope: rows that the line falls in a column. Without ink the
    strip is empty, 2 * MARGIN columns wide.
    """
    rows, columns = np.nonzero(ink > 60)
    if len(rows) < 4:
        return Strip(np.zeros((HEIGHT, 2 * MARGIN), np.uint8), 1.0, np.zeros(1), 0.0, MARGIN)
    scale = _scale(rows - slope * columns, ink.shape[1])
    small = _resized(ink, scale)
    course = _course(small, slope)
    lean = _slant(small, course)
    upright = _upright(small, course, lean)
    kept = np.flatnonzero(upright.any(axis=0))
    first, last = (int(kept[0]), int(kept[-1]) + 1) if len(kept) else (0, 1)
    padded = np.pad(upright[:, first:last], ((0, 0), (MARGIN, MARGIN)))
    return Strip(_evened(padded), scale, course, lean, _PAD - first + MARGIN)


def _scale(rows: NDArray[np.floating], width: int) -> float:
    """Strip pixels a pixel, from the levelled rows of the ink."""
    low, high = np.quantile(rows, [0.01, 0.99])
    scale = min(SPREAD / max(float(rows.std()), 1.0), _TALLEST / max(float(high - low), 1.0))
    return min(scale, _WIDEST / width)


def _resized(ink: NDArray[np.uint8], scale: float) -> NDArray[np.float32]:
    """ink at strip scale, full ink at 1.0, float32 (h', w')."""
    size = (max(1, round(ink.shape[1] * scale)), max(1, round(ink.shape[0] * scale)))
    small = np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BILINEAR)).astype(np.float32)
    inked = small[small > small.max() / 3]
    full = max(float(np.percentile(inked, _INK_PERCENTILE)), 1.0) if len(inked) else 1.0
    return np.asarray(np.minimum(small / full, 1.0), dtype=np.float32)


def _course(small: NDArray[np.float32], slope: float) -> NDArray[np.float64]:
    """Row of the line's middle at each column, float64 (w',): the ink's mean row nearby, drawn to a straight line."""
    height, width = small.shape
    columns = np.arange(width)
    weight = small.sum(axis=0).astype(np.float64)
    moment = (small * np.arange(height, dtype=np.float32)[:, None]).sum(axis=0).astype(np.float64)
    middle = moment.sum() / weight.sum() - slope * ((weight * columns).sum() / weight.sum())
    straight = middle + slope * columns
    near = ndimage.gaussian_filter1d(weight, _DRIFT, mode="constant")
    off = ndimage.gaussian_filter1d(moment - weight * straight, _DRIFT, mode="constant")
    return np.asarray(straight + off / (near + 0.5 * near.max()))


def _slant(small: NDArray[np.float32], course: NDArray[np.float64]) -> float:
    """Columns a row that the letters lean to the right: the lean whose removal makes the columns' sums most uneven."""
    rows, columns = np.nonzero(small > 0.3)
    weight = small[rows, columns]
    away = rows - course[columns]  # positive below the middle
    base = columns + HEIGHT
    sharpness = []
    for lean in _SLANTS:
        # A letter that leans to the right is, above the middle, too far right: there it moves back.
        place = np.clip(np.rint(base + lean * away), 0, small.shape[1] + 2 * HEIGHT - 1).astype(np.int64)
        profile = np.bincount(place, weights=weight)
        sharpness.append(float(np.square(profile).sum()) * (1.0 - 0.04 * abs(float(lean))))
    return float(_SLANTS[int(np.argmax(sharpness))])


def _upright(small: NDArray[np.float32], course: NDArray[np.float64], lean: float) -> NDArray[np.float32]:
    """The line on a level course without lean, float32 (32, w' + 2 * _PAD)."""
    width = small.shape[1] + 2 * _PAD
    away = np.arange(HEIGHT, dtype=np.float64)[:, None] - (HEIGHT - 1) / 2  # (32, 1)
    column = np.arange(width)[None] - _PAD - lean * away  # (32, w)
    row = np.interp(column, np.arange(small.shape[1]), course) + away
    found = ndimage.map_coordinates(small, [row, column], order=1, mode="constant", cval=0.0)
    return np.asarray(np.where(found < 0.04, 0.0, found), dtype=np.float32)


def _evened(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Thin pens thickened, markers thinned; what is thin among thick, a hairline or a full stop, stays as it is."""
    evened = even_width(values[None], STROKE, sigma=_SIGMA)[0]
    thin = ndimage.white_tophat(values, size=_THIN)
    return np.asarray(np.maximum(evened, thin) * 255.0, dtype=np.uint8)
