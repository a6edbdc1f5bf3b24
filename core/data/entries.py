"""The catalogue's table: names, titles, sizes, licences. Values only, so that the window may show them."""

from __future__ import annotations

from dataclasses import dataclass

SYNTHETIC_LICENCE = "MIT: drawn by Inkscope from its own templates and Hershey fonts"
_NIST = "NIST Special Database 19 (a work of the US government)"


@dataclass(frozen=True, slots=True)
class Entry:
    """One dataset of the catalogue. kind: "synthetic", "samples", "mat", "idx" or "found" (lies in a named folder).

    classes, samples: how many it has, 0 where that is not known before it is read.
    """

    name: str
    title: str
    kind: str
    classes: int
    samples: int
    licence: str
    fetchable: bool = False


def _synthetic(name: str, classes: int, what: str) -> Entry:
    return Entry(name, f"{what} drawn by Inkscope", "synthetic", classes, 450 * classes, SYNTHETIC_LICENCE)


def _emnist(part: str, classes: int, count: int, title: str) -> Entry:
    return Entry(f"emnist-{part}", f"EMNIST {title}", "idx", classes, count, _NIST, fetchable=True)


ENTRIES = (
    _synthetic("synthetic", 36, "capitals and digits"),
    _synthetic("synthetic-digits", 10, "digits"),
    _synthetic("synthetic-letters", 52, "capitals and small letters"),
    _synthetic("synthetic-all", 82, "letters, digits and marks"),
    Entry("samples", "your own handwriting: what you taught Inkscope", "samples", 0, 0, "yours"),
    Entry("nist36", "capitals and digits of the 16-720 homework", "mat", 36, 16_200, "not stated with the files"),
    Entry("mnist", "MNIST, handwritten digits", "idx", 10, 70_000, "CC BY-SA 3.0", fetchable=True),
    _emnist("balanced", 47, 131_600, "Balanced: digits and letters, cases joined where alike"),
    _emnist("byclass", 62, 814_255, "By Class: digits, capitals and small letters"),
    _emnist("bymerge", 47, 814_255, "By Merge: as By Class, cases joined where alike"),
    _emnist("letters", 26, 145_600, "Letters: both cases under one label"),
    _emnist("digits", 10, 280_000, "Digits"),
    _emnist("mnist", 10, 70_000, "MNIST: digits cut as in MNIST"),
)
