"""Reading time and error of whole pages, ours beside Tesseract's, in one run on one thread.

    python -m benchmarks.read_pages FOLDER [FOLDER...] [--repeat 3]

FOLDER: pictures with a .gt.txt beside each. Prints for every folder the letters and digits wrong (case folded) and the
seconds of all pages (median of the repeats; pictures decoded before, nothing remembered between repeats), the same for
Tesseract 5 where it is installed, and the time of one warm page of 12 megapixels (a given one, enlarged).
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # Tesseract's

import numpy as np
from PIL import Image

from core.image.load import open_picture
from core.image.sheet import Picture
from core.metrics import edit_distance, letters_and_digits
from core.read.reader import Reader

TWELVE_MEGAPIXELS = 12_000_000


def pages_of(folder: Path) -> list[tuple[Path, str]]:
    """Pictures with their transcripts."""
    found = []
    for transcript in sorted(folder.glob("*.gt.txt")):
        stem = transcript.name.removesuffix(".gt.txt")
        pictures = [path for path in folder.glob(f"{stem}.*") if not path.name.endswith(".gt.txt")]
        found += [(path, transcript.read_text()) for path in pictures[:1]]
    return found


def wrong(read: str, truth: str) -> tuple[int, int]:
    """Letters and digits wrong, and how many there are."""
    wanted = letters_and_digits(truth)
    return edit_distance(letters_and_digits(read), wanted), len(wanted)


def ours(pages: list[tuple[Path, str]], repeat: int) -> tuple[str, float]:
    """Error and median seconds of our reader over all pages."""
    reader = Reader.open()
    pictures = [open_picture(path) for path, _ in pages]
    reader.read_picture(pictures[0])
    times, texts = [], []
    for _ in range(repeat):
        reader.forget()
        began = time.perf_counter()
        texts = [reader.read_picture(picture).text for picture in pictures]
        times.append(time.perf_counter() - began)
    return _share(texts, pages), statistics.median(times)


def tesseract(pages: list[tuple[Path, str]], repeat: int) -> tuple[str, float]:
    """Error and median seconds of Tesseract's default engine and page segmentation, one process a page."""
    times, texts = [], []
    with tempfile.TemporaryDirectory() as folder:
        plain = []
        for place, (path, _) in enumerate(pages):
            plain.append(Path(folder) / f"{place}.png")
            Image.fromarray(open_picture(path).pixels).save(plain[-1], compress_level=1)
        for _ in range(repeat):
            began = time.perf_counter()
            texts = [_run_tesseract(path) for path in plain]
            times.append(time.perf_counter() - began)
    return _share(texts, pages), statistics.median(times)


def _run_tesseract(path: Path) -> str:
    done = subprocess.run(["tesseract", str(path), "-"], capture_output=True, text=True, check=False)
    return done.stdout


def _share(texts: list[str], pages: list[tuple[Path, str]]) -> str:
    counts = [wrong(text, truth) for text, (_, truth) in zip(texts, pages, strict=True)]
    errors, total = (sum(column) for column in zip(*counts, strict=True))
    return f"{100 * errors / max(total, 1):5.2f} % ({errors} of {total})"


def one_large_page(pages: list[tuple[Path, str]], repeat: int) -> str:
    """Median time of the page with most characters at 12 megapixels, warm but with nothing remembered."""
    path, _ = max(pages, key=lambda page: len(letters_and_digits(page[1])))
    pixels = open_picture(path).pixels
    scale = (TWELVE_MEGAPIXELS / (pixels.shape[0] * pixels.shape[1])) ** 0.5
    size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
    picture = Picture(np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC)), path.name)
    reader = Reader.open()
    glyphs = len(reader.read_picture(picture).glyphs)
    times, cpu = [], []
    for _ in range(max(repeat, 3)):
        reader.forget()
        began, began_cpu = time.perf_counter(), time.process_time()
        reader.read_picture(picture)
        times.append(time.perf_counter() - began)
        cpu.append(time.process_time() - began_cpu)
    return (
        f"{path.name} at {size[0]} x {size[1]}, {glyphs} characters: {statistics.median(times):.2f} s"
        f" ({statistics.median(cpu):.2f} s of processor time)"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    for folder in arguments.folders:
        pages = pages_of(folder)
        if not pages:
            print(f"{folder}: no pictures with .gt.txt")
            continue
        error, seconds = ours(pages, arguments.repeat)
        print(f"{folder.name}: {len(pages)} pages\n  Inkscope   {error}  {seconds:7.2f} s")
        if shutil.which("tesseract"):
            error, theirs = tesseract(pages, max(1, arguments.repeat // 2))
            print(f"  Tesseract  {error}  {theirs:7.2f} s   ratio {theirs / seconds:.1f}")
        else:
            print("  Tesseract  is not installed")
        print(f"  12 megapixels: {one_large_page(pages, arguments.repeat)}")


if __name__ == "__main__":
    main()
