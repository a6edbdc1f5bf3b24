"""TrainController: what is trained, what was trained, and the talk with the training process. No widgets."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from core.train.config import LIVE, TrainingConfig, Value
from core.train.runs import RunInfo
from core.training_events import (
    HistoryLoaded,
    RecordsArrived,
    RunChanged,
    RunDeleted,
    RunsListed,
    StateSaid,
    TrainingBegan,
    TrainingEnded,
    TrainingEvent,
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
    DescribeData,
    FindRate,
    LoadHistory,
    Pause,
    Resume,
    RunAction,
    SaveCurves,
    StartSweep,
    StartTraining,
    StepBatch,
    StepEpoch,
    StopTraining,
    WriteModel,
)
from gui.process import FAILED as PROCESS_FAILED
from gui.process import RESTARTING
from gui.train.histories import Histories
from gui.train.pace import Pace
from gui.train.run_curves import GOING, RunCurves, end_symbol, updated
from gui.train.selection import RunSelection
from gui.training_engine import TrainingEngine


class TrainController(QObject):
    """Signals:

    state_changed(str): idle, starting, running, paused or stopping, as asked for or as the process says.
    arrived(object): each TrainingEvent after the controller has taken it in.
    curves_changed(str): a run has more to draw.
    runs_changed(): the list of runs; run_changed(str): one of them.
    """

    state_changed = Signal(str)
    arrived = Signal(object)
    curves_changed = Signal(str)
    runs_changed = Signal()
    run_changed = Signal(str)
    failed = Signal(str)
    said = Signal(str)

    def __init__(self, engine: TrainingEngine, selection: RunSelection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine, self._selection = engine, selection
        self._state, self._run = IDLE, ""
        self.runs: dict[str, RunInfo] = {}
        self.curves: dict[str, RunCurves] = {}
        self.datasets: tuple[tuple[str, str], ...] = ()
        self.live: dict[str, Value] = {}
        self._pace = Pace()
        self._histories = Histories(self)
        self._histories.ready.connect(self.curves_changed)
        self._histories.failed.connect(self.failed)
        engine.event_received.connect(self._take)
        engine.state_changed.connect(self._on_process)

    @property
    def state(self) -> str:
        """Of training."""
        return self._state

    @property
    def run(self) -> str:
        """That trains; "" for none."""
        return self._run

    @property
    def busy(self) -> bool:
        """Whether anything is trained."""
        return self._state != IDLE

    @property
    def opened(self) -> bool:
        """Whether the process was started."""
        return bool(self._engine.state)

    def open(self) -> None:
        """Start the process, which lists the runs by itself."""
        self._engine.start()

    def abandon(self) -> None:
        """The window closes without waiting for the training."""
        self._histories.finish()
        self._run = ""
        self._state = IDLE

    def start(self, config: TrainingConfig, *, name: str = "", resume: str = "") -> None:
        """Train a new run, or go on with one."""
        self._begin(StartTraining(config, name, resume))

    def sweep(self, config: TrainingConfig, rates: tuple[float, ...]) -> None:
        """One run a rate."""
        self._begin(StartSweep(config, rates))

    def find_rate(self, config: TrainingConfig) -> None:
        """Ask for a rate that suits."""
        self._begin(FindRate(config))

    def pause_or_go_on(self) -> None:
        """Pause what runs, go on with what waits."""
        if self._state == PAUSED:
            self._engine.send(Resume())
            self._set_state(RUNNING)
        elif self._state in (RUNNING, STARTING):
            self._engine.send(Pause())
            self._set_state(PAUSED)

    def step_batch(self) -> None:
        """One more batch, then wait."""
        self._engine.send(StepBatch())

    def step_epoch(self) -> None:
        """On to the end of the epoch, then wait."""
        self._engine.send(StepEpoch())
        self._set_state(RUNNING)

    def stop(self) -> None:
        """End after the batch under way."""
        if self.busy:
            self._engine.send(StopTraining())
            self._set_state(STOPPING)

    def change(self, values: dict[str, Value]) -> None:
        """Change live settings of the training under way."""
        if self._run:
            self._engine.send(ChangeSettings(values))

    def describe_data(self, dataset: str) -> None:
        """Ask for a look at a data set."""
        self._engine.send(DescribeData(dataset))

    def act(self, run: str, action: str, value: str | bool = "") -> None:
        """Rename, pin, annotate, delete, restore: see RunAction."""
        self._engine.send(RunAction(run, action, value))

    def write_model(self, run: str, path: str = "") -> None:
        """Have a run's best epoch written as a model file."""
        self._engine.send(WriteModel(run, path))

    def save_curves(self, runs: tuple[str, ...], path: str) -> None:
        """Have the curves written as a figure or as numbers."""
        self._engine.send(SaveCurves(runs, path))

    def curves_of(self, run: str) -> RunCurves:
        """What a run has recorded; asked for if it is not here yet."""
        if run not in self.curves:
            self.curves[run] = RunCurves(run)
            if run in self.runs:
                self.curves[run].end_symbol = end_symbol(self.runs[run])
            self._engine.send(LoadHistory(run))
        return self.curves[run]

    def pace(self) -> float:
        """Batches a second, of late; 0 while that is not known."""
        return self._pace.value

    def seconds_left(self) -> float | None:
        """Until the last epoch of the run that trains ends, at the present pace; None while that is not known."""
        info, pace = self.runs.get(self._run), self.pace()
        if info is None or pace <= 0 or self._state != RUNNING:
            return None
        curves = self.curves[self._run]
        return max(0.0, info.config.epochs * curves.batches - curves.step) / pace

    def _begin(self, job: StartTraining | StartSweep | FindRate) -> None:
        if not self.busy:
            self._engine.send(job)
            self._set_state(STARTING)

    def _take(self, event: TrainingEvent) -> None:
        if isinstance(event, RecordsArrived):
            self._on_records(event)
        elif isinstance(event, StateSaid):
            self._on_state(event)
        elif isinstance(event, TrainingBegan):
            self._on_began(event)
        elif isinstance(event, TrainingEnded):
            self._on_ended(event)
        elif isinstance(event, HistoryLoaded):
            self._on_history(event)
        elif isinstance(event, TrainingFailed):
            self._on_failed(event)
        else:
            self._on_errand(event)
        self.arrived.emit(event)

    def _on_errand(self, event: TrainingEvent) -> None:
        if isinstance(event, TrainingReady):
            self.datasets = event.datasets
        elif isinstance(event, RunsListed):
            self.runs = {info.id: info for info in event.runs}
            self.runs_changed.emit()
        elif isinstance(event, RunChanged):
            self._put(event.run)
        elif isinstance(event, RunDeleted):
            self.runs.pop(event.run, None)
            self.curves.pop(event.run, None)
            if self._selection.run == event.run:
                self._selection.choose_run("")
            self.runs_changed.emit()

    def _on_state(self, event: StateSaid) -> None:
        if event.state == IDLE:
            self._run = ""
        # An answer to an order that a newer one has overtaken is not shown: stopping stays stopping.
        if not (self._state == STOPPING and event.state in (RUNNING, PAUSED)):
            self._set_state(event.state)

    def _on_began(self, event: TrainingBegan) -> None:
        run = event.run.id
        self._run = run
        if event.step == 0 or run not in self.curves:
            self.curves[run] = RunCurves(run, batches=event.batches)
        self.curves[run].end_symbol = GOING
        self._pace.clear()
        self.live = {name: getattr(event.run.config, name) for name in LIVE}
        self._put(event.run)
        self._selection.choose_run(run)

    def _on_records(self, event: RecordsArrived) -> None:
        curves = self.curves.get(event.run)
        if curves is None:
            return
        self._histories.add(curves, event)
        self.live |= {change.name: change.value for change in event.changes}
        self._pace.note(curves.step)
        for record in event.epochs:
            self._selection.announce(event.run, record)
        if event.epochs:
            self._put(updated(self.runs[event.run], curves))
        self.curves_changed.emit(event.run)

    def _on_ended(self, event: TrainingEnded) -> None:
        self._put(event.run)
        if event.run.id in self.curves:
            self.curves[event.run.id].end_symbol = end_symbol(event.run)
        self._run = ""
        if event.failed:
            self.failed.emit(event.reason)
        self.curves_changed.emit(event.run.id)

    def _on_history(self, event: HistoryLoaded) -> None:
        if event.run in self.curves:
            self._histories.load(self.curves[event.run], event)

    def _on_failed(self, event: TrainingFailed) -> None:
        self.failed.emit(event.message)
        if isinstance(event.request, LoadHistory):
            self.curves.pop(event.request.run, None)

    def _on_process(self, state: str) -> None:
        """The process died: what it trained has died with it; its folder has all up to the last checkpoint."""
        if state not in (RESTARTING, PROCESS_FAILED):
            return
        if self._run:
            name = self.runs[self._run].name
            self.failed.emit(f"The training process died while it trained {name}; continue it from its checkpoint.")
        elif state == PROCESS_FAILED:
            self.failed.emit("The training process cannot be started; start a training to try once more.")
        self._run = ""
        self._set_state(IDLE)

    def _put(self, info: RunInfo) -> None:
        self.runs[info.id] = info
        self.run_changed.emit(info.id)

    def _set_state(self, state: str) -> None:
        if state != self._state:
            self._state = state
            if state != RUNNING:
                self._pace.clear()
            self.state_changed.emit(state)
