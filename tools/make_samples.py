"""Composes the sample pages in assets/samples: `python tools/make_samples.py [--fonts FOLDER]`.

The pages are ours: our wording, set glyph by glyph in free handwriting fonts with a seeded wobble, on paper with uneven
light and grain, slightly turned, as a phone would take them. Without --fonts the fonts are fetched by npm.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

_ROOT = Path(__file__).resolve().parent.parent
_FOLDER = _ROOT / "assets" / "samples"
_SIZE = (1200, 1600)  # rows, columns
_EM = 96  # font size in pixels
_GAP = 3.0  # pixels between two letters, so that they stay apart
_QUALITY = 82
Grey = NDArray[np.float32]


@dataclass(frozen=True)
class Sheet:
    """One sample: its name, wording, hand, and what it is written on."""

    name: str
    font: str  # @fontsource package, which names its files so
    seed: int
    text: str
    paper: tuple[int, int, int] = (236, 233, 224)
    pen: tuple[int, int, int] = (38, 42, 64)
    ruled: bool = False
    columns: tuple[str, ...] = ()  # blocks of lines beside each other, below the text
    em: int = _EM

    @property
    def wording(self) -> str:
        """All of it in the order of reading."""
        return "\n".join((self.text, *self.columns))


SHEETS = (
    Sheet(
        "todo", "architects-daughter", 4,
        "TO DO BEFORE FRIDAY\n1. WATER ALL 12 PLANTS\n2. FIX BIKE, BUY OIL\n3. CALL JIM AT 19:30\n"
        "4. PACK BOX 86 AND 47\n5. SLEEP WELL",
    ),
    Sheet(
        "note", "patrick-hand", 7,
        "Dear Zoe,\nthe key is under the blue pot.\nFeed the cat at 8, please, and\nquiz her about fish and mice.\n"
        "Back on June 25. Max",
        paper=(226, 228, 230), pen=(44, 44, 46),
    ),
    Sheet(
        "parts", "gochi-hand", 12,
        "PARTS FOR THE KITE\n2 RODS OF 90 CM\n1 QUILT, 4 X 5 FEET\n30 M OF THIN ROPE\nGLUE, TAPE, WAX\n"
        "JUST 7 EUROS A SET",
        paper=(238, 228, 176), pen=(30, 56, 120), ruled=True,
    ),
    Sheet(
        "soup", "handlee", 5,
        "Onion Soup for Six Hungry Guests",
        paper=(240, 236, 226), pen=(40, 38, 40), em=60,
        columns=(
            "9 large onions\n80 g of butter\n2 litres of stock\n1 glass of wine\nhalf a loaf of bread\n"
            "thyme, salt, cheese",
            "Cut the onions,\nfry them in butter\nfor 40 minutes.\nAdd wine, stock\nand thyme. Cook\n"
            "15 minutes more.\nServe with bread.",
        ),
    ),
)  # fmt: skip


def main() -> int:
    """Write every sample and the text beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fonts", type=Path, help="a folder with the fonts' npm packages (.tgz), already fetched")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for sheet in SHEETS:
            font = unpack_font(arguments.fonts or fetch(sheet.font, Path(name)), sheet.font, Path(name))
            compose(sheet, font).save(_FOLDER / f"{sheet.name}.jpg", quality=_QUALITY, optimize=True)
            (_FOLDER / f"{sheet.name}.gt.txt").write_text(f"{sheet.wording}\n", encoding="utf-8")
    return 0


def fetch(font: str, folder: Path) -> Path:
    """Fetch a font's package by npm into the folder; returns the folder."""
    subprocess.run(["npm", "pack", "--silent", f"@fontsource/{font}"], cwd=folder, check=True, stdout=sys.stderr)
    return folder


def unpack_font(packages: Path, font: str, folder: Path) -> Path:
    """Take the latin regular weight out of the font's package."""
    package = next(packages.glob(f"fontsource-{font}-*.tgz"))
    member = f"package/files/{font}-latin-400-normal.woff2"
    with tarfile.open(package) as archive:
        archive.extract(member, folder, filter="data")
    return folder / member


def compose(sheet: Sheet, font_path: Path) -> Image.Image:
    """Draw one sample page."""
    rng = np.random.default_rng(sheet.seed)
    ink = write(sheet, ImageFont.truetype(str(font_path), sheet.em), rng)
    paper = make_paper(sheet, rng)
    pen = np.array(sheet.pen, dtype=np.float32)
    strength = (0.82 + 0.13 * smooth_noise(rng, 9.0))[..., None]  # a pen does not press evenly
    page = paper * (1 - ink[..., None] * strength) + pen * ink[..., None] * strength
    page = ndimage.rotate(page, rng.uniform(-1.2, 1.2), reshape=False, order=1, mode="nearest")
    page *= light(rng)[..., None]
    page = ndimage.gaussian_filter(page, (0.8, 0.8, 0)) + rng.normal(0, 3.0, page.shape)
    return Image.fromarray(np.clip(page, 0, 255).astype(np.uint8))


def write(sheet: Sheet, font: ImageFont.FreeTypeFont, rng: np.random.Generator) -> Grey:
    """Ink 0..1 (H, W) of the sheet's text, and of its columns below that."""
    ink = np.zeros(_SIZE, dtype=np.float32)
    lines = sheet.text.split("\n")
    pitch = pitch_of(sheet)
    write_block(ink, lines, (190, 130), pitch, font, rng)
    top, left = 190 + pitch * (len(lines) + 0.3), 130.0
    for block in sheet.columns:
        end = write_block(ink, block.split("\n"), (top, left), pitch, font, rng)
        left = end + 2.2 * sheet.em  # wider than any gap between words, as a person leaves it
        top, pitch = top + 0.15 * sheet.em, 0.96 * pitch  # a hand does not keep two columns level
    return np.asarray(np.minimum(ink, 1), dtype=np.float32)


