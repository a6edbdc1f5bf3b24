"""Augmentation: seeded distortions of whole batches, as another hand, pen, paper or camera would have made them.

augment() is for ink: affine (turn, slant, size, shift), elastic (Simard et al. 2003, with a coarse field of random
shifts), stroke width (grey dilation and erosion), blur, noise (grain and weaker ink). augment_colour() is for
photographs: mirror, crop, light. Arrays in, arrays out; nothing is kept between calls.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

MAX_STRENGTH = 3.0
_CHUNK = 256  # pictures worked on at a time: their arrays stay in the processor's cache
_THINNEST = -150  # of 256: thin strokes must not vanish
_NODES = 5  # of the elastic field, along each side


@dataclass(frozen=True, slots=True)
class Strengths:
    """How strong each distortion is: 0 none, 1 as hands usually differ, at most 3. Raises ValueError outside."""

    affine: float = 1.0
    elastic: float = 1.0
    width: float = 1.0
    blur: float = 1.0
    noise: float = 1.0

    def __post_init__(self) -> None:
        for field in fields(self):
            if not 0.0 <= getattr(self, field.name) <= MAX_STRENGTH:
                raise ValueError(f"the strength of {field.name} lies in 0..{MAX_STRENGTH:g}")


PRESETS = {
    "none": Strengths(0.0, 0.0, 0.0, 0.0, 0.0),
    "light": Strengths(0.5, 0.5, 0.5, 0.5, 0.5),
    "usual": Strengths(),
    "strong": Strengths(1.6, 1.6, 1.5, 1.5, 1.5),
}
_USUAL = PRESETS["usual"]


def augment(images: NDArray[np.uint8], rng: np.random.Generator, strengths: Strengths = _USUAL) -> NDArray[np.uint8]:
    """Distort each picture in its own way: uint8 (N, H, W), ink 255 on 0, to a new array of the same shape."""
    count = len(images)
    result = images
    if strengths.affine > 0 or strengths.elastic > 0:
        side = (images.shape[1] + images.shape[2]) / 2
        matrices = _matrices(count, strengths.affine, side, rng)
        shifts = rng.standard_normal((count, 2, _NODES, _NODES), dtype=np.float32)
        result = _warp(result, matrices, shifts * np.float32(0.034 * side * strengths.elastic))
    if strengths.width > 0:
        change = rng.normal(0.0, 0.45 * strengths.width, count)
        result = _change_width(result, (change * 256).clip(_THINNEST, 256).astype(np.int16))
    if strengths.blur > 0:
        softness = np.maximum(rng.normal(0.0, 0.13 * strengths.blur, count), 0.0)
        result = _blur(result, (softness * 256).clip(0, 85).astype(np.uint16))
    if strengths.noise > 0:
        result = _noise(result, strengths.noise, rng)
    return result.copy() if result is images else result


def augment_colour(images: NDArray[np.uint8], rng: np.random.Generator, strength: float = 1.0) -> NDArray[np.uint8]:
    """Mirror half of the pictures, crop up to a fifth of a side and change light: uint8 (N, H, W, 3), same shape."""
    count, height, width, _ = images.shape
    kept = 1.0 - rng.uniform(0.0, 0.2 * strength, (count, 2))  # of height and width
    offset = rng.random((count, 2)) * (1.0 - kept)
    mirrored = np.less(rng.random(count), 0.5 * min(strength, 1.0)).tolist()
    gain = rng.uniform(1.0 - 0.25 * strength, 1.0 + 0.25 * strength, (count, 1, 1, 3)) ** np.array([0.4, 0.4, 0.4])
    gain = gain * rng.uniform(1.0 - 0.2 * strength, 1.0 + 0.2 * strength, (count, 1, 1, 1))
    result = np.empty_like(images)
    for place in range(count):
        rows = (offset[place, 0] + kept[place, 0] * (np.arange(height) + 0.5) / height) * height
        columns = (offset[place, 1] + kept[place, 1] * (np.arange(width) + 0.5) / width) * width
        chosen = images[place][rows.astype(np.intp)[:, None], columns.astype(np.intp)[None]]
        lit = np.minimum(chosen * gain[place].astype(np.float32), 255.0).astype(np.uint8)
        result[place] = lit[:, ::-1] if mirrored[place] else lit
    return result


def _matrices(count: int, strength: float, side: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """(N, 2, 3): from a position about the centre in the result to one in the source."""
    turn = rng.normal(0.0, 0.09 * strength, count)
    slant = rng.normal(0.0, 0.16 * strength, count)
    size = np.exp(rng.normal(0.0, 0.08 * strength, count))
    aspect = np.exp(rng.normal(0.0, 0.08 * strength, count))
    shift = rng.normal(0.0, 0.03 * strength * side, (count, 2))
    cosine, sine = np.cos(turn), np.sin(turn)
    matrices = np.empty((count, 2, 3), dtype=np.float32)
    matrices[:, 0, 0], matrices[:, 0, 1] = cosine / size, sine / size
    matrices[:, 1, 0], matrices[:, 1, 1] = (slant * cosine - sine) / (size * aspect), cosine / (size * aspect)
    matrices[:, :, 2] = shift
    return matrices


def _warp(images: NDArray[np.uint8], matrices: NDArray[np.float32], shifts: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Bilinear sampling at matrix @ position + smooth shift; outside there is paper."""
    _, height, width = images.shape
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    middle = ((height - 1) / 2, (width - 1) / 2)
    grid = np.stack([rows - middle[0], columns - middle[1], np.ones_like(rows)]).reshape(3, -1)
    up, across = _smooth(height), _smooth(width).T
    result = np.empty_like(images)
    for start in range(0, len(images), _CHUNK):
        part = slice(start, start + _CHUNK)
        where = np.matmul(matrices[part], grid).reshape(-1, 2, height, width)
        where += np.matmul(np.matmul(up, shifts[part]), across)
        where[:, 0] += middle[0] + 1  # of the padded picture
        where[:, 1] += middle[1] + 1
        result[part] = _sample(np.pad(images[part], ((0, 0), (1, 2), (1, 2))), where)
    return result


