"""What a person said of single samples of a data set: another label, or left out. Kept beside it, never in it.

A sample is known by the digest of its picture, so that a correction holds whatever order or split it stands in. One
JSON file a data set in the data folder; kept whole, so that taking a correction back is keeping the ones before.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.errors import DataError
from core.folders import data_folder, write_atomically
from core.inspection_messages import Correction

_LARGEST = 64 << 20  # bytes
_LONGEST_LABEL = 64


def corrections_folder() -> Path:
    """Where the person's corrections lie."""
    return data_folder() / "corrections"


class CorrectionStore:
    """Loads and keeps the corrections of data sets, by their names."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = corrections_folder() if folder is None else folder

    def load(self, dataset: str) -> dict[str, Correction]:
        """Digest -> correction; empty where there are none. Raises DataError for a file that is damaged."""
        return read_corrections(self._path(dataset), dataset)

    def keep(self, dataset: str, corrections: Mapping[str, Correction]) -> None:
        """Keep exactly these, whole or not at all. Raises DataError."""
        write_corrections(self._path(dataset), dataset, corrections)

    def _path(self, dataset: str) -> Path:
        """Readable, and distinct also for names that differ only in signs that files cannot have."""
        stem = re.sub(r"[^\w.-]+", "-", dataset).strip("-.")[-60:] or "dataset"
        return self.folder / f"{stem}-{hashlib.blake2b(dataset.encode(), digest_size=4).hexdigest()}.json"


def read_corrections(path: Path, dataset: str) -> dict[str, Correction]:
    """What a file holds, digest -> correction; empty where it is not there. Raises DataError where it is damaged."""
    if not path.exists():
        return {}
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError("too large")
        stored = json.loads(path.read_bytes())["corrections"]
        return {str(digest): _correction(entry) for digest, entry in stored.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"The corrections of {dataset} in {path} cannot be read: mend the file or move it away."
        ) from error


def write_corrections(path: Path, dataset: str, corrections: Mapping[str, Correction]) -> None:
    """Write exactly these, whole or not at all. Raises DataError."""
    entries = {
        digest: {"label": said.label, "excluded": said.excluded}
        for digest, said in sorted(corrections.items())
        if said.label or said.excluded
    }
    content = json.dumps({"dataset": dataset, "corrections": entries}, indent=1).encode()
    try:
        write_atomically(path, content)
    except OSError as error:
        raise DataError(f"The corrections could not be kept: {error.strerror or error}.") from error


def digest_of(image: NDArray[np.uint8]) -> str:
    """Of one picture, 32 hexadecimal digits (BLAKE2b); other pictures have another one."""
    content = np.ascontiguousarray(image)
    return hashlib.blake2b(content.tobytes(), digest_size=16, person=str(content.shape).encode()[:16]).hexdigest()


def corrected(data: Dataset, corrections: Mapping[str, Correction]) -> Dataset:
    """The samples with their corrections in force: relabelled, or left out. A label that it lacks changes nothing."""
    labels, kept = correct_labels(data, corrections)
    changed = replace(data, labels=labels)
    return changed if kept.all() else changed.take(kept)


def correct_labels(data: Dataset, corrections: Mapping[str, Correction]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Labels (N,) with the corrections in force, and which samples count (N,)."""
    labels, kept = data.labels.copy(), np.ones(len(data), bool)
    places = {label: place for place, label in enumerate(data.alphabet.labels)}
    for place, image in enumerate(data.images) if corrections else ():
        said = corrections.get(digest_of(image))
        if said is not None:
            kept[place] = not said.excluded
            labels[place] = places.get(said.label, labels[place])
    return labels, kept


def in_force(data: Dataset, corrections: Mapping[str, Correction]) -> tuple[int, int]:
    """How many samples are relabelled, and how many left out: a correction of a picture that is gone counts nowhere."""
    labels, kept = correct_labels(data, corrections)
    return int((kept & (labels != data.labels)).sum()), int((~kept).sum())


def _correction(entry: Mapping[str, object]) -> Correction:
    label, excluded = entry["label"], entry["excluded"]
    if not isinstance(label, str) or len(label) > _LONGEST_LABEL or not isinstance(excluded, bool):
        raise ValueError("not a correction")
    return Correction(label, excluded)
