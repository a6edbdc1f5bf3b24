"""Pages that lie on their side: whether a sheet's lines run up and down, and sheets turned by quarters of a circle."""

from __future__ import annotations

import numpy as np

from core.image.pieces import find_pieces
from core.image.sheet import Sheet
from core.image.skew import runs_upright


def quarter_turns(sheet: Sheet) -> int:
    """1 where the lines of writing run up and down, else 0: how often to turn() so that they run across.

    The ink's layout does not tell top from bottom: afterwards the page may stand on its head (turn by 2 more).
    """
    return int(runs_upright(find_pieces(sheet.mask, sheet.ink)))


def turn(sheet: Sheet, quarters: int) -> Sheet:
    """The sheet turned counter-clockwise by quarters of a circle; its boxes lead to the same pixels of the picture."""
    matrix = sheet.matrix
    for done in range(quarters % 4):
        width = sheet.mask.shape[1 - done % 2]
        # A place (row, column) of the turned sheet was at (column, width - row).
        back = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, width], [0.0, 0.0, 1.0]])
        matrix = matrix @ back
    ink = np.ascontiguousarray(np.rot90(sheet.ink, quarters))
    mask = np.ascontiguousarray(np.rot90(sheet.mask, quarters))
    return Sheet(ink, mask, matrix, sheet.height, sheet.width)
