"""Runs experiments one after the other; keeps each result, so that a broken-off run goes on where it was.

OUTPUT/results/NAME.json   what was found, and what it was found with
OUTPUT/figures/            pictures
OUTPUT/runs/, models/      trained networks, kept for the experiments that share them
OUTPUT/reproduction.md, .html
"""

from __future__ import annotations

import dataclasses
import json
import logging
import time
from collections.abc import Sequence
from pathlib import Path

from core.errors import DataError, ExportError, InkscopeError
from core.folders import write_atomically
from core.reproduce.context import Context
from core.reproduce.page import Entry, machine, write_pages
from core.reproduce.result import Result, result_from_json
from core.reproduce.table import EXPERIMENTS, Experiment

_log = logging.getLogger(__name__)


def reproduce(context: Context, experiments: Sequence[Experiment], *, fresh: bool = False) -> list[Entry]:
    """Run what has no kept result (all with fresh), then write the page of all results there are.

    Returns the entries of those asked for. What cannot be made is kept as skipped, with the reason, and is tried again
    the next time. Raises ExportError where the output folder cannot be written.
    """
    entries = []
    for experiment in experiments:
        kept = None if fresh else load_kept(context, experiment)
        if kept is not None and not kept.skipped:
            context.say(f"{experiment.number:2} {experiment.title}: kept from before.")
        else:
            kept = _run(context, experiment)
            _keep(context, experiment, kept)
        entries.append(Entry(experiment.number, experiment.title, kept))
    _write(context)
    return entries


def load_kept(context: Context, experiment: Experiment) -> Result | None:
    """The kept result of an experiment, if it was found with the same settings and sources."""
    path = _path(context.output, experiment)
    if not path.is_file():
        return None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document.get("made_with") != _made_with(context):
            return None
        return result_from_json(json.dumps(document["result"]))
    except (OSError, ValueError, KeyError, AttributeError, DataError):
        _log.warning("the kept result %s cannot be read and is made again", path)
        return None


def _run(context: Context, experiment: Experiment) -> Result:
    context.say(f"{experiment.number:2} {experiment.title}")
    clock, processor = time.perf_counter(), time.process_time()
    try:
        result = experiment.run(context)
    except InkscopeError as error:
        context.say(f"   left out: {error}")
        return Result(skipped=str(error))
    return dataclasses.replace(
        result, seconds=time.perf_counter() - clock, processor_seconds=time.process_time() - processor
    )


def _keep(context: Context, experiment: Experiment, result: Result) -> None:
    document = {"made_with": _made_with(context), "machine": machine(), "result": json.loads(result.to_json())}
    content = json.dumps(document, indent=1, ensure_ascii=False).encode()
    _write_file(_path(context.output, experiment), content)


def _write(context: Context) -> None:
    """The page of every experiment that has a result."""
    entries = []
    for experiment in EXPERIMENTS:
        kept = load_kept(context, experiment)
        if kept is not None:
            entries.append(Entry(experiment.number, experiment.title, kept))
    write_pages(context.output, entries, quick=context.quick)


def _made_with(context: Context) -> dict[str, object]:
    """What a kept result depends on, beside the program."""
    places = [str(place) for place in context.sources.places]
    return {"quick": context.quick, "seed": context.seed, "data": "synthetic" if context.sources.synthetic else places}


def _path(output: Path, experiment: Experiment) -> Path:
    return output / "results" / f"{experiment.number:02}-{experiment.name}.json"


def _write_file(path: Path, content: bytes) -> None:
    try:
        write_atomically(path, content)
    except OSError as error:
        raise ExportError(f"The result cannot be written to {path}: {error.strerror or error}.") from error
