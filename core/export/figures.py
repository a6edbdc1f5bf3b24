"""Figures for a report, by matplotlib's Figure (never pyplot, which keeps state): weights, confusion, curves.

Colours can be told apart by colour-blind people; numbers are never told by colour alone where they fit.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from core.errors import ExportError
from core.folders import write_atomically

FORMATS = ("png", "svg", "pdf")
_LINES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")  # Okabe and Ito 2008
_MOST_TILES = 1024
_CELLS_WITH_NUMBERS = 40
_STYLE = {"font.size": 9, "axes.spines.top": False, "axes.spines.right": False, "svg.fonttype": "none"}


@dataclass(frozen=True, eq=False, slots=True)
class Curve:
    """One run's epochs: epoch (E,), and loss and accuracy of training and validation (E,); NaN where unknown."""

    name: str
    epoch: NDArray[np.float64]
    train_loss: NDArray[np.float64]
    valid_loss: NDArray[np.float64]
    train_accuracy: NDArray[np.float64]
    valid_accuracy: NDArray[np.float64]


def weights_figure(tiles: NDArray[np.floating], title: str, *, names: Sequence[str] = ()) -> Figure:
    """Tiles (N, H, W) or colour (N, 3, H, W) as a mosaic on one zero-centred scale; at most 1,024 are shown.

    names: a caption above each tile. Colour tiles show 0 as mid grey.
    """
    shown = tiles[:_MOST_TILES]
    limit = float(np.abs(shown).max()) or 1.0
    plain = shown.ndim == 3
    gap = max(1, round(0.28 * shown.shape[-2])) if names else max(1, shown.shape[-2] // 12)
    picture, corners = mosaic(shown if plain else (shown.transpose(0, 2, 3, 1) / limit + 1) / 2, gap)
    height, width = picture.shape[:2]
    with rc_context(_STYLE):
        figure = Figure(figsize=(7.0, 0.6 + 6.0 * min(height / width, 3.0)), layout="constrained")
        axes = figure.subplots()
        axes.axis("off")
        image = axes.imshow(picture, cmap="RdBu_r", vmin=-limit, vmax=limit, interpolation="nearest")
        for name, (row, column) in zip(names, corners, strict=False):
            axes.text(column + (shown.shape[-1] - 1) / 2, row - 1, name, ha="center", va="bottom", fontsize=7)
        extra = f", first {len(shown)} of {len(tiles)}" if len(tiles) > len(shown) else ""
        figure.suptitle(title + extra)
        if plain:
            figure.colorbar(image, ax=axes, shrink=0.5, label="weight")
    return figure


def mosaic(tiles: NDArray[np.floating], gap: int) -> tuple[NDArray[np.floating], list[tuple[int, int]]]:
    """Tiles (N, H, W) or (N, H, W, 3) side by side in one picture, about square, NaN (colour: white) in the gaps.

    Returns the picture and the top left corner (row, column) of each tile. A gap is above and left of each tile.
    """
    count, height, width = tiles.shape[:3]
    columns = max(1, round(math.sqrt(count * (height + gap) / (width + gap))))
    rows = math.ceil(count / columns)
    empty = 1.0 if tiles.ndim == 4 else np.nan
    size = (rows * (height + gap), columns * (width + gap), *tiles.shape[3:])
    picture: NDArray[np.floating] = np.full(size, empty, tiles.dtype)
    corners = []
    for place, tile in enumerate(tiles):
        row, column = (height + gap) * (place // columns) + gap, (width + gap) * (place % columns) + gap
        picture[row : row + height, column : column + width] = tile
        corners.append((row, column))
    return picture, corners


def confusion_figure(confusion: NDArray[np.int64], labels: Sequence[str], title: str) -> Figure:
    """int64 (K, K), rows true, columns predicted: colour is the share of the row, numbers are counts where they fit."""
    shares = confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1)
    side = max(4.5, 0.24 * len(labels))
    with rc_context(_STYLE):
        figure = Figure(figsize=(side + 1, side), layout="constrained")
        axes = figure.subplots()
        picture = axes.imshow(np.sqrt(shares), cmap="Blues", vmin=0, vmax=1, interpolation="nearest")
        axes.set_xticks(range(len(labels)), labels, fontsize=7)
        axes.set_yticks(range(len(labels)), labels, fontsize=7)
        axes.tick_params(length=0)
        axes.set_xlabel("read as")
        axes.set_ylabel("written")
        axes.set_title(title)
        if len(labels) <= _CELLS_WITH_NUMBERS:
            _write_counts(axes, confusion, shares)
        bar = figure.colorbar(picture, ax=axes, shrink=0.6, label="share of the written (root scale)")
        marks = [0.0, 0.01, 0.1, 0.25, 0.5, 1.0]
        bar.set_ticks([math.sqrt(mark) for mark in marks], labels=[f"{mark:.0%}" for mark in marks])
    return figure


def _write_counts(axes: Axes, confusion: NDArray[np.int64], shares: NDArray[np.float64]) -> None:
    for row, column in np.argwhere(confusion):
        colour = "white" if shares[row, column] > 0.36 else "black"
        text = str(confusion[row, column])
        axes.text(column, row, text, ha="center", va="center", fontsize=5 if len(text) < 4 else 4, color=colour)


def curves_figure(curves: Sequence[Curve], title: str) -> Figure:
    """Loss and accuracy by epoch: training dashed, validation solid with its best epoch marked, a colour a run."""
    with rc_context(_STYLE):
        figure = Figure(figsize=(8.5, 3.8), layout="constrained")
        left, right = figure.subplots(1, 2)
        for place, curve in enumerate(curves):
            colour = _LINES[place % len(_LINES)]
            _pair(left, curve.epoch, curve.train_loss, curve.valid_loss, colour, curve.name)
            _pair(right, curve.epoch, 100 * curve.train_accuracy, 100 * curve.valid_accuracy, colour, curve.name)
            if len(curve.epoch):
                best = int(np.nanargmax(curve.valid_accuracy))
                right.plot(curve.epoch[best], 100 * curve.valid_accuracy[best], "o", color=colour, markersize=5)
        for axes, label in ((left, "loss"), (right, "right, %")):
            axes.set_xlabel("epoch")
            axes.set_ylabel(label)
            axes.grid(alpha=0.25)
        if curves:
            right.legend(fontsize=7, loc="lower right", title="solid: validation, dashed: training", title_fontsize=7)
        figure.suptitle(title)
    return figure


def _pair(
    axes: Axes,
    epoch: NDArray[np.float64],
    train: NDArray[np.float64],
    valid: NDArray[np.float64],
    colour: str,
    name: str,
) -> None:
    axes.plot(epoch, train, "--", color=colour, linewidth=1)
    axes.plot(epoch, valid, "-", color=colour, linewidth=1.5, label=name)


def check_format(path: Path) -> str:
    """The format that a file's ending asks for, one of FORMATS. Raises ExportError for another."""
    kind = path.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise ExportError(f"A figure is written as {', '.join(FORMATS)}, not as {path.name!r}: choose such an ending.")
    return kind


def save_figure(figure: Figure, path: Path) -> None:
    """Write PNG, SVG or PDF by the file's ending, whole or not at all. Raises ExportError."""
    kind = check_format(path)
    FigureCanvasAgg(figure)
    content = io.BytesIO()
    with rc_context({**_STYLE, "svg.hashsalt": "inkscope"}):
        figure.savefig(content, format=kind, dpi=200, metadata=_no_date(kind))
    try:
        write_atomically(path, content.getvalue())
    except OSError as error:
        raise ExportError(f"The figure cannot be written to {path}: {error.strerror or error}.") from error


def _no_date(kind: str) -> dict[str, str | None]:
    """The same figure gives the same bytes."""
    names = {"png": (), "svg": ("Date",), "pdf": ("CreationDate",)}[kind]
    return dict.fromkeys(names)
