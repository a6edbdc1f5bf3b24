"""`read`: pictures of handwriting become text, JSON, hOCR, ALTO or PAGE."""

from __future__ import annotations

import argparse
from pathlib import Path

from core import faults
from core.alphabet import CHOICES
from core.commands import page_source
from core.commands.progress_bar import ProgressBar
from core.threads import use_one_thread

_FORMATS = ("text", "json", "hocr", "alto", "page")  # of core.export.formats, which is too heavy to ask here


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `read` to the command line."""
    parser = subparsers.add_parser(
        "read",
        help="read handwriting from pictures",
        description="Read handwriting from pictures (JPEG, PNG, WebP, BMP, TIFF, PDF) and print its text.",
        epilog="Exit code 0 when all files were read, 2 when any could not be.",
    )
    parser.add_argument("images", metavar="IMAGE", nargs="+", type=Path, help="a picture or PDF file")
    parser.add_argument("--format", choices=_FORMATS, default="text", help="what to print (default: text)")
    parser.add_argument("--alphabet", choices=CHOICES, default="auto", help="characters to expect (default: auto)")
    parser.add_argument(
        "--exact-shapes", action="store_true", help="each character by its shape alone, without language: for codes"
    )
    parser.add_argument("--model", metavar="FILE", type=Path, help="read with this model file, not the embedded one")
    parser.add_argument(
        "--output",
        metavar="FILE_OR_FOLDER",
        help="write there instead of to the screen; a folder (existing, or ending in /) gets a file for each picture",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read each file, report those that could not be read, write the rest. Returns 2 if any failed, else 0."""
    use_one_thread()
    from core.commands.read_output import make_sink
    from core.export.formats import FORMATS

    sink = make_sink(arguments.output, FORMATS[arguments.format], arguments.images)
    reader = page_source.open_reader(arguments.model)
    failed = 0
    with ProgressBar(len(arguments.images), shown=len(arguments.images) > 1) as bar:
        for place, path in enumerate(arguments.images):
            check = _progress_of(bar, place, path.name)
            pages, error = page_source.try_to_read(
                reader, path, alphabet=arguments.alphabet, exact_shapes=arguments.exact_shapes, check=check
            )
            bar.wipe()
            if error:
                failed += 1
                faults.say(error)
            sink.add(path, pages)
    sink.finish()
    return 2 if failed else 0


def _progress_of(bar: ProgressBar, place: int, name: str) -> page_source.Check:
    """What shows the progress within one file of several."""

    def check(fraction: float, what: str) -> None:
        bar.show(place + fraction, f"{name}: {what}")

    return check