def pitch_of(sheet: Sheet) -> float:
    """Rows from one line to the next."""
    deepest = max((block.count("\n") + 1.3 for block in sheet.columns), default=0)
    return min(185.0, (_SIZE[0] - 200) / (sheet.text.count("\n") + 1 + deepest))


def write_block(
    ink: Grey,
    lines: list[str],
    at: tuple[float, float],
    pitch: float,
    font: ImageFont.FreeTypeFont,
    rng: np.random.Generator,
) -> float:
    """Write lines below each other, the first at this row and column, each glyph with its own size, lean and wobble,
    baselines a little uneven; returns the column where the longest ends."""
    end = at[1]
    for place, line in enumerate(lines):
        slope = rng.normal(0, 0.006)
        column, baseline = at[1] + rng.normal(0, 12), at[0] + pitch * place
        for character in line:
            if character == " ":
                column += font.size * rng.uniform(0.38, 0.48)
                continue
            glyph = wobble(draw_glyph(character, font), rng)
            row = baseline + slope * (column - at[1]) + rng.normal(0, 0.026 * font.size)
            column = place_glyph(ink, glyph, row, column) + _GAP + rng.uniform(2, 7)
        end = max(end, column)
    return end


def draw_glyph(character: str, font: ImageFont.FreeTypeFont) -> Grey:
    """One glyph 0..1 in a square of twice the em, its baseline at 1.3 em, its left bearing at half an em."""
    em = round(font.size)
    picture = Image.new("L", (2 * em, 2 * em))
    ImageDraw.Draw(picture).text((em // 2, int(1.3 * em)), character, 255, font, anchor="ls")
    return np.asarray(picture, dtype=np.float32) / np.float32(255)


def wobble(glyph: Grey, rng: np.random.Generator) -> Grey:
    """Turn, lean, stretch and bend a glyph about its baseline."""
    angle, lean = rng.normal(0, 0.025), rng.normal(0.02, 0.035)
    tall, wide = rng.normal(1, 0.035, 2)
    rows, columns = np.mgrid[: glyph.shape[0], : glyph.shape[1]].astype(np.float32)
    em = glyph.shape[0] / 2
    up, right = rows - 1.3 * em, columns - em
    bend = [ndimage.gaussian_filter(rng.normal(0, 1, glyph.shape), 18) * 60 for _ in range(2)]
    source = [up * tall - right * angle + 1.3 * em + bend[0], right * wide + up * (lean + angle) + em + bend[1]]
    bent = ndimage.map_coordinates(glyph, source, order=1)
    return np.asarray(np.clip(ndimage.gaussian_filter(bent, 0.7) * rng.uniform(1.1, 1.5), 0, 1), dtype=np.float32)


def place_glyph(ink: Grey, glyph: Grey, baseline: float, left: float) -> float:
    """Add a glyph to the page so that its ink begins at this column; returns where its ink ends."""
    used = np.flatnonzero(glyph.max(axis=0) > 0.05)
    glyph = glyph[:, used[0] : used[-1] + 1]
    top, start = round(baseline - 0.65 * glyph.shape[0]), round(left)
    height = min(glyph.shape[0], ink.shape[0] - top)
    if start + glyph.shape[1] > ink.shape[1] - 40:
        raise ValueError("a line is too long for the page")
    ink[top : top + height, start : start + glyph.shape[1]] += glyph[:height]
    return float(start + glyph.shape[1])


def make_paper(sheet: Sheet, rng: np.random.Generator) -> Grey:
    """Paper (H, W, 3): its colour, grain in two sizes, and pale rulings if it is ruled."""
    grain = 2.0 * smooth_noise(rng, 1.5) + 3.0 * smooth_noise(rng, 40.0)
    paper = np.array(sheet.paper, dtype=np.float32) + grain[..., None]
    if sheet.ruled:
        for row in np.arange(206, _SIZE[0], pitch_of(sheet)):
            paper[int(row) : int(row) + 3] *= np.array([0.86, 0.9, 0.97], dtype=np.float32)
    return paper


def light(rng: np.random.Generator) -> Grey:
    """Uneven light 0..1 (H, W): a lamp on one side, a soft shadow across a corner."""
    rows, columns = np.mgrid[: _SIZE[0], : _SIZE[1]].astype(np.float32)
    rows, columns = rows / _SIZE[0], columns / _SIZE[1]
    angle = rng.uniform(0, 2 * np.pi)
    lamp = 0.9 + 0.16 * ((rows - 0.5) * np.sin(angle) + (columns - 0.5) * np.cos(angle))
    shadow = 1 / (1 + np.exp(-((rows + columns * rng.uniform(-0.6, 0.6)) - rng.uniform(0.75, 0.95)) * 14))
    return np.asarray(lamp * (1 - 0.22 * shadow), dtype=np.float32)


def smooth_noise(rng: np.random.Generator, sigma: float) -> Grey:
    """Noise (H, W) of unit deviation whose spots are about sigma wide."""
    noise = ndimage.gaussian_filter(rng.normal(0, 1, _SIZE).astype(np.float32), sigma)
    return np.asarray(noise / noise.std(), dtype=np.float32)


if __name__ == "__main__":
    sys.exit(main())
