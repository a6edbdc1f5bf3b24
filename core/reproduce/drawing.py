"""Small plots that several experiments share, in the style of core.export.figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")  # Okabe and Ito 2008
STYLE = {"font.size": 9, "axes.spines.top": False, "axes.spines.right": False}
_DASHES = ("-", "--", "-.", ":")

Lines = Mapping[str, tuple[NDArray[np.floating], NDArray[np.floating]]]


def lines_figure(panels: Sequence[tuple[Lines, str, str, bool]], title: str) -> Figure:
    """Panels side by side: (name -> (x, y), label of x, label of y, whether y is on a logarithmic scale)."""
    with rc_context(STYLE):
        figure = Figure(figsize=(max(6.4, 4.4 * len(panels)), 3.4), layout="constrained")
        for axes, panel in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels, strict=True):
            _draw(axes, *panel)
        figure.suptitle(title)
    return figure


def _draw(axes: Axes, lines: Lines, across: str, up: str, logarithmic: bool) -> None:
    for place, (name, (x, y)) in enumerate(lines.items()):
        axes.plot(x, y, _DASHES[place % 4], color=COLOURS[place % 7], linewidth=1.5, label=name)
    if logarithmic:
        axes.set_yscale("log")
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.grid(alpha=0.25)
    if len(lines) > 1:
        axes.legend(fontsize=7)


def pictures_figure(rows: Sequence[NDArray[np.floating]], names: Sequence[str], captions: Sequence[str]) -> Figure:
    """Rows of pictures (N, h, w), one under the other, names above the columns, a caption left of each row.

    Each picture is on its own scale: one with negative values from blue to red about 0, else black on white.
    """
    most = 18  # columns before the rows begin again
    count = len(names)
    bands = [range(start, min(start + most, count)) for start in range(0, count, most)]
    with rc_context(STYLE):
        figure = Figure(figsize=(0.5 * min(count, most) + 1.0, 0.6 * len(rows) * len(bands) + 0.5))
        grid = figure.subplots(len(rows) * len(bands), min(count, most), squeeze=False)
        for axes in grid.ravel():
            axes.axis("off")
        for band, columns in enumerate(bands):
            for row, pictures in enumerate(rows):
                for place, column in enumerate(columns):
                    axes = grid[band * len(rows) + row, place]
                    _picture(axes, pictures[column])
                    if row == 0:
                        axes.set_title(names[column], fontsize=8, pad=2)
        figure.text(0.01, 0.01, "   ".join(f"row {n}: {text}" for n, text in enumerate(captions, start=1)), fontsize=7)
        figure.subplots_adjust(left=0.02, right=0.98, top=0.93, bottom=0.06, wspace=0.1, hspace=0.25)
    return figure


def _picture(axes: Axes, values: NDArray[np.floating]) -> None:
    if values.min() < 0:
        limit = float(np.abs(values).max())
        axes.imshow(values, cmap="RdBu_r", vmin=-limit, vmax=limit, interpolation="nearest")
    else:
        axes.imshow(values, cmap="Greys", interpolation="nearest")
