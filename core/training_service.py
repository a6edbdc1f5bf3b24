"""The training process: trains in its main thread, hears the window in another, and runs errands in a third.

The window's orders reach the training by a core.train.control.Control, which the engine looks at between two batches;
they are acknowledged at once, whatever is being computed.
"""

from __future__ import annotations

import logging
import queue
import threading
import traceback
from collections.abc import Callable, Generator
from multiprocessing.connection import Connection

import numpy as np

from core.data import catalogue
from core.data.dataset import Dataset
from core.errors import InkscopeError, RunError
from core.hand import data_to_learn
from core.messages import Shutdown
from core.threads import give_way
from core.train.config import TrainingConfig, Value
from core.train.control import Control
from core.train.corrected_data import corrections_of, corrections_of_run, keep_with
from core.train.feed import Feed
from core.train.learner import parts_of
from core.train.records import BatchRecord, Change, Record
from core.train.runs import Run, RunsFolder
from core.training_desk import Desk, Shelf, history_of
from core.training_events import (
    RatesTried,
    RunsListed,
    StateSaid,
    TrainingBegan,
    TrainingEnded,
    TrainingFailed,
    TrainingReady,
)
from core.training_messages import (
    IDLE,
    PAUSED,
    RUNNING,
    STARTING,
    STOPPING,
    ChangeSettings,
    Errand,
    FindRate,
    Job,
    Pause,
    Resume,
    StartSweep,
    StartTraining,
    Steering,
    StepBatch,
    StepEpoch,
    StopTraining,
    TrainingRequest,
)
from core.training_post import Post
from core.transport import receive

_log = logging.getLogger(__name__)
_FAULT = "Something went wrong inside Inkscope; the log says more."


