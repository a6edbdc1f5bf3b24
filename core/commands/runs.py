"""`runs`: list, show, compare, delete and restore the trainings that were kept."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from core.threads import use_one_thread

if TYPE_CHECKING:
    from core.export.figures import Curve
    from core.train.runs import Run, RunInfo


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `runs` to the command line."""
    parser = subparsers.add_parser("runs", help="list, show, compare and delete runs of training")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="every run, oldest first")
    show = actions.add_parser("show", help="one run: settings, state, epochs")
    show.add_argument("name", metavar="RUN")
    compare = actions.add_parser("compare", help="draw the curves of runs over each other and list what differs")
    compare.add_argument("names", metavar="RUN", nargs="+")
    compare.add_argument("--output", metavar="FILE", type=Path, required=True, help="a .png, .svg or .pdf file")
    delete = actions.add_parser("delete", help="move runs to the trash")
    delete.add_argument("names", metavar="RUN", nargs="+")
    restore = actions.add_parser("restore", help="take a run back from the trash")
    restore.add_argument("name", metavar="RUN")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked. Returns 0; raises InkscopeError."""
    use_one_thread()
    lines = {"list": _list, "show": _show, "compare": _compare, "delete": _delete, "restore": _restore}
    for line in lines[arguments.action](arguments):
        print(line)  # noqa: T201
    return 0


def _list(arguments: argparse.Namespace) -> list[str]:
    from core.train.runs import RunsFolder

    infos = RunsFolder().list()
    if not infos:
        return ["No runs yet: `train` makes one."]
    width = max(3, *(len(info.id) for info in infos))
    head = f"{'run':<{width}}  state     epochs     best  model          dataset"
    return [head, *(_row(info, width) for info in infos)]


def _row(info: RunInfo, width: int) -> str:
    config = info.config
    best = "-" if info.best_accuracy is None else f"{info.best_accuracy:.2%}"
    epochs = f"{info.epoch}/{config.epochs}"
    return f"{info.id:<{width}}  {info.state:<8}  {epochs:>6}  {best:>7}  {config.model:<13}  {config.dataset}"


def _show(arguments: argparse.Namespace) -> list[str]:
    from core.train.history_file import load_history
    from core.train.runs import RunsFolder

    found = RunsFolder().open(arguments.name)
    info, history = found.info(), load_history(found.history)
    settings = json.loads(info.config.to_json())
    lines = [
        f"{info.name} ({info.id})",
        f"state    {info.state}{f': {info.reason}' if info.reason not in ('', info.state) else ''}",
        f"created  {info.created[:16].replace('T', ' ')} UTC",
        f"trained  {info.epoch} of {info.config.epochs} epochs, {info.step} steps, {info.seconds:.1f} s",
        f"folder   {found.folder}",
        "",
        *(f"{name.replace('_', ' '):<16} {_plain(value)}" for name, value in settings.items()),
        "",
        "epoch  train loss  right  validation loss  right",
    ]
    for record in history.epochs:
        mark = "  best" if record.epoch == info.best_epoch else ""
        train = f"{record.train_loss:>10.4f}  {record.train_accuracy:>6.2%}" if record.epoch else " " * 18
        lines.append(f"{record.epoch:>5}  {train}  {record.valid_loss:>14.4f}  {record.valid_accuracy:>6.2%}{mark}")
    return lines


def _plain(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _compare(arguments: argparse.Namespace) -> list[str]:
    from core.export.figures import check_format, curves_figure, save_figure
    from core.train.runs import RunsFolder

    check_format(arguments.output)
    found = [RunsFolder().open(name) for name in arguments.names]
    infos = [one.info() for one in found]
    save_figure(curves_figure([curve_of(one) for one in found], "Runs compared"), arguments.output)
    lines = []
    for other in infos[1:]:
        for name, (ours, theirs) in infos[0].config.differences(other.config).items():
            lines.append(f"{name.replace('_', ' ')}: {infos[0].id} {ours}, {other.id} {theirs}")
    return lines or ["The settings are the same."]


def curve_of(found: Run) -> Curve:
    """The epochs of a run as arrays for a figure."""
    import numpy as np

    from core.export.figures import Curve
    from core.train.history_file import load_history

    epochs = load_history(found.history).epochs
    names = ("epoch", "train_loss", "valid_loss", "train_accuracy", "valid_accuracy")
    columns = {name: np.array([getattr(record, name) for record in epochs], np.float64) for name in names}
    return Curve(name=found.info().name, **columns)


def _delete(arguments: argparse.Namespace) -> list[str]:
    from core.train.runs import RunsFolder

    runs = RunsFolder()
    found = {run.folder: run for run in (runs.open(name) for name in arguments.names)}  # one named twice is one
    places = [runs.trash(one) for one in found.values()]
    return [f"{place.name} is in the trash; `runs restore {place.name}` takes it back." for place in places]


def _restore(arguments: argparse.Namespace) -> list[str]:
    from core.train.runs import RunsFolder

    runs = RunsFolder()
    return [f"{runs.restore(runs.trash_folder / Path(arguments.name).name).folder.name} is back."]
