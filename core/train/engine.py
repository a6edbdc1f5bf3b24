"""train(): a plain generator of records. Who iterates it decides when the next batch is computed.

Nothing runs between two `next` calls. A Control pauses, steps, changes and stops from any thread; closing the
generator, or breaking off a for loop, stops it as well and leaves a run that can be resumed.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Generator

from core.data.dataset import Dataset
from core.errors import InkscopeError, RunError
from core.train.checkpoint import load_checkpoint
from core.train.config import TrainingConfig
from core.train.control import Control
from core.train.learner import Learner
from core.train.recorder import Recorder
from core.train.records import BatchRecord, Change, Record
from core.train.runs import FAILED, FINISHED, STOPPED, Run

_log = logging.getLogger(__name__)

SAVE_SECONDS = 60.0


def train(
    config: TrainingConfig,
    data: Dataset,
    *,
    control: Control | None = None,
    run: Run | None = None,
    resume: bool = False,
    save_seconds: float = SAVE_SECONDS,
) -> Generator[Record, None, str]:
    """Train a network; yields the EpochRecord of the untrained one (epoch 0), a BatchRecord for each step and an
    EpochRecord after each epoch, and returns why it ended: "finished", "stopped early" or "stopped".

    run: the folder to keep it in, or None to keep nothing. resume: go on from the run's last checkpoint, bit for bit
    as if it had never been interrupted (same threads, same build); config may ask for more epochs than before.
    save_seconds: between two checkpoints inside an epoch. Raises ConfigError, DataError, ModelError, RunError; with
    a run its state says so too.
    """
    control = control or Control()
    with contextlib.ExitStack() as stack:
        learner = Learner(config, data)
        if run is not None and learner.team.first:
            stack.enter_context(run.locked())
        if run is not None and resume:
            learner.load(load_checkpoint(run.last))
        recorder = None
        if run is not None and learner.team.first:
            recorder = Recorder(run, learner, save_seconds=save_seconds)
            stack.callback(recorder.close)
        return (yield from _watched(learner, control, recorder))


def _watched(learner: Learner, control: Control, recorder: Recorder | None) -> Generator[Record, None, str]:
    """Train, and let the run say how it ended, whatever happens."""
    try:
        reason = yield from _loop(learner, control, recorder)
    except GeneratorExit:
        if recorder is not None:
            recorder.end(STOPPED, "stopped")
        raise
    except KeyboardInterrupt:
        if recorder is not None:
            recorder.end(STOPPED, "broken off", save=False)
        raise
    except Exception as error:
        if recorder is not None:
            with contextlib.suppress(RunError):  # the disk may be what failed
                recorder.end(FAILED, str(error) if isinstance(error, InkscopeError) else repr(error), save=False)
        raise
    if recorder is not None:
        recorder.end(STOPPED if reason == "stopped" else FINISHED, reason)
    return reason


def _loop(learner: Learner, control: Control, recorder: Recorder | None) -> Generator[Record, None, str]:
    place, epochs = learner.position, learner.config.epochs
    while place.epoch <= epochs:
        stopped = yield from _batches(learner, control, recorder)
        record = None if stopped else learner.end_epoch(lambda: control.state == "stopping")
        if record is None:
            return "stopped"
        if recorder is not None:
            recorder.epoch(record)
        control.epoch_ended()
        yield record
        if learner.tired():
            return "stopped early"
    return "finished"


def _batches(learner: Learner, control: Control, recorder: Recorder | None) -> Generator[BatchRecord, None, bool]:
    """The rest of the epoch under way; returns True if it was stopped. Epoch 0 has no batches."""
    place = learner.position
    while place.epoch and place.batch < learner.feed.batches:
        go_on = control.turn(before_waiting=None if recorder is None else recorder.save)
        if learner.team.any(not go_on):
            return True
        _change(learner, control, recorder)
        record = learner.batch()
        if recorder is not None:
            recorder.batch(record)
        yield record
    return False


def _change(learner: Learner, control: Control, recorder: Recorder | None) -> None:
    changes = control.take_changes()
    if not changes:
        return
    learner.change(changes)
    for name, value in changes.items():
        _log.info("from step %d on %s is %s", learner.position.step, name, value)
        if recorder is not None and isinstance(value, str | int | float):
            recorder.change(Change(learner.position.step, name, value))
