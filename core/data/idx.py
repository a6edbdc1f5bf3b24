"""IDX, the format of MNIST and EMNIST: a file of pictures and one of labels for each split, gzipped or not.

A file begins with two zero bytes, the type (8: unsigned bytes) and the number of dimensions, then each dimension as
a big-endian 32-bit number, then the bytes. EMNIST's pictures lie on their side in the originals; they are turned.
"""

from __future__ import annotations

import gzip
import re
import zlib
from pathlib import Path
from typing import IO, cast

import numpy as np
from numpy.typing import NDArray

from core.alphabet import CAPITALS, DIGITS, SMALL
from core.data.dataset import Dataset, alphabet_of, encode
from core.data.splits import complete, drawn_parts
from core.errors import DataError

_MAX_BYTES = 3 * 2**30
_MAX_SIDE = 1024
_UNSIGNED_BYTE = 8
_BROKEN = (OSError, EOFError, zlib.error)
# train-images-idx3-ubyte.gz, t10k-labels.idx1-ubyte, emnist-letters-test-images-idx3-ubyte.gz, mine-images-idx3-ubyte
_NAME = re.compile(
    r"(?P<set>.*?)(?:(?P<split>train|t10k|test)-)?(?P<what>images|labels)[-.](?:idx(?P<dimensions>[13])[-.])?ubyte(?P<gz>\.gz)?$"
)
_IMAGES = "*images*ubyte*"
_MERGED = DIGITS + CAPITALS + "abdefghnqrt"  # EMNIST Balanced and By Merge join the cases of the other letters
_CLASSES = {
    "mnist": DIGITS,
    "emnist-mnist": DIGITS,
    "emnist-digits": DIGITS,
    "emnist-balanced": _MERGED,
    "emnist-bymerge": _MERGED,
    "emnist-byclass": DIGITS + CAPITALS + SMALL,
    "emnist-letters": "?" + CAPITALS,  # its labels start at 1
}


def is_idx_name(path: Path) -> bool:
    """True for a name such as MNIST's and EMNIST's files have; which split it is it need not say."""
    return _NAME.match(path.name) is not None


def has_idx(folder: Path) -> bool:
    """True if the folder holds an IDX file of pictures."""
    return any(_NAME.match(file.name) for file in folder.glob(_IMAGES))


def find(folder: Path, name: str) -> Path | None:
    """The folder, or one of those that torchvision and the archives use below it, that holds this set's files."""
    for place in (folder, folder / "gzip", folder / "raw", folder / "MNIST" / "raw", folder / "EMNIST" / "raw"):
        if place.is_dir() and _pairs(place, name):
            return place
    return None


def check_whole(folder: Path, name: str) -> None:
    """Raise DataError unless both splits of this set lie in the folder, pictures and labels, whole and sound."""
    pairs = _pairs(folder, name)
    missing = {"train", "test"} - pairs.keys()
    if missing:
        raise DataError(f"{folder} lacks the {' and '.join(sorted(missing))} split of {name}.")
    for images_file, labels_file in pairs.values():
        _read_pair(images_file, labels_file, turned=False)


def read_idx(path: Path) -> NDArray[np.uint8]:
    """The array of one IDX file of unsigned bytes, 1 to 3 dimensions. Raises DataError if it is not whole and sound."""
    try:
        with _open(path) as stream:
            shape = _header(path, stream)
            size = int(np.prod(shape, dtype=np.int64))
            content = stream.read(size + 1)
    except FileNotFoundError:
        raise DataError(f"{path} is missing; pictures and labels come in two files that lie side by side.") from None
    except _BROKEN as error:
        raise DataError(f"{path.name} is cut off or damaged; get it again.") from error
    except MemoryError as error:
        raise DataError(f"{path.name} does not fit into memory.") from error
    if len(content) != size:
        more = "more" if len(content) > size else "fewer"
        raise DataError(f"{path.name} has {more} bytes than the {size} that its header promises; get it again.")
    return np.frombuffer(content, dtype=np.uint8).reshape(shape)


def load_idx(path: Path, *, name: str = "", seed: int = 0) -> Dataset:
    """Read the set that an IDX file belongs to, or the only set (or the named one) of a folder. Raises DataError.

    name: "mnist" or "emnist-..." where the files' own names do not tell. A test split that lies there is kept;
    validation is drawn from the training split with the seed.
    """
    folder = path if path.is_dir() else path.parent
    pairs = _pairs(folder, name) if path.is_dir() else _pairs_of(path)
    if not pairs and path.is_dir() and has_idx(path):
        raise DataError(
            f"{path.name} holds several sets or none called {name or 'mnist'}; give one of its files instead."
        )
    if not pairs:
        raise DataError(f"{path.name} holds no pair of IDX files (…-images-idx3-ubyte and …-labels-idx1-ubyte).")
    set_name = name or _set_of(next(iter(pairs.values()))[0])
    parts = {split: _read_pair(*files, turned=set_name.startswith("emnist")) for split, files in pairs.items()}
    images = np.concatenate([images for images, _ in parts.values()])
    words = _words(path, np.concatenate([labels for _, labels in parts.values()]), set_name)
    known = np.concatenate([np.full(len(images), part, dtype="<U5") for part, (images, _) in parts.items()])
    alphabet = alphabet_of(np.unique(words).tolist())
    labels, writers = encode(words, alphabet), np.full(len(words), "", dtype="<U1")
    split = complete(known, images=images, labels=labels, writers=writers, seed=seed)
    drawn = drawn_parts(known, split)
    return Dataset(images, labels, alphabet, split, writers, name=set_name or path.name, drawn=drawn)