def _smooth(length: int) -> NDArray[np.float32]:
    """(length, nodes): quadratic B-spline weights that carry a value at each node to the pixels between."""
    position = np.linspace(0, _NODES - 1, length)[:, None] - np.arange(_NODES)[None]
    near, far = np.abs(position) <= 0.5, np.abs(position) <= 1.5
    weights = np.where(near, 0.75 - position**2, np.where(far, 0.5 * (1.5 - np.abs(position)) ** 2, 0.0))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float32)


def _sample(padded: NDArray[np.uint8], where: NDArray[np.float32]) -> NDArray[np.uint8]:
    """padded: (n, H + 3, W + 3), zeros around; where: (n, 2, H, W) positions in it; (n, H, W) in 1/64 pixel steps."""
    count, height, width = padded.shape
    steps = np.rint(where * np.float32(64)).astype(np.int32)
    np.clip(steps[:, 0], 0, (height - 2) * 64, out=steps[:, 0])
    np.clip(steps[:, 1], 0, (width - 2) * 64, out=steps[:, 1])
    whole, rest = steps >> 6, steps & 63
    base = whole[:, 0] * width + whole[:, 1]
    base += (np.arange(count, dtype=np.int32) * (height * width))[:, None, None]
    flat = padded.reshape(-1)
    down, right = rest[:, 0], rest[:, 1]
    upper = flat.take(base) * (64 - right) + flat.take(base + 1) * right
    lower = flat.take(base + width) * (64 - right) + flat.take(base + width + 1) * right
    return np.asarray((upper * (64 - down) + lower * down + 2048) >> 12, dtype=np.uint8)


def _change_width(images: NDArray[np.uint8], change: NDArray[np.int16]) -> NDArray[np.uint8]:
    """change (N,): -256 fully eroded by a cross of five pixels, 0 as it is, 256 fully dilated."""
    result = images.copy()
    for grown, chosen in ((True, np.flatnonzero(change > 12)), (False, np.flatnonzero(change < -12))):
        for start in range(0, len(chosen), _CHUNK):
            part = chosen[start : start + _CHUNK]
            source = images[part]
            other = _cross(source, grown).astype(np.int16) - source
            share = np.abs(change[part])[:, None, None]
            result[part] = source + ((other.astype(np.int32) * share) >> 8).astype(np.int16)
    return result


def _cross(images: NDArray[np.uint8], grown: bool) -> NDArray[np.uint8]:
    """The strongest (grown) or weakest ink among each pixel and its four neighbours."""
    pick = np.maximum if grown else np.minimum
    result = images.copy()
    pick(result[:, 1:], images[:, :-1], out=result[:, 1:])
    pick(result[:, :-1], images[:, 1:], out=result[:, :-1])
    pick(result[:, :, 1:], images[:, :, :-1], out=result[:, :, 1:])
    pick(result[:, :, :-1], images[:, :, 1:], out=result[:, :, :-1])
    return result


def _blur(images: NDArray[np.uint8], softness: NDArray[np.uint16]) -> NDArray[np.uint8]:
    """softness (N,): weight of each neighbour out of 256 in a filter of three, along columns, then along rows."""
    result = images.copy()
    chosen = np.flatnonzero(softness > 6)
    for start in range(0, len(chosen), _CHUNK):
        part = chosen[start : start + _CHUNK]
        side = softness[part][:, None, None]
        blurred = result[part]
        for axis in (1, 2):
            padded = np.pad(blurred, [(0, 0)] + [(int(axis == other),) * 2 for other in (1, 2)]).astype(np.uint16)
            before, after = (padded[:, :-2], padded[:, 2:]) if axis == 1 else (padded[:, :, :-2], padded[:, :, 2:])
            blurred = (((before + after) * side + blurred * (256 - 2 * side) + 128) >> 8).astype(np.uint8)
        result[part] = blurred
    return result


def _noise(images: NDArray[np.uint8], strength: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Weaker ink in all pictures, grain in half of them."""
    count = len(images)
    ink = (256 - np.abs(rng.normal(0.0, 30.0 * strength, count)).clip(0, 160)).astype(np.uint16)
    grain = np.where(rng.random(count) < 0.5, np.abs(rng.normal(0.0, 9.0 * strength, count)), 0.0).clip(0, 60)
    result = np.empty_like(images)
    for start in range(0, count, _CHUNK):
        part = slice(start, start + _CHUNK)
        result[part] = (images[part] * ink[part, None, None]) >> 8
    grainy = np.flatnonzero(grain >= 1)
    for start in range(0, len(grainy), _CHUNK):
        chosen = grainy[start : start + _CHUNK]
        dice = rng.integers(0, 256, (len(chosen), *images.shape[1:]), dtype=np.uint8).astype(np.int16) - 128
        grained = result[chosen] + ((dice * grain[chosen].astype(np.int16)[:, None, None]) >> 6)
        result[chosen] = np.clip(grained, 0, 255).astype(np.uint8)
    return result
