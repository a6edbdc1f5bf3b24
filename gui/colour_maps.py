"""Colour maps as colour tables of indexed pictures: weights on a map centred at zero, counts on an even one.

Both can be told apart by colour-blind people: blue against orange, and dark blue to yellow; both in lightness, too.
"""

from __future__ import annotations

from functools import lru_cache

from core.inspection_answers import ZERO
from gui.theme import DARK, LIGHT, Colours

NEGATIVE = {LIGHT.name: "#1B4F9C", DARK.name: "#6FB1FF"}
POSITIVE = {LIGHT.name: "#A84300", DARK.name: "#FFA14D"}
# Light: paper to deep blue. Dark: panel to pale yellow, the ends of cividis.
_COUNTS = {
    LIGHT.name: ("#FAFAF8", "#C9D6E6", "#8FA9CC", "#4E75AE", "#1D3F78"),
    DARK.name: ("#17181A", "#1D3A63", "#556A78", "#A59C74", "#FDE737"),
}


@lru_cache(maxsize=8)
def diverging_table(theme: str) -> tuple[int, ...]:
    """256 colours (0xffRRGGBB) for places of a diverging map: GAP is the hairline, ZERO the panel's colour."""
    colours = _theme(theme)
    middle = colours.paper
    low = [_mix(middle, NEGATIVE[theme], (ZERO - place) / (ZERO - 1)) for place in range(1, ZERO)]
    high = [_mix(middle, POSITIVE[theme], (place - ZERO) / (255 - ZERO)) for place in range(ZERO, 256)]
    return (_rgb(colours.hairline), *low, *high)


@lru_cache(maxsize=8)
def counts_table(theme: str) -> tuple[int, ...]:
    """256 colours (0xffRRGGBB) from nothing (the paper) to all."""
    stops = _COUNTS[theme]
    parts = len(stops) - 1
    table = []
    for place in range(256):
        at = place / 255 * parts
        first = min(int(at), parts - 1)
        table.append(_mix(stops[first], stops[first + 1], at - first))
    return tuple(table)


@lru_cache(maxsize=8)
def ink_table(theme: str) -> tuple[int, ...]:
    """256 colours (0xffRRGGBB) from paper to ink."""
    colours = _theme(theme)
    return tuple(_mix(colours.paper, colours.ink, place / 255) for place in range(256))


def is_light_colour(colour: int) -> bool:
    """Does dark text stand out on it? By the luminance that the eye gives it (Rec. 601)."""
    return 299 * (colour >> 16 & 255) + 587 * (colour >> 8 & 255) + 114 * (colour & 255) > 140_000


def _theme(name: str) -> Colours:
    return DARK if name == DARK.name else LIGHT


def _mix(one: str, other: str, share: float) -> int:
    parts = [round(int(one[at : at + 2], 16) * (1 - share) + int(other[at : at + 2], 16) * share) for at in (1, 3, 5)]
    return 0xFF000000 | parts[0] << 16 | parts[1] << 8 | parts[2]


def _rgb(colour: str) -> int:
    return 0xFF000000 | int(colour[1:], 16)
