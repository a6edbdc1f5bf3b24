"""`weights`: a layer's weights of a model as pictures."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import ConfigError
from core.threads import use_one_thread

if TYPE_CHECKING:
    from core.nets.model_file import ModelFile

_ORDERS = ("index", "norm", "similarity")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `weights` to the command line."""
    parser = subparsers.add_parser("weights", help="draw a layer's weights as pictures")
    parser.add_argument("model", metavar="MODEL", help="a model file or the name of a run")
    parser.add_argument("--layer", metavar="N", default="1", help="its number from 1 on, or its name (default: 1)")
    parser.add_argument("--order", choices=_ORDERS, default="index", help="order of the units (default: index)")
    parser.add_argument("--output", metavar="FILE", type=Path, required=True, help="a .png, .svg or .pdf file")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Draw. Returns 0; raises InkscopeError."""
    use_one_thread()
    from core.export.figures import check_format, save_figure, weights_figure
    from core.nets.inspect import tile_order, weight_layers, weight_tiles
    from core.train.models import open_model

    check_format(arguments.output)
    model = open_model(arguments.model)
    layer = layer_named(arguments.layer, weight_layers(model.header.spec()))
    tiles = weight_tiles(model.tensors, model.header.spec(), layer)
    order = tile_order(tiles, arguments.order)
    pictures = tiles[order]
    if pictures.shape[1] != 3 or layer != weight_layers(model.header.spec())[0]:  # several channels, one after another
        pictures = pictures.reshape(-1, *pictures.shape[2:])
    names = _class_names(model, layer) if len(pictures) == len(tiles) else ()
    title = f"{model.header.name}: {layer}, {len(tiles)} units"
    captions = [names[place] for place in order] if names else []
    save_figure(weights_figure(pictures, title, names=captions), arguments.output)
    return 0


def layer_named(wanted: str, layers: tuple[str, ...]) -> str:
    """The layer of that number, counted from 1, or of that name. Raises ConfigError."""
    if wanted in layers:
        return wanted
    if wanted.isdecimal() and 1 <= int(wanted) <= len(layers):
        return layers[int(wanted) - 1]
    raise ConfigError(f"The model has no layer {wanted!r}: give 1 to {len(layers)}, or one of {', '.join(layers)}.")


def _class_names(model: ModelFile, layer: str) -> tuple[str, ...]:
    """Labels as captions for the units of the last layer."""
    from core.nets.inspect import weight_layers

    return model.header.labels if layer == weight_layers(model.header.spec())[-1] else ()
