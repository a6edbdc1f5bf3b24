"""TrainWorkspace: form, curves and runs, and the wires between them and the controller."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.errors import ConfigError
from core.train.config import TrainingConfig
from core.training_events import (
    DataDescribed,
    HandCompared,
    RatesTried,
    TrainingBegan,
    TrainingEvent,
    TrainingFailed,
    TrainingReady,
)
from core.training_messages import IDLE, PAUSED, RUNNING, STOPPING, DescribeData
from gui.context import Context
from gui.theme import DARK, LIGHT, colours_of, icon, palette_of
from gui.train.board import CurveBoard
from gui.train.controller import TrainController
from gui.train.drawn_runs import MOST_DRAWN, DrawnRuns
from gui.train.form import TrainingForm
from gui.train.frame import TrainFrame
from gui.train.hand_verdict import HandVerdict
from gui.train.look import EPOCHS, STEPS
from gui.train.rows import CAN_PAUSE, CAN_START, HAS_RUN, IS_FREE, TRAINING, TrainDeeds, train_rows
from gui.train.run_deeds import RunDeeds
from gui.train.run_table import RunTable
from gui.train.start_bar import ICONS, WORDS, StartBar
from gui.train.status_strip import StatusStrip, progress_sentence
from gui.workspaces import Workspace

SWEEP = (0.1, 0.3, 1.0, 3.0, 10.0)  # times the rate in the form
_PROGRESS = 250  # milliseconds between two sentences of progress
_STEPS = ("train.step_batch", "train.step_epoch", "train.stop")
_RUN_TOOLS = ("run.go_on", "run.duplicate", "run.pin", "run.delete", "run.use")
_RUN_MENU = (*_RUN_TOOLS[:3], "run.rename", *_RUN_TOOLS[3:], "run.save_model", "curves.save")
_CURVE_TOOLS = ("curves.log", "curves.side_by_side", "curves.fit", "curves.copy", "curves.save")


class TrainWorkspace(Workspace):
    """Owns what is drawn; the controller owns what is known."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.controller = TrainController(context.training, context.selection, self)
        self.drawn = DrawnRuns(self.controller)
        self.form = TrainingForm()
        self.board = CurveBoard()
        self.table = RunTable()
        self.deeds = RunDeeds(context, self.controller, self.table, self.form, self)
        context.actions.add(train_rows(self._make_deeds()))
        actions = context.actions
        self.start_bar = StartBar(actions.action("train.start"), [actions.action(name) for name in _STEPS])
        self.strip = StatusStrip([actions.action(name) for name in _CURVE_TOOLS])
        self.table.set_actions(
            [actions.action(name) for name in _RUN_TOOLS], [actions.action(name) for name in _RUN_MENU]
        )
        self._before_sweep: TrainingConfig | None = None
        self._progress = QTimer(self, interval=_PROGRESS)
        self._progress.timeout.connect(self._show_progress)
        self.verdict = HandVerdict()
        self._frame = TrainFrame(self.form, self.start_bar, (self.strip, self.verdict), self.board, self.table)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._frame)
        self._connect()
        self._show_state(IDLE)
        self._on_chosen(context.selection.run)
        self._show_look()

    def activate(self) -> None:
        """The first time, the training process is started: it lists the runs. The data set is looked at each time:
        samples may have been corrected, or written, meanwhile."""
        if self.controller.opened:
            self.controller.describe_data(self.form.dataset)
        else:
            self.controller.open()
            self._describe(self.form.dataset)
        self.start_bar.start.setFocus(Qt.FocusReason.OtherFocusReason)
        self.board.touch()

    def may_close(self) -> bool:
        """Ask what to do with a training that runs; False to stay open, also until its checkpoint is written."""
        if not self.controller.busy:
            return True
        return self.deeds.ask_to_close(self.window())

    def close_down(self) -> None:
        """Save the sizes of the panes, end the training process."""
        self._frame.save_sizes()
        self._progress.stop()
        self._context.training.stop()

    def _make_deeds(self) -> TrainDeeds:
        runs, board = self.deeds, self.board
        return TrainDeeds(
            start_or_pause=self._start_or_pause,
            step_batch=self.controller.step_batch,
            step_epoch=self.controller.step_epoch,
            stop=self.controller.stop,
            sweep=self._sweep,
            find_rate=lambda: self._with_config(self.controller.find_rate),
            go_on=runs.go_on,
            duplicate=runs.duplicate,
            pin=runs.pin,
            rename=self.table.edit_name,
            delete=runs.delete,
            use=runs.use,
            save_model=runs.save_model,
            save_curves=lambda: runs.save_curves(self.drawn.runs),
            copy_curves=lambda: runs.copy_curves(board.plots, tuple(row.curves.run for row in board.shown)),
            fit=board.fit,
            logarithmic=lambda on: board.set_look(logarithmic=on),
            robust=lambda on: board.set_look(robust=on),
            envelope=lambda on: board.set_look(envelope=on),
            steps=lambda on: board.set_look(axis=STEPS if on else EPOCHS),
            side_by_side=board.set_side_by_side,
        )

    def _connect(self) -> None:
        controller, table, form = self.controller, self.table, self.form
        controller.state_changed.connect(self._show_state)
        controller.arrived.connect(self._on_event)
        controller.runs_changed.connect(self._show_runs)
        controller.run_changed.connect(self._show_run)
        controller.curves_changed.connect(self._on_curves)
        controller.failed.connect(self._context.messages.fail)
        table.chosen.connect(self._context.selection.choose_run)
        table.renamed.connect(lambda run, name: controller.act(run, "rename", name))
        table.noted.connect(lambda run, notes: controller.act(run, "notes", notes))
        table.drawn.connect(self._on_drawn)
        table.view.selectionModel().selectionChanged.connect(lambda *_: self.deeds.compare())
        form.dataset_changed.connect(self._describe)
        form.live_changed.connect(controller.change)
        self.verdict.used.connect(self.deeds.use_run)
        self.strip.span_chosen.connect(lambda span: self.board.set_look(span=span))
        self._context.selection.run_changed.connect(self._on_chosen)

    def _start_or_pause(self) -> None:
        if self.controller.busy:
            self.controller.pause_or_go_on()
        else:
            self._with_config(self.controller.start)

    def _sweep(self) -> None:
        def begin(config: TrainingConfig) -> None:
            self._before_sweep = config
            self._context.actions.action("curves.side_by_side").setChecked(True)
            self.controller.sweep(config, tuple(float(f"{config.learning_rate * part:.3g}") for part in SWEEP))

        self._with_config(begin)

    def _with_config(self, deed: Callable[[TrainingConfig], object]) -> None:
        try:
            config = self.form.config()
        except ConfigError as error:
            self._context.messages.fail(str(error))
            return
        deed(config)

    def _describe(self, dataset: str) -> None:
        if self.controller.opened:
            self.form.card.say("Looking at the data set…")
            self.controller.describe_data(dataset)

    def _show_state(self, state: str) -> None:
        actions = self._context.actions
        actions.set_condition(CAN_START, state != STOPPING)
        actions.set_condition(TRAINING, state not in (IDLE, STOPPING))
        actions.set_condition(CAN_PAUSE, state in (RUNNING, PAUSED))
        actions.set_condition(IS_FREE, state == IDLE)
        start = actions.action("train.start")
        start.setText(WORDS[state])
        actions.dress("train.start", lambda: icon(ICONS[state], self._start_palette()))
        self.form.set_training(state != IDLE)
        if state != IDLE:
            self.form.remember_live(self.controller.live)
            self._progress.start()
        else:
            self._progress.stop()
            if self._before_sweep is not None:  # the form showed each run's settings meanwhile
                self.form.set_config(self._before_sweep)
                self._before_sweep = None
        self._show_progress()

    def _start_palette(self) -> QPalette:
        """The big button is filled: its icon has the colour of text on the accent."""
        palette = self.palette()
        return palette_of(DARK if colours_of(palette) is LIGHT else LIGHT)

    def _show_progress(self) -> None:
        controller = self.controller
        run = controller.run or ("" if controller.busy else self._context.selection.run)
        info, curves = controller.runs.get(run), controller.curves.get(run)
        fraction = None
        if controller.busy and info is not None and curves is not None:
            fraction = min(1.0, curves.step / (curves.batches * info.config.epochs))
        self.strip.show_progress(
            progress_sentence(controller.state, info, curves, controller.pace(), controller.seconds_left()), fraction
        )

    def _on_event(self, event: TrainingEvent) -> None:
        if isinstance(event, TrainingReady):
            self.form.set_datasets(event.datasets, event.here)
        elif isinstance(event, DataDescribed) and event.dataset == self.form.dataset:
            self.form.show_data(event)
        elif isinstance(event, TrainingFailed) and isinstance(event.request, DescribeData):
            self.form.card.say(event.message)
        elif isinstance(event, TrainingBegan):
            self.form.set_config(event.run.config)
            self.form.remember_live(self.controller.live)
            self.drawn.add(event.run.id)
            self._draw()
        elif isinstance(event, RatesTried):
            self._on_rates(event)
        elif isinstance(event, HandCompared):
            self.verdict.ask(event.run, event.verdict)
        self.deeds.take(event)

    def _on_rates(self, tried: RatesTried) -> None:
        if tried.suggested is None:
            self._context.messages.fail(tried.message)
            return
        rate = float(f"{tried.suggested:.2g}")
        self._with_config(lambda config: self.form.set_config(config.changed(learning_rate=rate)))
        self._context.messages.say(f"With a rate of {rate:g} the loss fell fastest; it is in the form.")

    def _on_curves(self, run: str) -> None:
        if any(row.curves.run == run for row in self.board.shown):
            if any(row.curves is not self.controller.curves.get(row.curves.run) for row in self.board.shown):
                self._draw()
            self.board.touch()

    def _on_chosen(self, run: str) -> None:
        self.table.choose(run)
        self._context.actions.set_condition(HAS_RUN, bool(run))
        self._draw()
        self.deeds.compare()
        self._show_progress()

    def _on_drawn(self, run: str, on: bool) -> None:
        if on and not self.drawn.add(run):
            self._context.messages.say(f"At most {MOST_DRAWN} runs are drawn at once.")
        elif not on:
            self.drawn.drop(run)
        self._draw()

    def _draw(self) -> None:
        """Hand the board the runs that are drawn; the chosen one always is."""
        chosen = self._context.selection.run
        shown = self.drawn.shown(chosen, colours_of(self.palette()).series)
        self.table.model.set_colours({row.curves.run: row.colour for row in shown})
        info = self.controller.runs.get(chosen)
        names = {row.curves.run: self.controller.runs[row.curves.run].name for row in shown}
        self.board.show_runs(shown, info.config.epochs if info is not None else 1, names)

    def _show_runs(self) -> None:
        self.table.show_runs(self.controller.runs.values())
        chosen = self._context.selection.run
        if chosen and chosen not in self.controller.runs:
            self._context.selection.choose_run("")
        elif not chosen and self.controller.runs:
            self._context.selection.choose_run(next(reversed(self.controller.runs)))
        self._draw()

    def _show_run(self, run: str) -> None:
        self.table.put(self.controller.runs[run])
        self.table.choose(self._context.selection.run)

    def _show_look(self) -> None:
        look, actions = self.board.curve_look, self._context.actions
        self.strip.show_span(look.span)
        actions.set_checked("curves.log", look.logarithmic)
        actions.set_checked("curves.robust", look.robust)
        actions.set_checked("curves.envelope", look.envelope)
        actions.set_checked("curves.steps", look.axis == STEPS)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_frame"):
            self._draw()
        super().changeEvent(event)
