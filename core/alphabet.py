"""Alphabets: which characters a model or a reading knows, and which of them look alike."""

from __future__ import annotations

import string
from dataclasses import dataclass

DIGITS = string.digits
CAPITALS = string.ascii_uppercase
SMALL = string.ascii_lowercase
PUNCTUATION = ".,!?'\"-:;()/&+=@#%*$"

# Classes that are no character: a piece of one, more than one, or no writing at all.
PART, SEVERAL, NOISE = "part", "several", "noise"
NON_CHARACTERS = (PART, SEVERAL, NOISE)

# Characters that one drawn shape can mean; what stands around it decides.
LOOK_ALIKES: tuple[str, ...] = (
    "0Oo", "1Il|", "5Ss", "2Zz", "6Gb", "9gq", "uUvV", "Cc", "Ww", "Xx", "Pp", "Kk",
)  # fmt: skip

# What a person may ask for; "auto" lets the page decide.
CHOICES = ("auto", "digits", "capitals", "all")
_CHARACTERS = {
    "digits": DIGITS,
    "capitals": CAPITALS + DIGITS,
    "all": CAPITALS + SMALL + DIGITS,
}


@dataclass(frozen=True, slots=True)
class Alphabet:
    """Labels in the order of a network's outputs: single characters, then names such as "part"."""

    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(set(self.labels)) != len(self.labels):
            raise ValueError("an alphabet needs distinct labels")

    def __len__(self) -> int:
        return len(self.labels)

    def index(self, label: str) -> int:
        """Place of a label; KeyError if it is not in the alphabet."""
        try:
            return self.labels.index(label)
        except ValueError:
            raise KeyError(label) from None

    @property
    def characters(self) -> tuple[str, ...]:
        """The labels that are characters."""
        return tuple(label for label in self.labels if label not in NON_CHARACTERS)


READER_ALPHABET = Alphabet((*CAPITALS, *DIGITS, *SMALL, *PUNCTUATION, *NON_CHARACTERS))
NIST36_ALPHABET = Alphabet((*CAPITALS, *DIGITS))


def characters_of(choice: str) -> frozenset[str]:
    """Characters that a reading with this choice ("digits", "capitals" or "all") may give; marks always may.

    Raises KeyError for another choice; "auto" must be decided first.
    """
    return frozenset(_CHARACTERS[choice] + PUNCTUATION)


def looks_like(character: str) -> frozenset[str]:
    """The characters that share its shape, itself included."""
    alike = {character}
    for group in LOOK_ALIKES:
        if character in group:
            alike.update(group)
    return frozenset(alike)
