"""Turn single-stroke Hershey fonts (PyPI Hershey-Fonts, MIT) into assets/strokes/hershey.txt. Run once, by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from HersheyFonts import HersheyFonts

from core.alphabet import READER_ALPHABET

_FONTS = {"futural": 1.0, "rowmans": 1.0, "scripts": 0.2}  # weight of each beside our own shapes
_CAPITAL_TOP, _BASELINE = -12.0, 9.0
_CORNER = 50.0  # degrees; sharper turns stay corners, others are the chords of a curve
_HEAD = """\
// Converted by tools/convert_hershey.py from the fonts {fonts} of PyPI's Hershey-Fonts (MIT). The Hershey Fonts were
// originally created by Dr. A. V. Hershey while working at the U. S. National Bureau of Standards; the format of the
// font data was originally created by James Hurt, Cognition, Inc., 900 Technology Park Drive, Billerica, MA 01821.
// The format of the lines is explained in hand.txt.
"""


def _words(stroke: np.ndarray) -> str:
    """The points of one stroke as text, corners marked; repeated points left out."""
    kept = np.concatenate([[True], (np.abs(np.diff(stroke, axis=0)).sum(axis=1) > 0)])
    points = stroke[kept]
    turns = np.zeros(len(points))
    if len(points) > 2:
        steps = np.diff(points, axis=0)
        angles = np.degrees(np.arctan2(steps[:, 1], steps[:, 0]))
        turns[1:-1] = np.abs((np.diff(angles) + 180) % 360 - 180)
    return " ".join(
        f"{column:.0f},{row:.0f}{'!' if turn > _CORNER else ''}"
        for (column, row), turn in zip(points, turns, strict=True)
    )


def main() -> None:
    """Write the file named on the command line."""
    lines = [_HEAD.format(fonts=", ".join(_FONTS)).rstrip("\n")]
    seen: set[str] = set()  # two fonts share many of their glyphs
    scale = 100.0 / (_BASELINE - _CAPITAL_TOP)
    for font, weight in _FONTS.items():
        hershey = HersheyFonts()
        hershey.load_default_font(font)
        for label in READER_ALPHABET.characters:
            glyph = next(iter(hershey.glyphs_for_text(label)), None)
            strokes = [np.array(list(stroke), dtype=float) for stroke in glyph.strokes] if glyph else []
            if not strokes:
                continue
            left = min(stroke[:, 0].min() for stroke in strokes)
            moved = [(stroke - (left, _CAPITAL_TOP)) * scale for stroke in strokes]
            body = " / ".join(_words(stroke) for stroke in moved)
            if f"{label} {body}" not in seen:
                lines.append(f"{label} {font} {weight}: {body}")
            seen.add(f"{label} {body}")
    Path(sys.argv[1]).write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
