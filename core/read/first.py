"""FirstReading: a page as the lattice alone read it, and all that a second look or an explanation needs of it."""

from __future__ import annotations

from dataclasses import dataclass

from core.image.sheet import Sheet
from core.page import Page
from core.read.hypotheses import Hypotheses
from core.segment.components import Components


@dataclass(frozen=True, eq=False, slots=True)
class FirstReading:
    """components: of the sheet's mask. hypotheses, alphabets: of each line of the page. exact: by exact shapes. border:
    see core.read.spacing.word_gap."""

    page: Page
    sheet: Sheet
    components: Components
    exact: bool
    hypotheses: tuple[Hypotheses, ...]
    alphabets: tuple[str, ...]
    border: tuple[float, float]
