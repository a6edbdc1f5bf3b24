"""Weights as pictures: a layer's mosaic, one unit from near, the training pictures that drive it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import to_floats
from core.errors import ConfigError
from core.inspection import pictures
from core.inspection.sources import Check, Opened, Sources, as_the_model_sees, layered_network
from core.inspection_answers import Exciting, Layer, Mosaic, Unit
from core.inspection_messages import FindExciting, ShowMosaic, ShowUnit, Subject
from core.nets.inspect import tile_order, weight_layers, weight_tiles, weights_to_classes
from core.nets.layout import parameter_shapes
from core.nets.model_file import ModelFile
from core.nets.spec import NetSpec

_BINS = 41  # odd: zero lies in the middle of one
_MOST_IMAGES = 4000  # looked at for the most exciting ones
_CHUNK = 64

Tiles = NDArray[np.floating]


def layers_of(spec: NetSpec) -> tuple[Layer, ...]:
    """Layers with weights, from the input on."""
    shapes = parameter_shapes(spec)
    return tuple(Layer(name, shapes[f"{name}.weight"]) for name in weight_layers(spec))


def mosaic(sources: Sources, question: ShowMosaic) -> Mosaic:
    """Of the first layer where the network has none of that name: another one may have been chosen since. Raises
    RunError, ModelError."""
    opened = sources.open(question.subject)
    layer = _layer(opened, question)
    tiles, start = _tiles(opened.model, layer), _start_tiles(sources, opened, layer)
    order = question.order if question.order != "change" or start is not None else "norm"
    units = tile_order(tiles, order, start=start)
    coloured = _is_coloured(opened.spec, layer, tiles)
    size = _tile_size(tiles, coloured)
    gap = pictures.gap_of(size, parted=tiles.shape[1] > 1 and not coloured)
    units = units[: pictures.most_tiles(size, gap)]
    columns = pictures.columns_for(len(units), size, gap, question.aspect)
    limit = pictures.limit_of(tiles[units]) if question.scale == "shared" else 0.0
    before = start[units] if question.start and start is not None else None
    return Mosaic(
        source=opened.source,
        title=opened.title,
        epoch=opened.epoch,
        layer=layer,
        picture=_mosaic_picture(tiles[units], limit, columns, gap, coloured),
        start=None if before is None else _mosaic_picture(before, limit, columns, gap, coloured),
        units=units,
        columns=columns,
        tile=size,
        gap=gap,
        limit=limit,
        names=unit_names(opened, layer),
        count=len(tiles),
        composed=_is_composed(opened.spec, layer),
    )


def unit(sources: Sources, question: ShowUnit, check: Check) -> Unit:
    """Raises as mosaic does, and ConfigError for a unit that the layer has not."""
    opened = sources.open(question.subject)
    tile = tile_of(opened.model, question.layer, question.unit)
    names = unit_names(opened, question.layer)
    limit = float(np.abs(tile).max()) or 1.0
    counts, edges = np.histogram(tile, bins=_BINS, range=(-limit, limit))
    epochs, norms, changes = _over_epochs(sources, opened, question, check)
    classes, to_classes = _to_classes(opened, question)
    coloured = _is_coloured(opened.spec, question.layer, tile[None])
    return Unit(
        layer=question.layer,
        unit=question.unit,
        name=names[question.unit] if names else "",
        epoch=opened.epoch,
        picture=pictures.colours(tile[None], limit)[0]
        if coloured
        else pictures.diverging(pictures.unit_pictures(tile[None]), limit)[0],
        limit=limit,
        counts=counts.astype(np.int64),
        edges=edges.astype(np.float64),
        epochs=epochs,
        norms=norms,
        changes=changes,
        classes=classes,
        to_classes=to_classes,
    )


def exciting(sources: Sources, question: FindExciting, check: Check) -> Exciting:
    """Looks at no more than 4,000 training samples, evenly spread. Raises DataError as well."""
    opened = sources.open(question.subject)
    network = layered_network(opened)
    layer = _answering(network.layers, question.layer)
    subject = Subject(question.subject.source, question.subject.epoch, question.subject.dataset, "train")
    _, data = sources.samples(opened, subject, check)
    chosen = np.unique(np.linspace(0, len(data) - 1, min(_MOST_IMAGES, len(data))).astype(np.int64))
    data = as_the_model_sees(opened.model, data.take(chosen))
    driven = np.empty(len(chosen))
    for start in range(0, len(chosen), _CHUNK):
        check(0.2 + 0.8 * start / len(chosen), "Looking for the most exciting pictures")
        images = to_floats(data.images[start : start + _CHUNK])
        values = network.activations(images)[layer][:, question.unit]
        driven[start : start + _CHUNK] = values.reshape(len(images), -1).max(axis=1)
    best = np.argsort(-driven, kind="stable")[: question.most]
    return Exciting(
        layer=question.layer,
        unit=question.unit,
        images=data.images[best],
        labels=tuple(data.alphabet.labels[label] for label in data.labels[best]),
        answers=driven[best],
        among=len(chosen),
    )


def tiles_of(sources: Sources, question: ShowMosaic) -> Tiles:
    """The weights that a mosaic shows, (units, channels, rows, columns), by the units' numbers."""
    opened = sources.open(question.subject)
    return _tiles(opened.model, _layer(opened, question))


