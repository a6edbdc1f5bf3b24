"""Where the fetchable datasets come from, and fetching them into the person's data folder."""

from __future__ import annotations

import lzma
import shutil
import struct
import zipfile
import zlib
from pathlib import Path

from core.data import catalogue, idx
from core.data.download import Progress, Remote, fetch
from core.errors import DataError

_MNIST_MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)


def _mnist(name: str, size: int, sha256: str) -> Remote:
    return Remote(name, tuple(mirror + name for mirror in _MNIST_MIRRORS), sha256, size)


MNIST = (
    _mnist("train-images-idx3-ubyte.gz", 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
    _mnist("train-labels-idx1-ubyte.gz", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
    _mnist("t10k-images-idx3-ubyte.gz", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
    _mnist("t10k-labels-idx1-ubyte.gz", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
)
# One archive of all six sets; its length is left to the server, its digest is not.
EMNIST = Remote(
    "gzip.zip",
    (
        "https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip",
        "https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/gzip.zip",
    ),
    "fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e",
)
_MAX_MEMBER = 2**30
_BROKEN = (
    EOFError, ValueError, NotImplementedError, RuntimeError,
    struct.error, zipfile.BadZipFile, zlib.error, lzma.LZMAError,
)  # fmt: skip


def fetch_dataset(name: str, *, progress: Progress | None = None) -> Path:
    """Fetch a dataset of the catalogue unless it is here already, whole; returns its folder. Raises DataError.

    All EMNIST sets come in one archive of about 540 MB, so fetching one gets all six.
    """
    entry = catalogue.info(name)
    base = catalogue.folders()[-1]
    place = catalogue.place_of(name) if entry.kind in ("mat", "idx", "found") else None
    if place is not None and _is_whole(place, name, entry.kind, own=base):
        return place
    if not entry.fetchable:
        raise DataError(_why_not(entry.kind, name))
    if name == "mnist":
        for remote in MNIST:
            fetch(remote, base / "mnist" / remote.name, progress=progress, check=_check_idx)
        return base / "mnist"
    archive = fetch(EMNIST, base / "emnist" / EMNIST.name, progress=progress)
    unpack_idx(archive, base / "emnist")
    archive.unlink()
    return base / "emnist"


def unpack_idx(archive: Path, folder: Path) -> None:
    """Take all IDX files out of a zip archive, flat, each whole or not at all. Raises DataError for a broken one."""
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [info for info in opened.infolist() if idx.is_idx_name(Path(info.filename))]
            if not members or any(info.file_size > _MAX_MEMBER for info in members):
                raise DataError(f"{archive.name} does not hold the IDX files that it should; fetch it again.")
            for info in members:
                target = folder / Path(info.filename).name  # the name alone: nothing lands outside of the folder
                part = target.with_name(f".{target.name}.part")
                with opened.open(info) as source, part.open("wb") as copy:
                    shutil.copyfileobj(source, copy, 1 << 20)
                part.replace(target)
    except _BROKEN as error:
        raise DataError(f"{archive.name} is no sound archive; fetch it again.") from error
    except OSError as error:
        raise DataError(f"{archive.name} could not be unpacked: {error.strerror or error}.") from error


def _is_whole(place: Path, name: str, kind: str, *, own: Path) -> bool:
    """Whether nothing need be fetched. False for what an interrupted or damaged fetch left below our own folder.

    Raises DataError where another folder holds such files: they are found first, so that fetching would not help.
    """
    if kind != "idx" or place.is_file():
        return True
    try:
        idx.check_whole(place, name)
    except DataError as error:
        if own in place.parents:
            return False
        raise DataError(f"{str(error).rstrip('.')}; mend the files in {place}, or take that folder away.") from error
    return True


def _check_idx(path: Path) -> None:
    idx.read_idx(path)


def _why_not(kind: str, name: str) -> str:
    if kind == "synthetic":
        return f"{name} need not be fetched: Inkscope draws it."
    if kind == "samples":
        return "Your own samples come from the window: correct a character and teach it."
    return (
        f"{name} cannot be fetched: its files are handed out with the homework; put nist36_train.mat, nist36_valid.mat"
        f" and nist36_test.mat into {catalogue.folders()[-1] / name}."
    )
