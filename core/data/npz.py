"""The .npz format: `images` and `labels`, and where known `split`, `writer`, `group`; read with bounds, no pickle.

images: uint8 (N, H, W), ink 255 on 0, or (N, H, W, 3). labels: (N,) strings or whole numbers. Optional, each (N,):
split; writer (or writers); group: samples that belong on one side of a split, taken as writers where those are not
known; conflict and first_copy (bool): samples marked as contradictory or as repeats are left out.
"""

from __future__ import annotations

import io
import lzma
import struct
import tokenize
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset, alphabet_of, encode
from core.data.splits import complete, drawn_parts, known_split
from core.errors import DataError
from core.folders import write_atomically

_MAX_SAMPLES = 5_000_000
_MAX_SIDE = 1024
_MAX_BYTES = 3 * 2**30
_MAX_CLASSES = 5_000
_ARRAYS = ("images", "labels", "split", "writer", "writers", "group", "conflict", "first_copy", "licence")
# All that zipfile and numpy raise for broken archives of arrays; numpy parses an array's header as a line of Python.
BROKEN_ARRAYS = (
    OSError, ValueError, EOFError, KeyError, IndexError, NotImplementedError, RuntimeError, SyntaxError,
    tokenize.TokenError, struct.error, zipfile.BadZipFile, zlib.error, lzma.LZMAError,
)  # fmt: skip


def load_npz(path: Path, *, seed: int = 0) -> Dataset:
    """Read one .npz. Splits that it lacks are drawn with the seed. Raises DataError, one sentence."""
    arrays = _read_arrays(path)
    images, labels = _images(path, arrays), _labels(path, arrays)
    if len(images) != len(labels):
        raise DataError(f"{path.name} has {len(images)} images but {len(labels)} labels.")
    count = len(images)
    split = known_split(_strings(path, arrays, ("split",), count))
    writers = _strings(path, arrays, ("writer", "writers"), count)
    problems: list[str] = []
    if "group" in arrays and (writers == "").all():
        writers = _strings(path, arrays, ("group",), count)
        if _crosses(split, writers):
            split = np.full(count, "", dtype="<U5")
            problems.append("Its split cuts through groups of one hand, so whole groups were dealt out anew.")
    alphabet = alphabet_of(str(label) for label in np.unique(labels))
    data = Dataset(
        images=images,
        labels=encode(labels, alphabet),
        alphabet=alphabet,
        split=np.full(count, "train", dtype="<U5"),
        writers=writers,
        name=path.stem,
        licence=str(arrays["licence"]) if arrays.get("licence", np.zeros(1)).shape == () else "",
    )
    kept = _kept(path, arrays, labels, problems)
    data = replace(data.take(kept), problems=tuple(problems))
    dealt = complete(split[kept], images=data.images, labels=data.labels, writers=data.writers, seed=seed)
    return replace(data, split=dealt, drawn=drawn_parts(split[kept], dealt))


def save_npz(data: Dataset, path: Path) -> None:
    """Write a dataset in this format, whole or not at all. Raises DataError if it cannot be written."""
    buffer = io.BytesIO()
    names = np.array(data.alphabet.labels)
    np.savez_compressed(
        buffer,
        images=data.images,
        labels=names[data.labels],
        split=data.split,
        writer=data.writers,
        licence=np.array(data.licence),
    )
    try:
        write_atomically(path, buffer.getvalue())
    except OSError as error:
        raise DataError(f"{path.name} could not be written: {error.strerror or error}.") from error


def _read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    try:
        with zipfile.ZipFile(path) as archive:
            present = {info.filename: info for info in archive.infolist()}
            found = [name for name in _ARRAYS if f"{name}.npy" in present]
            _check_size(path, sum(present[f"{name}.npy"].file_size for name in found))
            return {name: _read_member(path, archive, present[f"{name}.npy"]) for name in found}
    except FileNotFoundError:
        raise DataError(f"{path} does not exist; check the path.") from None
    except BROKEN_ARRAYS as error:
        raise DataError(f"{path.name} is not a sound .npz file; make or fetch it again.") from error
    except MemoryError as error:
        raise DataError(f"{path.name} does not fit into memory.") from error