class WatchedControl(Control):
    """A Control that remembers what the engine took, so that the window hears at which step a change was made."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: dict[str, Value] = {}

    def take_changes(self) -> dict[str, Value]:
        """See Control."""
        changes = super().take_changes()
        self.taken.update(changes)
        return changes


def main(connection: Connection) -> None:
    """What the training process runs (see core.worker)."""
    give_way()
    serve(connection, RunsFolder(), Shelf())


def serve(connection: Connection, runs: RunsFolder, shelf: Shelf) -> None:
    """Answer requests until Shutdown comes or the window is gone."""
    Service(connection, runs, shelf).run()


class Service:
    """One training at a time; a request for another meanwhile is refused."""

    def __init__(self, connection: Connection, runs: RunsFolder, shelf: Shelf) -> None:
        self._connection, self._runs, self._shelf = connection, runs, shelf
        self._desk = Desk(runs, shelf)
        self._post = Post(connection)
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._errands: queue.SimpleQueue[Errand | None] = queue.SimpleQueue()
        self._control: WatchedControl | None = None  # of the job that is waiting or under way

    def run(self) -> None:
        """Returns after Shutdown, or when the window is gone."""
        for work in (self._hear, self._run_errands):
            threading.Thread(target=work, name=work.__name__, daemon=True).start()
        names = catalogue.names()
        here = frozenset(name for name in names if catalogue.is_here(name))
        self._post.put(TrainingReady(tuple((name, catalogue.info(name).title) for name in names), here))
        self._post.put(RunsListed(tuple(self._runs.list())))
        while (job := self._jobs.get()) is not None:
            control = self._control
            assert control is not None
            self._guard(job, lambda job=job, control=control: self._do(job, control))  # type: ignore[misc]
            self._control = None
            self._post.put(StateSaid(IDLE))
        self._post.close()

    def _hear(self) -> None:
        """In its own thread: take requests until there are no more."""
        try:
            while not isinstance(request := receive(self._connection), Shutdown):
                self._take(request)  # type: ignore[arg-type]  # only requests are sent here
        except (EOFError, OSError):
            _log.info("the window is gone")
        if self._control is not None:
            self._control.stop()
        self._errands.put(None)
        self._jobs.put(None)

    def _take(self, request: TrainingRequest) -> None:
        if isinstance(request, StartTraining | StartSweep | FindRate):
            self._accept(request)
        elif isinstance(request, Steering):
            self._guard(request, lambda: self._steer(request))
        elif not isinstance(request, Shutdown):
            self._errands.put(request)

    def _accept(self, job: Job) -> None:
        if self._control is not None:
            self._post.put(TrainingFailed(job, "A network is being trained already: stop it first."))
            return
        self._control = WatchedControl()
        self._post.put(StateSaid(STARTING))
        self._jobs.put(job)

    def _steer(self, order: Steering) -> None:
        control = self._control
        if control is None:
            self._post.put(StateSaid(IDLE))
            return
        match order:
            case Pause():
                control.pause()
            case Resume():
                control.resume()
            case StepBatch(count):
                control.step_batch(count)
            case StepEpoch():
                control.step_epoch()
            case StopTraining():
                control.stop()
            case ChangeSettings(values):
                control.change(**values)
        running = isinstance(order, StepEpoch) and control.state != STOPPING
        self._post.put(StateSaid(RUNNING if running else control.state))

    def _run_errands(self) -> None:
        """In its own thread."""
        while (errand := self._errands.get()) is not None:
            self._guard(errand, lambda errand=errand: self._post.put(self._desk.do(errand)))  # type: ignore[misc]

    def _guard(self, request: TrainingRequest, work: Callable[[], object]) -> None:
        """Do it; what goes wrong is told in one sentence and the process lives on."""
        try:
            work()
        except InkscopeError as error:
            self._post.put(TrainingFailed(request, str(error)))
        except Exception:  # noqa: BLE001  # the edge of the process: whatever it is, the window must hear of it
            details = traceback.format_exc()
            _log.error("a request failed unexpectedly\n%s", details)
            self._post.put(TrainingFailed(request, _FAULT, True, details))

    def _do(self, job: Job, control: WatchedControl) -> None:
        if isinstance(job, FindRate):
            self._find_rate(job.config, control)
        elif isinstance(job, StartTraining):
            self._train(job.config, control, name=job.name, resume=job.resume)
        else:
            for rate in job.rates:
                if control.state != STOPPING:
                    config = job.config.changed(learning_rate=rate)
                    self._train(config, control, name=f"{config.model}, rate {rate:g}")

    def _train(self, config: TrainingConfig, control: WatchedControl, *, name: str = "", resume: str = "") -> None:
        """Train one run from its start, or from its last checkpoint, to its end."""
        resumed = self._runs.open(resume) if resume else None
        corrections = corrections_of(config) if resumed is None else corrections_of_run(resumed)
        data = data_to_learn(config, self._shelf.get(config.dataset), corrections)
        if control.state == STOPPING:
            return
        run = resumed or self._runs.create(config, name=name)
        try:
            if resumed is None:
                keep_with(run, config.dataset, corrections)
            reason, failed = self._follow(config, data, control, run, resume=bool(resume)), False
        except InkscopeError as error:
            reason, failed = str(error), True
        except MemoryError:
            reason, failed = "There is not enough memory: choose a smaller network or batch.", True
        info = run.info()
        run.discard_if_new()
        if failed and not run.folder.exists():
            raise RunError(reason)
        self._post.put(TrainingEnded(info, reason, failed))

    def _follow(self, config: TrainingConfig, data: Dataset, control: WatchedControl, run: Run, *, resume: bool) -> str:
        """Send what the engine yields; returns why it ended."""
        from core.train.engine import train

        info = run.info()
        samples = len(parts_of(data, config.seed).train)
        batches = Feed(samples, config.batch_size, config.seed).batches
        self._post.put(TrainingBegan(info, batches, info.step if resume else 0))
        self._post.put(StateSaid(control.state, info.id))
        generator = train(config, data, control=control, run=run, resume=resume)
        reason = self._relay(generator, control, run if resume else None)
        if reason != "stopped":
            self._calibrate(run, data)
        return reason

    def _relay(self, records: Generator[Record, None, str], control: WatchedControl, resumed: Run | None) -> str:
        post = self._post
        while True:
            try:
                record = next(records)
            except StopIteration as end:
                return str(end.value)
            if resumed is not None:  # now the history is cut to where the training goes on
                post.put(history_of(resumed, up_to=record))
                resumed = None
            if isinstance(record, BatchRecord):
                for name, value in control.taken.items():
                    if isinstance(value, str | int | float):
                        post.note(Change(record.step - 1, name, value))
                control.taken.clear()
                post.note(record)
            else:
                post.note(record.without_arrays())
                if control.state == PAUSED:
                    post.put(StateSaid(PAUSED))

    def _calibrate(self, run: Run, data: Dataset) -> None:
        """As the command line does: what the run's model says of its confidence shall be true."""
        from core.train.calibration import calibrate

        calibrate(run, data)

    def _find_rate(self, config: TrainingConfig, control: Control) -> None:
        from core.train.finder import suggested_rate, try_rates

        trials = []
        data = data_to_learn(config, self._shelf.get(config.dataset), corrections_of(config))
        for trial in try_rates(config, data):
            trials.append(trial)
            if control.state == STOPPING:
                return
        try:
            suggested, message = suggested_rate(trials), ""
        except InkscopeError as error:
            suggested, message = None, str(error)
        rates = np.array([trial.learning_rate for trial in trials])
        self._post.put(RatesTried(rates, np.array([trial.smooth for trial in trials]), suggested, message))
