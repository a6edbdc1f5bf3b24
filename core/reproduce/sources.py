"""Where the homework's data lies: names that experiments ask for -> files and folders. Nothing is read here."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from core.data.catalogue import FOLDERS_VARIABLE, folders
from core.errors import DataError

SYNTHETIC = "synthetic"  # in place of a folder: handwriting drawn by Inkscope, named as such

# Name -> where it may lie below a folder of data, the first found is taken; the official files go before stand-ins.
_PLACES = {
    "nist36": ("nist36", "nist36-standin", "."),
    "mnist": ("mnist", "mnist.npz", "characters/mnist.npz"),
    "letters": ("letters.npz", "unipen-curated.npz", "characters/unipen-curated.npz"),
    "flowers": ("flowers17", "oxford-flowers17"),
    "pages": ("pages/cmu16720", "cmu16720", "images"),
    "squeezenet": ("weights/squeezenet1_0-imagenet.safetensors", "squeezenet1_0-imagenet.safetensors"),
}
_HOLDS = {"nist36": "nist36_train.mat", "pages": "01_list.jpg"}  # a folder without it is another one
_DRAWN = {"nist36": "synthetic", "mnist": "synthetic-digits", "letters": "synthetic-letters"}
_WHAT = {
    "nist36": "NIST36 (nist36_train.mat, nist36_valid.mat, nist36_test.mat)",
    "mnist": "MNIST",
    "letters": "a large set of letters (unipen-curated.npz)",
    "flowers": "Flowers-17 (a folder a class)",
    "pages": "the four pages (01_list.jpg and 01_list.gt.txt to 04_deep)",
    "squeezenet": "SqueezeNet's ImageNet weights (squeezenet1_0-imagenet.safetensors)",
}


class Sources:
    """places: folders to look in, in order; synthetic: use drawn handwriting, and nothing else, in their place."""

    def __init__(self, places: Sequence[Path], *, synthetic: bool = False) -> None:
        self.places, self.synthetic = tuple(places), synthetic

    def path(self, name: str) -> Path:
        """The file or folder of this name. Raises DataError that says what is missing."""
        for place in self.places:
            for below in _PLACES[name]:
                found = place / below
                if found.exists() and (name not in _HOLDS or (found / _HOLDS[name]).is_file()):
                    return found.resolve()
        raise DataError(f"{_WHAT[name]} is not here: give the folder that holds it with --data.")

    def dataset(self, name: str) -> str:
        """A path, or a name of the catalogue, that core.data.catalogue.load takes. Raises DataError."""
        if not self.synthetic:
            return str(self.path(name))
        if name not in _DRAWN:
            raise DataError(f"{_WHAT[name]} cannot be drawn: give the folder that holds it with --data.")
        return _DRAWN[name]


def find_sources(asked: str | None, checkout: Path | None = None) -> Sources:
    """--data FOLDER, or "synthetic"; None: the folders that INKSCOPE_DATA names, ../shared/data beside the checkout,
    the person's own. Raises DataError for a folder that does not exist."""
    if asked == SYNTHETIC:
        return Sources((), synthetic=True)
    if asked is not None:
        place = Path(asked).expanduser()
        if not place.is_dir():
            raise DataError(f"There is no folder {asked}: give one with --data.")
        return Sources((place,))
    checkout = checkout or Path(__file__).resolve().parents[2]
    named, own = folders()[:-1], folders()[-1]
    beside = [] if os.environ.get(FOLDERS_VARIABLE) else [checkout.parent / "shared" / "data"]
    return Sources([place for place in (*named, *beside, own) if place.is_dir()])