def _check_size(path: Path, size: int) -> None:
    if size > _MAX_BYTES:
        raise DataError(f"{path.name} would unpack to {size / 2**30:.1f} GiB; at most {_MAX_BYTES // 2**30} are read.")


def _read_member(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> NDArray[Any]:
    """One array; its header is looked at before room is made for what it promises."""
    with archive.open(info) as stream:
        shape, dtype = _header(stream)
        items = 1
        for length in shape:
            items *= length
        if dtype.hasobject or items * dtype.itemsize + stream.tell() != info.file_size:
            raise ValueError("header and length disagree")
    with archive.open(info) as stream:
        return np.lib.format.read_array(stream, allow_pickle=False)


def _header(stream: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    version = np.lib.format.read_magic(stream)
    if version == (1, 0):
        shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
    elif version == (2, 0):
        shape, _, dtype = np.lib.format.read_array_header_2_0(stream)
    else:
        raise ValueError("unknown version")
    return shape, dtype


def _images(path: Path, arrays: dict[str, NDArray[Any]]) -> NDArray[np.uint8]:
    if "images" not in arrays or "labels" not in arrays:
        raise DataError(f"{path.name} lacks an array called {'labels' if 'images' in arrays else 'images'}.")
    images = arrays["images"]
    if images.dtype != np.uint8 or not (images.ndim == 3 or images.shape[3:] == (3,)):
        raise DataError(
            f"{path.name} needs images as uint8 (N, H, W) or (N, H, W, 3), not {images.dtype} {images.shape}."
        )
    if not 0 < len(images) <= _MAX_SAMPLES or not all(0 < side <= _MAX_SIDE for side in images.shape[1:3]):
        raise DataError(
            f"{path.name} has images of shape {images.shape}; none or too many, or of a side over {_MAX_SIDE}."
        )
    return images


def _labels(path: Path, arrays: dict[str, NDArray[Any]]) -> NDArray[np.str_]:
    labels = arrays["labels"]
    if labels.ndim != 1 or labels.dtype.kind not in "Uiu":
        raise DataError(f"{path.name} needs one label for each image, a string or a whole number.")
    words = labels.astype(np.str_)
    if len(np.unique(words)) > _MAX_CLASSES:
        raise DataError(f"{path.name} has more than {_MAX_CLASSES} classes.")
    return words


def _strings(path: Path, arrays: dict[str, NDArray[Any]], names: tuple[str, ...], count: int) -> NDArray[np.str_]:
    for name in names:
        if name in arrays:
            values = arrays[name]
            if values.shape != (count,) or values.dtype.kind not in "Uiub":
                raise DataError(f"{path.name} needs `{name}` as one word or number for each image.")
            return values.astype(np.str_)
    return np.full(count, "", dtype="<U1")


def _crosses(split: NDArray[np.str_], groups: NDArray[np.str_]) -> bool:
    """True where some group has samples in more than one split."""
    pairs = np.unique(np.char.add(np.char.add(groups, "\t"), split))
    return len(pairs) > len(np.unique(groups))


def _kept(
    path: Path, arrays: dict[str, NDArray[Any]], labels: NDArray[np.str_], problems: list[str]
) -> NDArray[np.bool_]:
    kept: NDArray[np.bool_] = np.not_equal(labels, "")
    if not kept.all():
        problems.append(f"{int((~kept).sum())} samples without a label were left out.")
    marks = (("conflict", True, "equal pictures with different labels"), ("first_copy", False, "repeats of a picture"))
    for name, bad, words in marks:
        if name in arrays and arrays[name].dtype == np.bool_ and arrays[name].shape == kept.shape:
            marked = (arrays[name] == bad) & kept
            if marked.any():
                problems.append(f"{int(marked.sum())} samples marked as {words} were left out.")
            kept &= ~marked
    if not kept.any():
        raise DataError(f"{path.name} has no usable sample.")
    return kept
