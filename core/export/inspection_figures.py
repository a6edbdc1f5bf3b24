"""Figures of what the inspecting views show, in the style of figures.py: blue, white and orange around zero."""

from __future__ import annotations

import math

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from numpy.typing import NDArray

from core.inspection_answers import Calibration, Mosaic, Seen, Unit

WEIGHTS = LinearSegmentedColormap.from_list("blue-white-orange", ["#1B4F9C", "#FFFFFF", "#A84300"])
COUNTS = LinearSegmentedColormap.from_list("counts", ["#FFFFFF", "#C9D6E6", "#8FA9CC", "#4E75AE", "#1D3F78"])
_STYLE = {"font.size": 9, "axes.spines.top": False, "axes.spines.right": False, "svg.fonttype": "none"}
_BLUE, _ORANGE = "#2F5DA8", "#A84300"
_MOST_BARS = 12


def colour_places(places: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Places in a diverging map (H, W) -> colours uint8 (H, W, 3), gaps light grey; colours stay as they are."""
    if places.ndim == 3:
        return places
    table = np.vstack([[221, 221, 216], np.rint(255 * WEIGHTS(np.linspace(0, 1, 255))[:, :3])]).astype(np.uint8)
    coloured: NDArray[np.uint8] = table[places]
    return coloured


def counts_colours(shares: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Shares 0..1 (H, W) -> colours uint8 (H, W, 3)."""
    coloured: NDArray[np.uint8] = np.rint(255 * COUNTS(shares)[..., :3]).astype(np.uint8)
    return coloured


def mosaic_figure(mosaic: Mosaic) -> Figure:
    """The tiles, with those before training beside them where they were asked for, and the scale."""
    parts = [(mosaic.picture, f"epoch {mosaic.epoch}" if mosaic.epoch >= 0 else "")]
    if mosaic.start is not None:
        parts.insert(0, (mosaic.start, "before training"))
    height, width = mosaic.picture.shape[:2]
    side = 6.5 if len(parts) == 1 else 4.5
    with rc_context(_STYLE):
        figure = Figure(figsize=(side * len(parts) + 0.8, 0.7 + side * min(height / width, 2.0)), layout="constrained")
        every = figure.subplots(1, len(parts), squeeze=False)[0]
        for axes, (picture, title) in zip(every, parts, strict=True):
            axes.imshow(colour_places(picture), interpolation="nearest")
            axes.set_axis_off()
            axes.set_title(title, fontsize=9)
            _name_tiles(axes, mosaic)
        composed = ", composed with the layers below" if mosaic.composed else ""
        shown = f"first {len(mosaic.units)} of " if len(mosaic.units) < mosaic.count else ""
        figure.suptitle(f"{mosaic.title}: {mosaic.layer}{composed}, {shown}{mosaic.count} units")
        if mosaic.limit:
            scale = ScalarMappable(Normalize(-mosaic.limit, mosaic.limit), WEIGHTS)
            figure.colorbar(scale, ax=list(every), shrink=0.5, label="weight")
    return figure


def _name_tiles(axes: Axes, mosaic: Mosaic) -> None:
    if not mosaic.names or len(mosaic.units) > 120:
        return
    height, width = mosaic.tile
    for place, unit in enumerate(mosaic.units):
        row, column = divmod(place, mosaic.columns)
        top, left = mosaic.gap + row * (height + mosaic.gap), mosaic.gap + column * (width + mosaic.gap)
        name = mosaic.names[int(unit)]
        axes.text(left + 0.06 * width, top + 0.06 * height, name, ha="left", va="top", fontsize=6)


def unit_figure(unit: Unit) -> Figure:
    """The unit's picture, the histogram of its weights, its way over the epochs, its weights to the classes."""
    with rc_context(_STYLE):
        figure = Figure(figsize=(8.0, 6.0), layout="constrained")
        (picture, histogram), (epochs, classes) = figure.subplots(2, 2)
        picture.imshow(colour_places(unit.picture), interpolation="nearest")
        picture.set_axis_off()
        histogram.bar(unit.edges[:-1], unit.counts, width=np.diff(unit.edges), align="edge", color=_BLUE)
        histogram.set_xlabel("weight")
        histogram.set_ylabel("how many")
        if len(unit.epochs):
            epochs.plot(unit.epochs, unit.norms, "-", color=_BLUE, label="size")
            epochs.plot(unit.epochs, unit.changes, "--", color=_ORANGE, label="change since the start")
            epochs.legend(fontsize=8)
            epochs.set_xlabel("epoch")
        else:
            epochs.set_axis_off()
        if unit.classes:
            order = np.argsort(-np.abs(unit.to_classes))[:_MOST_BARS][::-1]
            values = unit.to_classes[order]
            classes.barh([unit.classes[place] for place in order], values, color=np.where(values < 0, _BLUE, _ORANGE))
            classes.axvline(0, color="black", linewidth=0.5)
            classes.set_xlabel("weight to the class")
        else:
            classes.set_axis_off()
        name = f" ({unit.name})" if unit.name else ""
        epoch = f", epoch {unit.epoch}" if unit.epoch >= 0 else ""
        figure.suptitle(f"Unit {unit.unit}{name} of {unit.layer}{epoch}")
    return figure


def seen_figure(seen: Seen) -> Figure:
    """The patch, the activations of each layer, the best classes."""
    layers = seen.layers
    columns = min(4, len(layers) + 2)
    rows = math.ceil((len(layers) + 2) / columns)
    with rc_context(_STYLE):
        figure = Figure(figsize=(2.6 * columns, 2.4 * rows), layout="constrained")
        every = list(figure.subplots(rows, columns, squeeze=False).ravel())
        for axes in every[:-1]:
            axes.set_axis_off()
        every[0].imshow(255 - seen.patch, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
        every[0].set_title("what it sees", fontsize=8)
        for axes, layer in zip(every[1:], layers, strict=False):
            axes.imshow(colour_places(layer.picture), interpolation="nearest")
            axes.set_title(f"{layer.name}, {' x '.join(str(side) for side in layer.shape)}", fontsize=8)
        for axes in every[len(layers) + 1 : -1]:
            axes.remove()
        best = list(zip(seen.labels, seen.probabilities, strict=True))[:_MOST_BARS][::-1]
        every[-1].barh([label for label, _ in best], [share for _, share in best], color=_BLUE)
        every[-1].set_xlim(0, 1)
        every[-1].set_xlabel("probability")
    return figure


def calibration_figure(found: Calibration) -> Figure:
    """Left the reliability diagram, right how many mistakes are caught by flagging how many."""
    with rc_context(_STYLE):
        figure = Figure(figsize=(8.0, 3.8), layout="constrained")
        left, right = figure.subplots(1, 2)
        left.plot([0, 1], [0, 1], color="0.6", linewidth=1)
        known = found.samples > 0
        left.plot(found.confidence[known], found.accuracy[known], "o-", color=_BLUE, markersize=4)
        left.set_xlabel("confidence")
        left.set_ylabel("share right")
        left.set_title(f"expected calibration error {found.ece:.1%}", fontsize=9)
        right.plot(found.flagged / max(found.count, 1), found.caught / max(found.mistakes, 1), color=_BLUE)
        right.set_xlabel("share flagged")
        right.set_ylabel("share of mistakes caught")
        right.set_title(f"{found.mistakes} mistakes in {found.count}", fontsize=9)
        for axes in (left, right):
            axes.set_xlim(0, 1)
            axes.set_ylim(0, 1.02)
            axes.grid(alpha=0.25)
        figure.suptitle(f"{found.dataset}, {found.split}")
    return figure