def unit_names(opened: Opened, layer: str) -> tuple[str, ...]:
    """Units of the last layer are the classes; others have no names."""
    return opened.model.header.labels if layer == weight_layers(opened.spec)[-1] else ()


def tile_of(model: ModelFile, layer: str, number: int) -> Tiles:
    """(channels, rows, columns) of one unit. Raises ConfigError."""
    tiles = _tiles(model, layer)
    if not 0 <= number < len(tiles):
        raise ConfigError(f"The layer {layer} has units 0 to {len(tiles) - 1}, not {number}; choose one of them.")
    return np.asarray(tiles[number])


def _layer(opened: Opened, question: ShowMosaic) -> str:
    layers = weight_layers(opened.spec)
    return question.layer if question.layer in layers else layers[0]


def _tiles(model: ModelFile, layer: str) -> Tiles:
    return weight_tiles(model.tensors, model.header.spec(), layer)


def _start_tiles(sources: Sources, opened: Opened, layer: str) -> Tiles | None:
    start = sources.start_of(opened)
    return None if start is None else _tiles(start, layer)


def _is_coloured(spec: NetSpec, layer: str, tiles: Tiles) -> bool:
    return tiles.shape[1] == 3 and spec.input_shape[0] == 3 and (spec.architecture == "fc" or _is_first(spec, layer))


def _is_first(spec: NetSpec, layer: str) -> bool:
    return layer == weight_layers(spec)[0]


def _is_composed(spec: NetSpec, layer: str) -> bool:
    return spec.architecture == "fc" and not _is_first(spec, layer)


def _tile_size(tiles: Tiles, coloured: bool) -> tuple[int, int]:
    height, width = tiles.shape[2:] if coloured else pictures.unit_pictures(tiles[:1]).shape[1:]
    return int(height), int(width)


def _mosaic_picture(tiles: Tiles, limit: float, columns: int, gap: int, coloured: bool) -> NDArray[np.uint8]:
    if coloured:
        own = np.abs(tiles.transpose(0, 2, 3, 1)).max(axis=(1, 2, 3), keepdims=True)
        shown = pictures.colours(tiles, limit or np.where(own > 0, own, 1.0))
        return pictures.side_by_side(shown, columns, gap, fill=255)
    values = pictures.unit_pictures(tiles)
    return pictures.side_by_side(pictures.diverging(values, limit or pictures.own_limits(values)), columns, gap)


def _over_epochs(
    sources: Sources, opened: Opened, question: ShowUnit, check: Check
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Kept epochs (E), norms (E) and distances from the start (E) of a unit's weights; empty for a model file."""
    start = sources.start_of(opened)
    epochs = _spread(opened.epochs, 100)
    if start is None:
        return np.empty(0, np.int64), np.empty(0), np.empty(0)
    first = tile_of(start, question.layer, question.unit)
    norms, changes = [], []
    for place, epoch in enumerate(epochs):
        check(place / len(epochs), "Following the unit over the epochs")
        tile = tile_of(sources.at_epoch(opened, epoch), question.layer, question.unit)
        norms.append(float(np.linalg.norm(tile)))
        changes.append(float(np.linalg.norm(tile - first)))
    return np.array(epochs, np.int64), np.array(norms), np.array(changes)


def _spread(epochs: tuple[int, ...], most: int) -> tuple[int, ...]:
    """At most so many of them, first and last among them."""
    places = np.unique(np.linspace(0, len(epochs) - 1, min(most, len(epochs))).astype(np.int64))
    return tuple(epochs[place] for place in places)


def _to_classes(opened: Opened, question: ShowUnit) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    if opened.spec.architecture != "fc" or question.layer == weight_layers(opened.spec)[-1]:
        return (), np.empty(0)
    weights = weights_to_classes(opened.model.tensors, opened.spec, question.layer)[question.unit]
    return opened.model.header.labels, weights.astype(np.float64)


def _answering(layers: object, layer: str) -> str:
    """The place where a weight layer's units give their answer: after its activation, the logits for the last."""
    names = [each.name for each in layers]  # type: ignore[attr-defined]
    if layer not in names:
        raise ConfigError(f"The network has no layer '{layer}'.")
    later = names[names.index(layer) + 1 :]
    for name in later:
        if name.startswith("act"):
            return str(name)
        if not name.startswith("bn"):
            break
    return layer
