"""How long core.image takes on a 12-megapixel page: python -m benchmarks.prepare [PICTURE...]

Without arguments a page is composed: printed letters of three heights, light falling off to a corner, camera grain,
saved as JPEG. Prints the best of five runs, as wall clock and as processor time (other work on the machine slows the
first more than the second). Nothing here uses more than one thread.
"""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.image.clean import prepare
from core.image.load import decode

RUNS = 5
TEXT = "THE QUICK BROWN FOX JUMPS OVER 1234567890 LAZY DOGS AND BACK AGAIN TO DEN"


def compose(letter: int) -> bytes:
    """A JPEG page of 3000 x 4000 pixels with capitals of this height."""
    image = Image.new("L", (4000, 3000), 235)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=round(letter / 0.7))
    for number, top in enumerate(range(150, 2800 - letter, 2 * letter)):
        draw.text((150, top), (TEXT[number % 40 :] + " " + TEXT)[: 3700 // letter], fill=45, font=font)
    rng = np.random.default_rng(0)
    light = 1.0 - 0.5 * np.linspace(0, 1, 3000)[:, None] * np.linspace(0, 1, 4000)[None, :]
    grey = np.asarray(image) * light + rng.normal(0, 3, (3000, 4000))
    content = io.BytesIO()
    Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).convert("RGB").save(content, "JPEG", quality=90)
    return content.getvalue()


def measure(name: str, content: bytes) -> None:
    """Prints one line for one picture."""
    decoded, cleaned, wall = [], [], []
    for _ in range(RUNS):
        start = time.process_time()
        picture = decode(content, name)
        middle, clock = time.process_time(), time.perf_counter()
        sheet = prepare(picture.pixels)
        wall.append(time.perf_counter() - clock)
        cleaned.append(time.process_time() - middle)
        decoded.append(middle - start)
    megapixels = picture.height * picture.width / 1e6
    print(
        f"{name:24} {megapixels:5.1f} MP  sheet {sheet.mask.size / 1e6:4.1f} MP  decode {min(decoded) * 1000:4.0f} ms  "
        f"prepare {min(cleaned) * 1000:4.0f} ms processor, {min(wall) * 1000:4.0f} ms wall"
    )


def main(names: list[str]) -> None:
    """Measures the named files, or the composed pages."""
    for name in names:
        measure(Path(name).name, Path(name).read_bytes())
    for letter in () if names else (30, 60, 150):
        measure(f"letters of {letter} pixels", compose(letter))


if __name__ == "__main__":
    main(sys.argv[1:])
