"""The characters that the reader learns from: which sources, how much each counts, and what is held out.

Held out by writer wherever writers are known. Samples that their source calls a test split are never used to train.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.alphabet import CAPITALS, DIGITS, PUNCTUATION, SMALL
from core.errors import DataError

# Weight of a source for digits, capitals, small letters and marks; 0 leaves it out. Weighed by how near a source is
# to writing on paper and by how sound its labels are (agreement in ../shared/data/README.md), not tuned.
WEIGHTS: dict[str, tuple[float, float, float, float]] = {
    "unipen-curated": (3, 3, 3, 3),
    "tasnimul-62": (2, 3, 3, 0),
    "chars74k-hnd-images": (2, 2, 2, 0),
    "chars74k-hnd-strokes": (1, 1, 2, 0),
    "mohneesh7-upper": (0, 2, 0, 0),
    "muti-kara-upper": (0, 1, 0, 0),
    "az-handwritten-sample": (0, 1.5, 0, 0),
    "nist-sd19-J-C": (0, 0.5, 0, 0),
    "xxmrphdxx-upper": (0, 0.4, 0, 0),
    "comp472-upper": (0, 0.6, 0, 0),
    "mingyanying-upper": (0, 0.4, 0, 0),
    "jermnelson-62": (0.2, 0.2, 0.3, 0),
    "choice-cursive-62": (0.2, 0.2, 0.3, 0),
    "omniglot-latin": (0, 0, 1, 0),
    "mnist": (2, 0, 0, 0),
    "pendigits": (1, 0, 0, 0),
    "usps": (0.5, 0, 0, 0),
    "semeion": (0.4, 0, 0, 0),
    "femnist-digits-glin20": (0.7, 0, 0, 0),
    "nist-sd19-sheggs": (0.5, 0, 0, 0),
    "bhmsds": (1, 0, 0.5, 0.6),
    "math-symbols-xainano": (0.2, 0, 0, 0.6),
    "paramsonawane-ascii": (0.3, 0.3, 0.3, 0.8),
    "hascii-sample-punctuation": (0, 0, 0, 0.8),
}
KINDS = (DIGITS, CAPITALS, SMALL, PUNCTUATION)


@dataclass(frozen=True, eq=False, slots=True)
class Source:
    """Characters of one file. images: uint8 (N, H, W), ink 255 on 0. labels: str (N,).

    split: "train", "valid" or "test" (N,). owners: who wrote each, or its own number where that is unknown (N,).
    """

    name: str
    images: NDArray[np.uint8]
    labels: NDArray[np.str_]
    split: NDArray[np.str_]
    owners: NDArray[np.str_]


def open_sources(folder: Path) -> list[Source]:
    """The sources of WEIGHTS that lie in this folder. Raises DataError if there is none."""
    found = [_open(folder / f"{name}.npz") for name in WEIGHTS if (folder / f"{name}.npz").is_file()]
    if not found:
        raise DataError(f"There are no character files in {folder}; name the folder that holds unipen-curated.npz.")
    return found


def _open(path: Path) -> Source:
    with np.load(path, allow_pickle=False) as archive:
        table = {name: archive[name] for name in archive.files}
    sound = _sound(table)
    owners = _owners(table)
    split = _split(path.stem, table["split"].astype(str), owners)
    return Source(path.stem, table["images"][sound], table["labels"][sound], split[sound], owners[sound])


def _sound(table: dict[str, NDArray[np.generic]]) -> NDArray[np.bool_]:
    """Samples without a known fault: doubtful label, label that contradicts an equal picture, repeat."""
    keep = np.ones(len(table["labels"]), bool)
    if "check" in table:
        keep &= table["check"] != "doubt"
    if "conflict" in table:
        keep &= ~table["conflict"].astype(bool) & table["first_copy"].astype(bool)
    if "case_merged" in table:
        keep &= np.char.isdigit(table["labels"].astype(str))
    return keep


def _owners(table: dict[str, NDArray[np.generic]]) -> NDArray[np.str_]:
    """Who wrote each sample, as far as the file tells; else each is its own."""
    if "group" in table:
        return table["group"].astype(str)
    if len(np.unique(table["writer"])) > 1:
        return table["writer"].astype(str)
    return np.arange(len(table["labels"])).astype(str)


def _split(name: str, given: NDArray[np.str_], owners: NDArray[np.str_]) -> NDArray[np.str_]:
    """8 % of the writers to test, 6 % to valid, by a fixed hash; the source's own test split is test."""
    family = "chars74k" if name.startswith("chars74k") else name  # two files of the same drawings
    places = {who: zlib.crc32(f"{family}/{_plain(who)}".encode()) % 100 for who in np.unique(owners)}
    place = np.array([places[who] for who in owners])
    split = np.where(place < 8, "test", np.where(place < 14, "valid", "train"))
    return np.where(given == "test", "test", split).astype(str)


def _plain(who: str) -> str:
    return who.lstrip("0") or who
