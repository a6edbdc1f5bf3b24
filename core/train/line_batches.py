"""Lines for the line reader's training: strips of like width together, each seen a little differently every time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

HEIGHT = 32
_BATCH_COLUMNS = 16_000  # columns of all strips of a batch together
_LARGEST = 64  # lines in a batch


@dataclass(frozen=True, eq=False, slots=True)
class Lines:
    """strips: uint8 (32, W) each. targets: int64 (L,) each, places of the characters in the labels.

    repeats: int64 (N,), how often each is seen in an epoch.
    """

    strips: Sequence[NDArray[np.uint8]]
    targets: Sequence[NDArray[np.int64]]
    repeats: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.strips)


@dataclass(frozen=True, eq=False, slots=True)
class Batch:
    """images: float32 (N, 1, 32, W), 0..1. widths: int64 (N,), columns of each strip before padding.

    targets: int64 (sum of lengths,). lengths: int64 (N,).
    """

    images: NDArray[np.float32]
    widths: NDArray[np.int64]
    targets: NDArray[np.int64]
    lengths: NDArray[np.int64]


def batches(lines: Lines, rng: np.random.Generator | None, *, strength: float = 1.0) -> Iterator[Batch]:
    """All lines once an epoch (as often as `repeats` says); shuffled and distorted with rng, as they are without."""
    order = np.repeat(np.arange(len(lines)), lines.repeats)
    widths = np.array([strip.shape[1] for strip in lines.strips])
    # Widths are compared roughly, so that a batch's lines are not always the same.
    noisy = widths[order] * (np.exp(rng.normal(0, 0.03, len(order))) if rng is not None else 1.0)
    groups = list(_groups(order[np.argsort(noisy, kind="stable")], widths))
    if rng is not None:
        groups = [groups[place] for place in rng.permutation(len(groups))]
    for group in groups:
        strips = [lines.strips[place] for place in group]
        if rng is not None:
            strips = [distorted(strip, rng, strength) for strip in strips]
        yield together(strips, [lines.targets[place] for place in group])


def _groups(order: NDArray[np.intp], widths: NDArray[np.int64]) -> Iterator[list[int]]:
    group: list[int] = []
    for place in order:
        most = max([int(widths[place]), *(int(widths[other]) for other in group)])
        if group and (most * (len(group) + 1) > _BATCH_COLUMNS or len(group) == _LARGEST):
            yield group
            group = []
        group.append(int(place))
    if group:
        yield group


def together(strips: Sequence[NDArray[np.uint8]], targets: Sequence[NDArray[np.int64]]) -> Batch:
    """A batch of these strips, padded with paper on the right to a common width, a multiple of 16."""
    widths = np.array([strip.shape[1] for strip in strips], np.int64)
    images = np.zeros((len(strips), 1, HEIGHT, int(-(-widths.max() // 16) * 16)), np.float32)
    for place, strip in enumerate(strips):
        images[place, 0, :, : strip.shape[1]] = strip
    images /= np.float32(255)
    return Batch(images, widths, np.concatenate(targets), np.array([len(target) for target in targets], np.int64))


def distorted(strip: NDArray[np.uint8], rng: np.random.Generator, strength: float = 1.0) -> NDArray[np.uint8]:
    """The strip stretched, moved, slanted, with another pen, blurred, grainy, in parts missing."""
    image = _moved(Image.fromarray(strip), rng, strength)
    draw = rng.random()
    if draw < 0.12:
        image = image.filter(ImageFilter.MaxFilter(3))
    elif draw < 0.2:
        image = image.filter(ImageFilter.GaussianBlur(0.7)).point([max(0, min(255, 2 * v - 150)) for v in range(256)])
    elif draw < 0.4:
        image = image.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 0.9))))
    values = np.array(image)
    if rng.random() < 0.25:
        grain = rng.normal(0, rng.uniform(5, 40), values.shape).astype(np.float32)
        values = np.clip(values + grain * (values > 20), 0, 255).astype(np.uint8)
    if rng.random() < 0.25:
        row, column = int(rng.integers(HEIGHT)), int(rng.integers(values.shape[1]))
        values[row : row + int(rng.integers(1, 9)), column : column + int(rng.integers(1, 5))] = 0
    return values


def _moved(image: Image.Image, rng: np.random.Generator, strength: float) -> Image.Image:
    """Width and height of the writing, its row and its slant changed in one resampling."""
    wide, high = np.exp(rng.normal(0, 0.13 * strength)), np.exp(rng.normal(0, 0.09 * strength))
    wide = float(np.clip(wide, 0.75, 1.4))
    lean, down = rng.normal(0, 0.13 * strength), rng.normal(0, 1.3 * strength)
    middle = (HEIGHT - 1) / 2
    # From a place in the new strip to one in the old: column, then row.
    data = (1 / wide, lean, -lean * middle, 0.0, 1 / high, middle - (middle + down) / high)
    width = max(16, round(image.width * wide))
    return image.transform((width, HEIGHT), Image.Transform.AFFINE, data, Image.Resampling.BILINEAR)
