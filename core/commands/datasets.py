"""`datasets`: which datasets there are, what is in them, and fetching them."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from core.commands.option_checks import whole

if TYPE_CHECKING:
    from core.data.audit import Audit
    from core.data.dataset import Dataset


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `datasets list | info | fetch` to the command line."""
    parser = subparsers.add_parser(
        "datasets",
        help="list, describe and fetch datasets",
        description="Datasets of labelled characters: those that Inkscope knows by name, and your own files.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="all datasets that have a name, and where they lie")
    listing.add_argument("--format", choices=("text", "json"), default="text", help="what to print (default: text)")
    info = actions.add_parser("info", help="sizes, classes, balance, faults and licence of one dataset")
    info.add_argument("dataset", metavar="NAME", help="a name from the list, or a path")
    info.add_argument("--picture", metavar="FILE", type=Path, help="save samples of each class, plain and distorted")
    info.add_argument("--seed", type=whole(), default=0, help="for splits that have to be drawn, and for the picture")
    info.add_argument("--format", choices=("text", "json"), default="text", help="what to print (default: text)")
    fetch = actions.add_parser("fetch", help="get a dataset from the net; broken downloads go on where they ended")
    fetch.add_argument("dataset", metavar="NAME", help="mnist or an emnist set")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List, describe or fetch. Returns 0; raises InkscopeError."""
    actions = {"list": _list, "info": _info, "fetch": _fetch}
    return actions[arguments.action](arguments)


def _list(arguments: argparse.Namespace) -> int:
    from core.data import catalogue

    rows = [(catalogue.info(name), catalogue.whereabouts(name)) for name in catalogue.names()]
    if arguments.format == "json":
        keys = ("name", "title", "classes", "samples", "licence")
        table = [{**{key: getattr(entry, key) for key in keys}, "where": where} for entry, where in rows]
        sys.stdout.write(json.dumps({"datasets": table}, indent=2, ensure_ascii=False) + "\n")
        return 0
    width = max(len(entry.name) for entry, _ in rows)
    for entry, where in rows:
        size = f"{entry.samples:>9,} of {entry.classes:>2}" if entry.samples else " " * 15
        sys.stdout.write(f"{entry.name:<{width}} {size}  {where}\n")
    return 0


def _info(arguments: argparse.Namespace) -> int:
    from core.data import catalogue
    from core.data.audit import audit

    data = catalogue.load(arguments.dataset, seed=arguments.seed)
    describe = _as_json if arguments.format == "json" else _as_text
    sys.stdout.write(describe(data, audit(data)))
    if arguments.picture is not None:
        _save_picture(arguments.picture, data, arguments.seed)
        sys.stderr.write(f"Samples, and beside them the same distorted, are in {arguments.picture}.\n")
    return 0


def _as_json(data: Dataset, found: Audit) -> str:
    report = {
        "name": data.name,
        "samples": len(data),
        "classes": len(data.alphabet),
        "shape": list(data.shape),
        "licence": data.licence,
        "writers": found.writers,
        "splits": {split: sum(counts.values()) for split, counts in found.counts.items()},
        "counts": found.counts,
        "imbalance": found.imbalance,
        "repeats": found.repeats,
        "findings": list(found.sentences),
    }
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def _as_text(data: Dataset, found: Audit) -> str:
    """A head, a table of classes, the findings."""
    channels, height, width = data.shape
    lines = [
        f"{data.name}: {len(data):,} samples of {len(data.alphabet)} classes",
        f"pictures  {height} x {width} pixels, {'colour' if channels == 3 else 'ink'}",
        "splits    " + ", ".join(f"{split} {sum(counts.values()):,}" for split, counts in found.counts.items()),
        f"writers   {found.writers or 'unknown'}",
        f"licence   {data.licence or 'not stated in the file'}",
        "class     train   valid    test",
    ]
    for label in data.alphabet.labels:
        lines.append(f"{label:<8}" + " ".join(f"{counts[label]:>7,}" for counts in found.counts.values()))
    return "\n".join([*lines, *(found.sentences or ("No faults were found.",))]) + "\n"


def _save_picture(path: Path, data: Dataset, seed: int) -> None:
    import io

    import numpy as np
    from PIL import Image

    from core.data.contact_sheet import contact_sheet
    from core.errors import ExportError
    from core.folders import write_atomically

    kind = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}.get(path.suffix.lower())
    if kind is None:
        raise ExportError(f"{path.name} needs to end in .png, .jpg or .webp.")
    buffer = io.BytesIO()
    Image.fromarray(contact_sheet(data, np.random.default_rng(seed))).save(buffer, kind)
    try:
        write_atomically(path, buffer.getvalue())
    except OSError as error:
        raise ExportError(f"{path} could not be written: {error.strerror or error}.") from error


def _fetch(arguments: argparse.Namespace) -> int:
    from core.commands.progress_bar import ProgressBar
    from core.data.remotes import fetch_dataset

    with ProgressBar(1) as bar:

        def show(have: int, total: int) -> None:
            bar.show(have / total if total else 0.0, f"{have / 2**20:.1f} MiB of {total / 2**20:.1f}")

        place = fetch_dataset(arguments.dataset, progress=show)
    sys.stdout.write(f"{arguments.dataset} is in {place}.\n")
    return 0