def _open(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    return cast("IO[bytes]", gzip.open(path, "rb")) if zipped else path.open("rb")


def _header(path: Path, stream: IO[bytes]) -> tuple[int, ...]:
    head = stream.read(4)
    if len(head) < 4 or head[:2] != b"\0\0" or head[2] != _UNSIGNED_BYTE or not 1 <= head[3] <= 3:
        raise DataError(f"{path.name} is no IDX file of unsigned bytes.")
    sizes = stream.read(4 * head[3])
    if len(sizes) != 4 * head[3]:
        raise DataError(f"{path.name} ends within its header; get it again.")
    shape = tuple(int(size) for size in np.frombuffer(sizes, dtype=">u4"))
    too_large = any(side > _MAX_SIDE for side in shape[1:]) or int(np.prod(shape, dtype=np.float64)) > _MAX_BYTES
    if too_large or 0 in shape:
        raise DataError(f"{path.name} promises {' x '.join(map(str, shape))} bytes, which is nothing or too much.")
    return shape


def _read_pair(images_file: Path, labels_file: Path, *, turned: bool) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    images, labels = read_idx(images_file), read_idx(labels_file)
    if images.ndim != 3 or labels.ndim != 1:
        raise DataError(
            f"{images_file.name} needs three dimensions and {labels_file.name} one; the files seem swapped."
        )
    if len(images) != len(labels):
        raise DataError(f"{images_file.name} has {len(images)} pictures, {labels_file.name} {len(labels)} labels.")
    return (np.ascontiguousarray(images.transpose(0, 2, 1)) if turned else images), labels


def _words(path: Path, labels: NDArray[np.uint8], set_name: str) -> NDArray[np.str_]:
    """Labels as characters, by the set's list of classes; as numbers where the set is not known."""
    classes = _CLASSES.get(set_name, DIGITS if int(labels.max()) <= 9 else "")
    if not classes:
        return labels.astype(np.str_)
    if int(labels.max()) >= len(classes) or (classes[0] == "?" and int(labels.min()) == 0):
        raise DataError(
            f"{path.name} has labels that {set_name or 'digits'} do not have; the files belong to another set."
        )
    return np.array(list(classes))[labels]


def _set_of(images_file: Path) -> str:
    match = _NAME.match(images_file.name)
    name = match["set"].strip("-_.") if match else ""
    return name if name in _CLASSES else ""


def _pairs(folder: Path, name: str) -> dict[str, tuple[Path, Path]]:
    """Files of the named set by split; "" and "mnist" also take files without a set name. One set only, by order."""
    files = sorted(file for file in folder.glob(_IMAGES) if _NAME.match(file.name))
    wanted = {"", "mnist"} if name in ("", "mnist") else {name}
    chosen = [file for file in files if _prefix(file) in wanted]
    if not chosen and not name and len({_prefix(file) for file in files}) == 1:
        chosen = files
    pairs: dict[str, tuple[Path, Path]] = {}
    for file in chosen:
        pairs.update(_pair(file))
    return dict(sorted(pairs.items(), reverse=True))  # train before test


def _pairs_of(path: Path) -> dict[str, tuple[Path, Path]]:
    """The set that one file belongs to, all its splits that lie in the same folder."""
    match = _NAME.match(path.name)
    if not match:
        return {}
    pairs = dict(_pair(path))
    for file in path.parent.glob(_IMAGES):
        other = _NAME.match(file.name)
        if other and other["set"] == match["set"]:
            pairs.setdefault(*next(iter(_pair(file).items())))
    return dict(sorted(pairs.items(), reverse=True))


def _prefix(file: Path) -> str:
    match = _NAME.match(file.name)
    return match["set"].strip("-_.") if match else ""


def _pair(file: Path) -> dict[str, tuple[Path, Path]]:
    """{split: (images, labels)} of either file of a pair; the partner may be gzipped or not."""
    match = _NAME.match(file.name)
    assert match is not None
    split = {None: "", "train": "train"}.get(match["split"], "test")
    images = file.name.replace("labels", "images").replace("idx1", "idx3")
    labels = file.name.replace("images", "labels").replace("idx3", "idx1")
    return {split: (_either(file.with_name(images)), _either(file.with_name(labels)))}


def _either(file: Path) -> Path:
    """The file itself, or its gzipped or plain twin where only that is there."""
    twin = file.with_suffix("") if file.suffix == ".gz" else file.with_name(file.name + ".gz")
    return twin if twin.is_file() and not file.is_file() else file
