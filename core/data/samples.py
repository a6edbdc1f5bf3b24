"""The person's own labelled glyphs: a folder per character in the data folder, a PNG per sample, black on white."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.data.dataset import Dataset
from core.data.folder import folder_name, label_of, load_folder
from core.errors import DataError
from core.folders import data_folder, write_atomically

SIDE = 32
_DEALT = ("train", "train", "train", "valid", "test")


def samples_folder() -> Path:
    """Where the person's samples lie."""
    return data_folder() / "samples"


class SampleStore:
    """Adds, counts, removes and loads samples. Each is one file, written whole; any file manager can tidy them."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = samples_folder() if folder is None else folder

    def add(self, label: str, patch: NDArray[np.uint8]) -> Path:
        """Keep a patch, uint8 (32, 32), ink 255 on 0, as this label. The same patch under another label is replaced:
        the last word counts. Raises DataError."""
        if patch.shape != (SIDE, SIDE) or patch.dtype != np.uint8 or not patch.any():
            raise DataError(f"A sample is a {SIDE} x {SIDE} picture with some ink, not {patch.dtype} {patch.shape}.")
        target = self.folder / folder_name(label) / f"{hashlib.sha256(patch.tobytes()).hexdigest()[:24]}.png"
        buffer = io.BytesIO()
        Image.fromarray(255 - patch).save(buffer, "PNG")
        try:
            write_atomically(target, buffer.getvalue())
            for other in self.folder.glob(f"*/{target.name}"):
                if other != target:
                    other.unlink(missing_ok=True)
        except OSError as error:
            raise DataError(f"The sample could not be kept: {error.strerror or error}.") from error
        return target

    def remove(self, path: Path) -> None:
        """Forget one sample that add() returned. Raises DataError if it is none of this store's."""
        if path.parent.parent != self.folder or not path.is_file():
            raise DataError(f"{path.name} is none of your samples.")
        path.unlink()

    def counts(self) -> dict[str, int]:
        """How many samples each label has, labels sorted."""
        folders = sorted(self.folder.iterdir()) if self.folder.is_dir() else []
        counted = {label_of(place.name): len(list(place.glob("*.png"))) for place in folders if place.is_dir()}
        return {label: count for label, count in sorted(counted.items()) if count}

    def load(self, *, seed: int = 0) -> Dataset:
        """All samples, a fifth each for validation and test: which, their pictures decide, so that what was held back
        stays so when more are added. Raises DataError if there are none."""
        if not self.counts():
            raise DataError("You have no samples yet: correct what you wrote in Read, then take Teach my hand.")
        data = load_folder(self.folder, side=SIDE, colour=False, light_paper=True, seed=seed)
        return replace(data, name="samples", licence="yours", split=_split(data.images))


def _split(images: NDArray[np.uint8]) -> NDArray[np.str_]:
    digests = [hashlib.sha256(image.tobytes()).digest() for image in images]
    split = np.array([_DEALT[digest[0] % len(_DEALT)] for digest in digests])
    order = np.argsort([digest.hex() for digest in digests])
    for part, place in (("test", 0), ("valid", 1), ("train", 2)):  # where chance left one without a sample
        if not (split == part).any() and len(split) > place:
            split[order[place]] = part
    return split
