"""`train`: a network learns from a dataset; its run is kept and can be resumed."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from core import faults
from core.commands import train_options
from core.commands.option_checks import require_writable
from core.errors import ConfigError, InkscopeError
from core.threads import use_threads

if TYPE_CHECKING:
    from core.data.dataset import Dataset
    from core.inspection_messages import Correction
    from core.train.config import TrainingConfig
    from core.train.distributed import Team
    from core.train.runs import Run, RunsFolder

_STOPPED = 130  # exit code after Ctrl-C, as shells have it


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `train` to the command line."""
    parser = subparsers.add_parser(
        "train",
        help="train a network on a dataset",
        description="Train a network. Ctrl-C stops after the batch under way; --resume goes on from there.",
    )
    train_options.add_options(parser)
    parser.add_argument("--run", metavar="NAME", dest="run_name", default="", help="name of the run")
    parser.add_argument("--resume", metavar="RUN", default="", help="go on with a run that was stopped or killed")
    parser.add_argument("--output", metavar="FILE", type=Path, help="write the best epoch's model there at the end")
    parser.add_argument(
        "--find-learning-rate", action="store_true", help="do not train: try rates for a hundred steps and suggest one"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Train. Returns 0 when it finished, 130 when it was stopped; raises InkscopeError."""
    if arguments.resume and arguments.run_name:
        raise ConfigError("Give either --run NAME for a new run or --resume RUN, not both.")
    if arguments.output is not None:
        require_writable(arguments.output)
    from core.train.runs import RunsFolder

    runs = RunsFolder()
    found = runs.open(arguments.resume) if arguments.resume else None
    begun_with = 1 if found is None else found.info().config.threads
    use_threads(arguments.threads or begun_with)  # before numpy is imported; other threads give other last digits
    from core.train.distributed import end_process, joined

    with joined() as team:
        config = train_options.config_of(arguments, found.info().config if found is not None else None)
        data, corrections = _load(config, found)
        if arguments.find_learning_rate:
            return _find_rate(config, data)
        if found is None and team.first:
            found = _create(runs, config, arguments.run_name, corrections)
        reason = _train(arguments, config, data, found, team)
    code = _finish(arguments, data, found, reason) if found is not None and team.first else 0
    if team.world > 1:
        end_process(code)
    return code


def _load(config: TrainingConfig, resumed: Run | None) -> tuple[Dataset, dict[str, Correction]]:
    """The data as corrected, and the corrections: of now, or of when the resumed run was begun."""
    from core.data.catalogue import load
    from core.data.corrections import in_force
    from core.hand import data_to_learn
    from core.train.corrected_data import corrections_of, corrections_of_run

    data = load(config.dataset)
    corrections = corrections_of(config) if resumed is None else corrections_of_run(resumed)
    relabelled, left_out = in_force(data, corrections)
    if relabelled or left_out:
        faults.say(f"Your corrections apply: {relabelled} samples relabelled, {left_out} left out.")
    return data_to_learn(config, data, corrections), corrections


def _create(runs: RunsFolder, config: TrainingConfig, name: str, corrections: dict[str, Correction]) -> Run:
    from core.train.corrected_data import keep_with

    run = runs.create(config, name=name)
    keep_with(run, config.dataset, corrections)
    return run


def _find_rate(config: TrainingConfig, data: Dataset) -> int:
    from core.train.finder import suggested_rate, try_rates

    trials = list(try_rates(config, data))
    for trial in trials[::10]:
        faults.say(f"rate {trial.learning_rate:.2e}: loss {trial.smooth:.4f}")
    print(f"{suggested_rate(trials):.2g}")  # noqa: T201
    return 0


def _train(arguments: argparse.Namespace, config: TrainingConfig, data: Dataset, run: Run | None, team: Team) -> str:
    """All processes of a team together; returns why training ended."""
    from core.commands.train_progress import TrainProgress, stop_on_signals
    from core.train.control import Control
    from core.train.engine import train

    control = Control()
    with stop_on_signals(control), TrainProgress(config, shown=team.first) as progress:
        generator = train(config, data, control=control, run=run, resume=bool(arguments.resume))
        try:
            return progress.follow(generator)
        except InkscopeError:
            if run is not None and team.first:
                run.discard_if_new()
            raise


def _finish(arguments: argparse.Namespace, data: Dataset, run: Run, reason: str) -> int:
    """What the first process does alone when all have parted: say how it ended, calibrate, write the model."""
    from core.train.calibration import calibrate
    from core.train.models import write_model

    info = run.info()
    if reason == "stopped":
        command = "python main.py" if Path(sys.argv[0]).name == "main.py" else "inkscope"
        faults.say(f"Stopped at step {info.step}. To go on: {command} train --resume {info.id}")
        return _STOPPED
    calibrate(run, data)
    best = "" if info.best_accuracy is None else f", best in epoch {info.best_epoch}: {info.best_accuracy:.2%} right"
    print(f"Run {info.id} {reason}{best}")  # noqa: T201
    if arguments.output is not None:
        write_model(run, arguments.output)
        print(f"Model written to {os.fspath(arguments.output)}")  # noqa: T201
    return 0
