"""A folder of pictures per class: FOLDER/CLASS/PICTURE, or FOLDER/{train,valid,test}/CLASS/PICTURE. Any size.

Handwriting becomes grey, ink 255 on 0, paper evened out; photographs in colour stay RGB. A class folder is named by
its label; a character that no folder can be called by, or that differs from another by case alone, is written U+0041.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.data.dataset import Dataset, alphabet_of, encode
from core.data.splits import complete, drawn_parts, known_split
from core.errors import DataError, ImageError
from core.image.load import open_picture

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff")
_MAX_PICTURES = 500_000
_MAX_CLASSES = 5_000
_MAX_BYTES = 3 * 2**30
_COLOURFUL = (
    24.0  # mean difference of the strongest and weakest channel, 0..255, from which a picture is a colour photo
)
_GREY_SIDE, _COLOUR_SIDE, _KEPT_SIDE = 64, 232, 128
_LOOKED_AT = 24  # pictures that decide on colour and size
_CODE = re.compile(r"U\+([0-9A-Fa-f]{4,6})$")


@dataclass(frozen=True, slots=True)
class _Found:
    path: Path
    label: str
    split: str


@dataclass(frozen=True, slots=True)
class _Form:
    """What every picture becomes: (height, width) and whether it keeps its colour."""

    size: tuple[int, int]
    colour: bool


def load_folder(
    path: Path, *, side: int | None = None, colour: bool | None = None, light_paper: bool | None = None, seed: int = 0
) -> Dataset:
    """Read all pictures below a folder; those that cannot be read are listed in `problems`.

    side: of the square pictures that come out; None keeps small handwriting that is all of one size, else 64 for
    handwriting and up to 232 for colour. colour, light_paper: None decides by the pictures. Raises DataError.
    """
    found, problems = _search(path)
    form = _form(found, side, colour)
    if len(found) * form.size[0] * form.size[1] * (3 if form.colour else 1) > _MAX_BYTES:
        raise DataError(f"{path.name} has {len(found)} pictures, more than fit into memory at this size.")
    images, kept, unread = _read_all(found, form, light_paper)
    problems += [f"{reason} ({file.parent.name}/{file.name} left out)" for file, reason in unread]
    if not kept:
        raise DataError(f"None of the {len(found)} pictures in {path.name} could be read; the first: {unread[0][1]}")
    words = np.array([entry.label for entry in kept])
    alphabet = alphabet_of(words.tolist())
    labels = encode(words, alphabet)
    writers = np.full(len(kept), "", dtype="<U1")
    known = known_split(np.array([entry.split for entry in kept]))
    split = complete(known, images=images, labels=labels, writers=writers, seed=seed)
    drawn = drawn_parts(known, split)
    return Dataset(images, labels, alphabet, split, writers, path.name, "see its source", tuple(problems), drawn)


def folder_name(label: str) -> str:
    """The folder that holds a class: U+0041 for a single character, else the label. Raises DataError for a bad one."""
    if len(label) == 1:
        return f"U+{ord(label):04X}"
    if not re.fullmatch(r"\w[\w -]{0,60}", label):
        raise DataError(f"{label!r} cannot be the name of a class; use a character or a short word.")
    return label


def label_of(name: str) -> str:
    """The label that a class folder stands for."""
    code = _CODE.match(name)
    return chr(int(code[1], 16)) if code and int(code[1], 16) <= 0x10FFFF else name


def _search(path: Path) -> tuple[list[_Found], list[str]]:
    if not path.is_dir():
        raise DataError(f"{path} is no folder; check the path.")
    top = _subfolders(path)
    splits = known_split(np.array([folder.name for folder in top], dtype=np.str_))
    parts = [
        (folder, split) for folder, split in zip(top, splits.tolist(), strict=True) if split and _subfolders(folder)
    ]
    classes = [(folder, "") for folder in top] if len(parts) != len(top) else []
    classes += [(folder, split) for part, split in parts if not classes for folder in _subfolders(part)]
    found: list[_Found] = []
    empty = 0
    for folder, split in classes:
        files = [file for file in sorted(folder.iterdir()) if file.suffix.lower() in SUFFIXES and file.name[0] != "."]
        found += [_Found(file, label_of(folder.name), split) for file in files]
        empty += not files
    if not found or len(found) > _MAX_PICTURES or len({entry.label for entry in found}) > _MAX_CLASSES:
        raise DataError(f"{path.name or path} needs a folder of pictures for each class; it has {len(found)} pictures.")
    return found, [f"{empty} folders without pictures were left out."] if empty else []


def _subfolders(path: Path) -> list[Path]:
    return [folder for folder in sorted(path.iterdir()) if folder.is_dir() and folder.name[0] not in "._"]


def _form(found: list[_Found], side: int | None, colour: bool | None) -> _Form:
    """Look at some pictures from all over the folder: photographs or handwriting, all of one size or not."""
    step = max(1, len(found) // _LOOKED_AT)
    looked_at = []
    for entry in found[::step]:
        try:
            looked_at.append(open_picture(entry.path).pixels)
        except ImageError:
            continue
    sizes = {pixels.shape[:2] for pixels in looked_at}
    if colour is None:
        colourful = [float(np.ptp(pixels, axis=2).mean()) > _COLOURFUL for pixels in looked_at]
        colour = sum(colourful) * 2 > len(colourful)
    if side is not None:
        return _Form((side, side), colour)
    if len(sizes) == 1 and max(next(iter(sizes))) <= _KEPT_SIDE:
        return _Form(next(iter(sizes)), colour)
    shortest = min((min(size) for size in sizes), default=_COLOUR_SIDE)
    wanted = min(_COLOUR_SIDE, shortest) if colour else _GREY_SIDE
    return _Form((wanted, wanted), colour)


def _read_all(
    found: list[_Found], form: _Form, light_paper: bool | None
) -> tuple[NDArray[np.uint8], list[_Found], list[tuple[Path, str]]]:
    images = np.zeros((len(found), *form.size, *((3,) if form.colour else ())), dtype=np.uint8)
    kept: list[_Found] = []
    unread: list[tuple[Path, str]] = []
    for entry in found:
        try:
            pixels = open_picture(entry.path).pixels
        except ImageError as error:
            unread.append((entry.path, str(error)))
            continue
        images[len(kept)] = _cover(pixels, form.size) if form.colour else _fit(to_ink(pixels, light_paper), form.size)
        kept.append(entry)
    return images[: len(kept)], kept, unread


def to_ink(pixels: NDArray[np.uint8], light_paper: bool | None = None) -> NDArray[np.uint8]:
    """A small picture of one character, (H, W, 3) or (H, W), to ink 255 on 0, (H, W). Black on white turns out exact.

    The paper is what lies along the border; its shade becomes 0 and the strongest ink 255. light_paper: True or False
    says how the picture is, and only inverts it where it must.
    """
    grey = pixels if pixels.ndim == 2 else np.asarray(Image.fromarray(pixels).convert("L"))
    if light_paper is not None:
        return 255 - grey if light_paper else grey
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    paper = int(np.median(border))
    depth = paper - grey.astype(np.int32) if paper > 127 else grey.astype(np.int32) - paper
    reach = max(int(depth.max()), 64)  # a blank sheet stays blank
    ink: NDArray[np.uint8] = (depth.clip(0) * 255 // reach).clip(0, 255).astype(np.uint8)
    return ink


def _fit(ink: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """The whole picture, aspect kept, in the middle of empty paper."""
    if ink.shape == size:
        return ink
    scale = min(size[0] / ink.shape[0], size[1] / ink.shape[1])
    height, width = (max(1, round(length * scale)) for length in ink.shape)
    small = np.asarray(Image.fromarray(ink).resize((width, height), Image.Resampling.BILINEAR, reducing_gap=3.0))
    top, left = (size[0] - height) // 2, (size[1] - width) // 2
    result = np.zeros(size, dtype=np.uint8)
    result[top : top + height, left : left + width] = small
    return result


def _cover(pixels: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """The middle of the picture, aspect kept, filling the size."""
    if pixels.shape[:2] == size:
        return pixels
    scale = max(size[0] / pixels.shape[0], size[1] / pixels.shape[1])
    height, width = (max(wanted, round(length * scale)) for wanted, length in zip(size, pixels.shape[:2], strict=True))
    large = np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.BILINEAR, reducing_gap=3.0))
    top, left = (height - size[0]) // 2, (width - size[1]) // 2
    return large[top : top + size[0], left : left + size[1]]
